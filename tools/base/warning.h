// The one channel for what a caller should know but that is no error: deprecated forms, weights that are not the
// latest.
//
//   ASSAY_RETURN_IF_ERROR(Warn({.kind = WarningKind::kDeprecated, .subject = "resnet50", .message = "..."}));
//
// By default a warning is a line on standard error. A program decides otherwise, for all or for a scope:
//
//   SetWarningHandler(IgnoreWarning);                      // silence
//   SetWarningHandler(WarningIsError);                     // the call that warns fails instead
//   ScopedWarningHandler keep([&](const Warning& warning) {   // a test looks at them
//     seen.push_back(warning);
//     return absl::OkStatus();
//   });
#ifndef ASSAY_TOOLS_BASE_WARNING_H_
#define ASSAY_TOOLS_BASE_WARNING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"

namespace assay {

enum class WarningKind {
  kDeprecated,  // a legacy form of a call
  kNotLatest,   // weights that newer ones replace
};

// "deprecated", "not latest".
const char* WarningKindName(WarningKind kind);

struct Warning {
  WarningKind kind = WarningKind::kDeprecated;
  std::string subject = {};  // What it is about: a builder, the full name of weights.
  std::string message = {};  // A sentence that says what to write instead.
};

// What becomes of a warning: OK goes on, an error becomes that of the call that warned. Called on the thread that
// warns, by several threads at once if several warn; what a handler itself does warns of nothing. Must not throw.
using WarningHandler = std::function<absl::Status(const Warning&)>;

absl::Status PrintWarning(const Warning& warning);
absl::Status IgnoreWarning(const Warning& warning);
// Errors: FailedPrecondition with the warning's message.
absl::Status WarningIsError(const Warning& warning);

// Takes the place of the handler before it, which it returns. Null is PrintWarning.
WarningHandler SetWarningHandler(WarningHandler handler);

// A handler for a scope, of all threads.
class ScopedWarningHandler {
 public:
  explicit ScopedWarningHandler(WarningHandler handler);
  ~ScopedWarningHandler();
  ScopedWarningHandler(const ScopedWarningHandler&) = delete;
  ScopedWarningHandler& operator=(const ScopedWarningHandler&) = delete;

 private:
  std::shared_ptr<void> previous_;  // The handler before, and what it was told once.
};

// Gives the warning to the handler. Errors: the handler's.
absl::Status Warn(const Warning& warning);

// The same, once for each kind and subject, and for each handler: one that is set later has not been told. A warning
// that became an error comes again.
absl::Status WarnOnce(const Warning& warning);

// Lets every warning come once more: for tests.
void ForgetWarnings();

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_WARNING_H_
