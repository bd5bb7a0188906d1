#include "harness/compatibility/field_change.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay::bc {
namespace {

// In the order of their first mention.
std::vector<std::pair<std::string, std::string>> Collect(const Fields& fields) {
  std::vector<std::pair<std::string, std::string>> values;
  std::map<std::string, size_t> known;
  for (const proto::Field& field : fields) {
    const auto [at, is_new] = known.insert({field.name(), values.size()});
    if (is_new) {
      values.emplace_back(field.name(), field.value());
    } else {
      absl::StrAppend(&values[at->second].second, ", ", field.value());
    }
  }
  return values;
}

}  // namespace

std::string FieldChange::Text() const {
  if (!is) return absl::StrCat(name, " is no longer said (", *was, ")");
  if (!was) return absl::StrCat(name, " is ", *is, ", was not said");
  return absl::StrCat(name, " ", *was, " -> ", *is);
}

std::vector<FieldChange> CompareFields(const Fields& was, const Fields& is) {
  const auto is_values = Collect(is);
  std::map<std::string, std::string> left(is_values.begin(), is_values.end());
  std::vector<FieldChange> changes;
  for (const auto& [name, value] : Collect(was)) {
    const auto found = left.find(name);
    if (found == left.end()) {
      changes.push_back({.name = name, .was = value});
      continue;
    }
    if (found->second != value) changes.push_back({.name = name, .was = value, .is = found->second});
    left.erase(found);
  }
  for (const auto& [name, value] : is_values) {
    if (left.count(name)) changes.push_back({.name = name, .is = value});
  }
  return changes;
}

std::string FieldsText(absl::Span<const FieldChange> changes) {
  return absl::StrJoin(changes, "; ",
                       [](std::string* out, const FieldChange& change) { absl::StrAppend(out, change.Text()); });
}

std::optional<std::string> ValueOf(const Fields& fields, absl::string_view name) {
  for (const proto::Field& field : fields) {
    if (field.name() == name) return field.value();
  }
  return std::nullopt;
}

}  // namespace assay::bc
