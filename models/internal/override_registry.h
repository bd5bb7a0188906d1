// The classes that declare overrides, by name.
#ifndef ASSAY_MODELS_INTERNAL_OVERRIDE_REGISTRY_H_
#define ASSAY_MODELS_INTERNAL_OVERRIDE_REGISTRY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/internal/context_stack.h"

namespace assay::context_internal {

// All of them, sorted by name.
std::vector<const TargetInfo*> Targets();

// Errors: NotFound, naming the nearest class and what to link.
absl::StatusOr<const TargetInfo*> FindTarget(absl::string_view name);

// Errors: NotFound, naming the nearest parameter and all that there are.
absl::StatusOr<const ParameterInfo*> FindParameter(const TargetInfo& target, absl::string_view name);

// "0.0001", "\"children\"".
std::string ValueText(const Value& value);

}  // namespace assay::context_internal

#endif  // ASSAY_MODELS_INTERNAL_OVERRIDE_REGISTRY_H_
