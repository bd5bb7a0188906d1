// All overrides of ContextParams (models/context_params.h) at once: listed for a report, captured for another thread,
// entered by name.
//
//   // by name, as an entry of the catalogue states them
//   absl::StatusOr<ScopedContext> scope = EnterOverrides({{"FrozenBatchNorm2d", "eps", 0.0}});
//
//   // for a report
//   std::cout << ContextText() << "\n";   // FrozenBatchNorm2d.eps = 0
//
//   // into a worker thread: only what is captured reaches it
//   std::thread worker([context = CaptureContext()] {
//     ScopedContext scope(context);
//     ...
//   });
#ifndef ASSAY_MODELS_CONTEXT_H_
#define ASSAY_MODELS_CONTEXT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "models/internal/context_stack.h"

namespace assay {

// The value of an override without its type. An enumeration's value is its name.
using OverrideValue = context_internal::Value;

// One override by name.
struct NamedOverride {
  std::string target;     // "FrozenBatchNorm2d"
  std::string parameter;  // "eps"
  OverrideValue value;    // 0.0

  bool operator==(const NamedOverride&) const = default;
};

// An override that counts: no scope further inside sets its parameter anew.
struct OverrideInForce {
  NamedOverride override;
  // How many scopes there are from the outermost (1) to the one that sets it.
  int depth = 0;

  bool operator==(const OverrideInForce&) const = default;
};

// What this thread's scopes override, outermost first.
std::vector<OverrideInForce> OverridesInForce();

// The number of scopes that this thread is in.
int ContextDepth();

// The same in words: "FrozenBatchNorm2d.eps = 0, FeaturePyramidNetwork.init = \"children\""; empty where nothing is
// overridden. Numbers have the digits that tell them from every other number.
std::string ContextText();
std::string OverrideText(const NamedOverride& override);

// A class that takes overrides.
struct OverridableClass {
  struct Parameter {
    std::string name;
    std::string type;                  // "bool", "int64", "double", "string" or "choice"
    std::vector<std::string> choices;  // of a choice
  };
  std::string name;
  std::string base;  // the class whose overrides count for this one too; empty where there is none
  std::vector<Parameter> parameters;
};

// The classes whose constructors are linked into this program, sorted by name.
std::vector<OverridableClass> OverridableClasses();

// Overrides as a value. Copies share what they hold, which never changes: any thread may use them.
class CapturedContext {
 public:
  CapturedContext() = default;
  bool empty() const { return items_ == nullptr || items_->empty(); }

 private:
  friend class ScopedContext;
  friend CapturedContext CaptureContext();
  friend absl::StatusOr<CapturedContext> NamedContext(absl::Span<const NamedOverride> overrides);

  // One scope's overrides.
  struct Item {
    const context_internal::TargetInfo* target;
    std::shared_ptr<const void> overrides;
  };
  explicit CapturedContext(std::vector<Item> items);

  std::shared_ptr<const std::vector<Item>> items_;  // outermost first
};

// All that this thread's scopes override now.
CapturedContext CaptureContext();

// Overrides by name, as if each class's scope were entered in the order of their first mention.
// Errors: NotFound for a class that is not linked or a parameter that it does not have; InvalidArgument for a value of
// another type (nothing converts: 1 is no double), and for a parameter that is named twice.
absl::StatusOr<CapturedContext> NamedContext(absl::Span<const NamedOverride> overrides);

// A scope in which captured overrides are in force, inside those that this thread is in already. Ends on the thread
// that it began on.
class [[nodiscard]] ScopedContext {
 public:
  explicit ScopedContext(CapturedContext context);
  ~ScopedContext();
  ScopedContext(ScopedContext&&) noexcept;
  ScopedContext& operator=(ScopedContext&&) noexcept;

 private:
  void Leave() noexcept;

  CapturedContext context_;
  std::unique_ptr<context_internal::Node[]> nodes_;
  size_t count_ = 0;
};

// Enters overrides by name.
// Errors: as NamedContext.
absl::StatusOr<ScopedContext> EnterOverrides(absl::Span<const NamedOverride> overrides);

}  // namespace assay

#endif  // ASSAY_MODELS_CONTEXT_H_
