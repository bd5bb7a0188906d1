#include "models/parse_override.h"

#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/internal/override_registry.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// The text as a value of the type; nullopt where it is none.
std::optional<OverrideValue> ValueOf(absl::string_view type, absl::string_view text) {
  int64_t integer = 0;
  double number = 0;
  if (type == "bool") {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
  }
  if (type == "int64") return absl::SimpleAtoi(text, &integer) ? std::optional<OverrideValue>(integer) : std::nullopt;
  if (type == "double") {
    const bool finite = absl::SimpleAtod(text, &number) && std::isfinite(number);
    return finite ? std::optional<OverrideValue>(number) : std::nullopt;
  }
  return std::string(text);
}

const char* Expected(absl::string_view type) {
  return type == "bool" ? "true or false" : type == "int64" ? "an integer" : "a finite number";
}

}  // namespace

absl::StatusOr<NamedOverride> ParseOverride(absl::string_view name, absl::string_view value) {
  const size_t dot = name.find('.');
  if (dot == 0 || dot == name.npos || dot + 1 == name.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", name, "\" names no override: expected Class.parameter, such as FrozenBatchNorm2d.eps"));
  }
  ASSAY_ASSIGN_OR_RETURN(const context_internal::TargetInfo* target, context_internal::FindTarget(name.substr(0, dot)));
  ASSAY_ASSIGN_OR_RETURN(const context_internal::ParameterInfo* parameter,
                         context_internal::FindParameter(*target, name.substr(dot + 1)));
  std::optional<OverrideValue> parsed = ValueOf(parameter->type, value);
  if (!parsed) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": expected ", Expected(parameter->type), ", got \"", value, "\""));
  }
  // Whether it is one of a choice's names is the declaration's to say.
  const std::shared_ptr<void> overrides = target->make();
  if (const absl::Status set = parameter->set(*parsed, overrides.get()); !set.ok()) {
    return absl::Status(set.code(), absl::StrCat(name, ": ", set.message()));
  }
  return NamedOverride{target->name, parameter->name, *std::move(parsed)};
}

}  // namespace assay
