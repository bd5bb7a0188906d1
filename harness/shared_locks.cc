#include "harness/shared_locks.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compare_fields.h"
#include "models/context.h"
#include "models/registry.h"
#include "weights/catalog.h"
#include "weights/categories.h"

namespace assay {
namespace {

using RepeatedFields = google::protobuf::RepeatedPtrField<proto::Field>;

void Add(const std::string& name, const std::string& value, RepeatedFields& fields) {
  proto::Field& field = *fields.Add();
  field.set_name(name);
  field.set_value(value);
}

// A table as named facts: "FrozenBatchNorm2d.eps" is "double".
RepeatedFields FieldsOf(const proto::OverrideTable& table) {
  RepeatedFields fields;
  for (const proto::OverrideClass& target : table.target()) {
    Add(target.name(), target.base().empty() ? "a class" : absl::StrCat("a class with the base ", target.base()),
        fields);
    for (const proto::OverrideParameter& parameter : target.parameter()) {
      const std::string choices =
          parameter.choice().empty() ? "" : absl::StrCat(" of ", absl::StrJoin(parameter.choice(), ", "));
      Add(absl::StrCat(target.name(), ".", parameter.name()), absl::StrCat(parameter.type(), choices), fields);
    }
  }
  return fields;
}

}  // namespace

proto::CombinationSet MeasureCombinations() {
  proto::CombinationSet set;
  for (const std::string& name : list()) {
    set.add_combination(name);
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(name))
      set.add_combination(absl::StrCat(name, " x ", entry->name));
  }
  return set;
}

std::vector<std::string> CompareCombinations(const proto::CombinationSet& expected,
                                             const proto::CombinationSet& actual) {
  const std::set<std::string> was(expected.combination().begin(), expected.combination().end());
  const std::set<std::string> is(actual.combination().begin(), actual.combination().end());
  std::vector<std::string> findings;
  for (const std::string& name : is) {
    if (!was.count(name)) findings.push_back(absl::StrCat(name, " is new"));
  }
  for (const std::string& name : was) {
    if (!is.count(name)) findings.push_back(absl::StrCat(name, " is gone"));
  }
  return findings;
}

absl::StatusOr<std::vector<proto::CategoryNames>> MeasureCategories() {
  std::set<std::string> files;
  for (const WeightEntry* entry : Catalog::Global().Entries()) {
    if (!entry->meta.categories.file().empty()) files.insert(entry->meta.categories.file());
  }
  std::vector<proto::CategoryNames> all;
  for (const std::string& file : files) {
    const auto names = Categories(file);
    if (!names.ok()) return names.status();
    proto::CategoryNames& categories = all.emplace_back();
    categories.set_file(file);
    categories.mutable_name()->Assign(names->begin(), names->end());
  }
  return all;
}

std::string CategoriesPath(const std::string& file) { return absl::StrCat("golden/categories/", file, ".textproto"); }

std::vector<std::string> CompareCategories(const proto::CategoryNames& expected, const proto::CategoryNames& actual) {
  constexpr size_t kMost = 10;
  std::vector<std::string> findings;
  const int longer = std::max(expected.name_size(), actual.name_size());
  for (int i = 0; i < longer; ++i) {
    const bool was = i < expected.name_size(), is = i < actual.name_size();
    if (was && is && expected.name(i) == actual.name(i)) continue;
    const std::string now = is ? absl::StrCat("\"", actual.name(i), "\"") : "nothing";
    const std::string before = was ? absl::StrCat("\"", expected.name(i), "\"") : "nothing";
    findings.push_back(absl::StrCat("category ", i, " is ", now, ", was ", before));
  }
  if (findings.size() > kMost) {
    const size_t more = findings.size() - kMost;
    findings.resize(kMost);
    findings.push_back(absl::StrCat("... and ", more, " more"));
  }
  return findings;
}

proto::OverrideTable MeasureOverrides() {
  proto::OverrideTable table;
  for (const OverridableClass& overridable : OverridableClasses()) {
    proto::OverrideClass& target = *table.add_target();
    target.set_name(overridable.name);
    if (!overridable.base.empty()) target.set_base(overridable.base);
    for (const OverridableClass::Parameter& from : overridable.parameters) {
      proto::OverrideParameter& parameter = *target.add_parameter();
      parameter.set_name(from.name);
      parameter.set_type(from.type);
      parameter.mutable_choice()->Assign(from.choices.begin(), from.choices.end());
    }
  }
  return table;
}

std::vector<std::string> CompareOverrides(const proto::OverrideTable& expected, const proto::OverrideTable& actual) {
  std::vector<std::string> findings;
  for (const FieldDifference& difference : CompareFields(FieldsOf(expected), FieldsOf(actual)))
    findings.push_back(difference.Text());
  return findings;
}

}  // namespace assay
