#include "harness/compare_fields.h"

#include <map>

#include "absl/strings/str_cat.h"

namespace assay {

std::string FieldDifference::Text() const {
  if (!was) return absl::StrCat(name, " is new: ", *is);
  if (!is) return absl::StrCat(name, " is gone: it was ", *was);
  return absl::StrCat(name, " is ", *is, ", was ", *was);
}

std::vector<FieldDifference> CompareFields(const google::protobuf::RepeatedPtrField<proto::Field>& expected,
                                           const google::protobuf::RepeatedPtrField<proto::Field>& actual) {
  std::map<std::string, std::string> was, is;
  for (const proto::Field& field : expected) was[field.name()] = field.value();
  for (const proto::Field& field : actual) is[field.name()] = field.value();
  std::vector<FieldDifference> differences;
  for (const proto::Field& field : expected) {
    const auto before = was.extract(field.name());
    if (before.empty()) continue;  // seen already
    const auto now = is.find(field.name());
    if (now == is.end()) {
      differences.push_back({field.name(), before.mapped(), std::nullopt});
      continue;
    }
    if (now->second != before.mapped()) differences.push_back({field.name(), before.mapped(), now->second});
    is.erase(now);
  }
  for (const proto::Field& field : actual) {
    const auto now = is.extract(field.name());
    if (!now.empty()) differences.push_back({field.name(), std::nullopt, now.mapped()});
  }
  return differences;
}

}  // namespace assay
