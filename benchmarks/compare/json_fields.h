// Fields of a JSON document that somebody else wrote: absent, null and of another type are told apart in words.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::string name, RequiredText(row, "name", "before.json: rows[3]"));
#ifndef ASSAY_BENCHMARKS_COMPARE_JSON_FIELDS_H_
#define ASSAY_BENCHMARKS_COMPARE_JSON_FIELDS_H_

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {

using InputJson = nlohmann::json;

// The field; null where there is none.
inline const InputJson* Field(const InputJson& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return !json.is_object() || found == json.end() || found->is_null() ? nullptr : &*found;
}

// Empty where it is absent or of another type.
inline std::string OptionalText(const InputJson& json, const char* name) {
  const InputJson* field = Field(json, name);
  return field != nullptr && field->is_string() ? field->get<std::string>() : "";
}

// 0 where it is absent, no number, or beyond what an int holds.
inline int OptionalCount(const InputJson& json, const char* name) {
  const InputJson* field = Field(json, name);
  const double value = field != nullptr && field->is_number() ? field->get<double>() : 0;
  return value >= 0 && value <= 1e9 ? static_cast<int>(value) : 0;
}

// Errors of these: InvalidArgument, beginning with `where`.
inline absl::StatusOr<std::string> RequiredText(const InputJson& json, const char* name, const std::string& where) {
  const InputJson* field = Field(json, name);
  if (field == nullptr || !field->is_string() || field->get_ref<const std::string&>().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": expected a text \"", name, "\", got ",
                                                   field == nullptr     ? "none"
                                                   : field->is_string() ? "an empty one"
                                                                        : field->type_name()));
  }
  return field->get<std::string>();
}

inline absl::StatusOr<const InputJson*> RequiredArray(const InputJson& json, const char* name,
                                                      const std::string& where) {
  const InputJson* field = Field(json, name);
  if (field == nullptr || !field->is_array()) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": expected an array \"", name, "\", got ",
                                                   field == nullptr ? "none" : field->type_name()));
  }
  return field;
}

// A time, a ratio: finite and above zero.
inline absl::StatusOr<double> PositiveNumber(const InputJson& json, const std::string& where) {
  const double value = json.is_number() ? json.get<double>() : 0;
  if (!json.is_number() || !std::isfinite(value) || value <= 0) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": expected a number above 0, got ",
                                                   json.is_number() ? absl::StrCat(value) : json.type_name()));
  }
  return value;
}

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_JSON_FIELDS_H_
