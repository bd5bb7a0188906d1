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

// What becomes of a warning: OK goes on, an error becomes that of the call that warned. May be called from any thread,
// by one at a time; must not warn itself.
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
  explicit ScopedWarningHandler(WarningHandler handler) : previous_(SetWarningHandler(std::move(handler))) {}
  ~ScopedWarningHandler() { SetWarningHandler(std::move(previous_)); }
  ScopedWarningHandler(const ScopedWarningHandler&) = delete;
  ScopedWarningHandler& operator=(const ScopedWarningHandler&) = delete;

 private:
  WarningHandler previous_;
};

// Gives the warning to the handler. Errors: the handler's.
absl::Status Warn(const Warning& warning);

// The same, once in a process for each kind and subject. A warning that became an error comes again.
absl::Status WarnOnce(const Warning& warning);

// Lets every warning come once more: for tests.
void ForgetWarnings();

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_WARNING_H_
