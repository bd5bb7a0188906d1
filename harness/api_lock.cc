#include "harness/api_lock.h"

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compare_fields.h"
#include "harness/result.h"
#include "models/internal/reflect.h"
#include "weights/entry_fields.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

// weights/entry_fields.cc has a line for each member: who adds one here has not forgotten it there.
static_assert(internal::kMemberCount<WeightEntry> == 21);
static_assert(internal::kMemberCount<WeightMeta> == 17);
static_assert(internal::kMemberCount<ExtraFile> == 4 && internal::kMemberCount<PackagedFile> == 4);
static_assert(internal::kMemberCount<ImageClassificationOptions> == 5);
static_assert(internal::kMemberCount<TextEncodingOptions> == 5);  // two of them are where the vocabulary is
static_assert(internal::kMemberCount<MeanPoolingOptions> == 1);

using RepeatedFields = google::protobuf::RepeatedPtrField<proto::Field>;

void AddSaid(const std::vector<EntryField>& from, RepeatedFields& fields) {
  for (const EntryField& field : from) {
    if (!field.is_said()) continue;
    proto::Field& added = *fields.Add();
    added.set_name(field.Name());
    added.set_value(field.Text());
  }
}

void AddOptionStruct(OptionsFunction describe, proto::BuilderApi& api) {
  const OptionStruct described = describe();
  proto::OptionStruct& added = *api.add_option_struct();
  added.set_name(described.name);
  for (const OptionMember& member : described.options) {
    proto::Option& option = *added.add_option();
    option.set_name(member.name);
    option.set_type(member.type);
    option.set_default_value(member.default_value);
  }
}

using Names = google::protobuf::RepeatedPtrField<std::string>;

void SetNames(const std::vector<std::string>& from, Names& names) { names.Assign(from.begin(), from.end()); }

std::string ListText(const Names& names) {
  return names.empty() ? "none" : absl::StrCat("\"", absl::StrJoin(names, "\", \""), "\"");
}

// The members that both structs have, in the order of the first.
std::vector<std::string> Shared(const proto::OptionStruct& in_order_of, const proto::OptionStruct& other) {
  std::vector<std::string> names;
  for (const proto::Option& option : in_order_of.option()) {
    const auto same = [&](const proto::Option& candidate) { return candidate.name() == option.name(); };
    if (std::any_of(other.option().begin(), other.option().end(), same)) names.push_back(option.name());
  }
  return names;
}

void CompareOptions(const proto::Option& expected, const proto::Option& actual, const std::string& name,
                    std::vector<std::string>& findings) {
  if (expected.type() != actual.type())
    findings.push_back(absl::StrCat(name, ": the type is ", actual.type(), ", was ", expected.type()));
  if (expected.default_value() != actual.default_value()) {
    findings.push_back(
        absl::StrCat(name, ": the default is ", actual.default_value(), ", was ", expected.default_value()));
  }
}

void CompareStructs(const proto::OptionStruct& expected, const proto::OptionStruct& actual,
                    std::vector<std::string>& findings) {
  const std::vector<std::string> was = Shared(expected, actual), is = Shared(actual, expected);
  if (was != is) {
    findings.push_back(
        absl::StrCat(expected.name(), ": the order is ", absl::StrJoin(is, ", "), "; was ", absl::StrJoin(was, ", ")));
  }
  std::map<std::string, const proto::Option*> left;
  for (const proto::Option& option : actual.option()) left.emplace(option.name(), &option);
  for (const proto::Option& option : expected.option()) {
    const std::string name = absl::StrCat(expected.name(), ".", option.name());
    const auto found = left.find(option.name());
    if (found == left.end()) {
      findings.push_back(absl::StrCat(name, " is gone"));
      continue;
    }
    CompareOptions(option, *found->second, name, findings);
    left.erase(found);
  }
  for (const auto& [name, option] : left) {
    findings.push_back(absl::StrCat(expected.name(), ".", name, " is new: ", option->type(), ", by default ",
                                    option->default_value()));
  }
}

void CompareAllStructs(const proto::BuilderApi& expected, const proto::BuilderApi& actual,
                       std::vector<std::string>& findings) {
  std::map<std::string, const proto::OptionStruct*> left;
  for (const proto::OptionStruct& one : actual.option_struct()) left.emplace(one.name(), &one);
  for (const proto::OptionStruct& one : expected.option_struct()) {
    const auto found = left.find(one.name());
    if (found == left.end()) {
      findings.push_back(absl::StrCat("the options ", one.name(), " are gone"));
      continue;
    }
    CompareStructs(one, *found->second, findings);
    left.erase(found);
  }
  for (const auto& [name, unused] : left) findings.push_back(absl::StrCat("the options ", name, " are new"));
}

}  // namespace

proto::BuilderApi MeasureApi(const Builder& builder, const Signature& signature) {
  proto::BuilderApi api;
  api.set_family(builder.family);
  api.set_task(builder.task);
  if (!builder.model_type.empty()) api.set_model_type(builder.model_type);
  if (!builder.weights_enum.empty()) api.set_weights_enum(builder.weights_enum);
  if (const auto official = OfficialWeights(builder); official.ok()) {
    for (const WeightEntry* entry : *official) {
      if (entry->is_default) api.set_default_entry(entry->name);
    }
  }
  SetNames(signature.inputs, *api.mutable_input());
  SetNames(signature.optional_inputs, *api.mutable_optional_input());
  SetNames(signature.outputs, *api.mutable_output());
  if (builder.builder_options != nullptr) AddOptionStruct(builder.builder_options, api);
  for (const OptionsFunction describe : builder.constructor_options) AddOptionStruct(describe, api);
  SetNames(builder.implied_options, *api.mutable_implied_option());
  api.set_takes_num_classes(builder.takes_num_classes);
  if (!builder.backbone.empty()) api.set_backbone(builder.backbone);
  AddSaid(PresetFields("transforms", builder.transforms), *api.mutable_transforms());
  AddSaid(PresetFields("postprocessing", builder.postprocessing), *api.mutable_postprocessing());
  return api;
}

std::vector<std::string> CompareApis(const proto::BuilderApi& expected, const proto::BuilderApi& actual) {
  std::vector<std::string> findings;
  const auto compare = [&](const char* what, const std::string& was, const std::string& is) {
    if (was == is) return;
    findings.push_back(
        absl::StrCat(what, " is ", is.empty() ? "nothing" : is, ", was ", was.empty() ? "nothing" : was));
  };
  compare("family", expected.family(), actual.family());
  compare("task", expected.task(), actual.task());
  compare("model_type", expected.model_type(), actual.model_type());
  compare("weights_enum", expected.weights_enum(), actual.weights_enum());
  compare("default_entry", expected.default_entry(), actual.default_entry());
  compare("backbone", expected.backbone(), actual.backbone());
  const auto text = [](bool value) { return value ? "true" : "false"; };
  compare("takes_num_classes", text(expected.takes_num_classes()), text(actual.takes_num_classes()));
  compare("inputs", ListText(expected.input()), ListText(actual.input()));
  compare("optional_inputs", ListText(expected.optional_input()), ListText(actual.optional_input()));
  compare("outputs", ListText(expected.output()), ListText(actual.output()));
  compare("implied_options", ListText(expected.implied_option()), ListText(actual.implied_option()));
  CompareAllStructs(expected, actual, findings);
  for (const FieldDifference& difference : CompareFields(expected.transforms(), actual.transforms()))
    findings.push_back(difference.Text());
  for (const FieldDifference& difference : CompareFields(expected.postprocessing(), actual.postprocessing()))
    findings.push_back(difference.Text());
  return findings;
}

std::string CategoriesSha256(absl::Span<const std::string> names) {
  if (names.empty()) return "";
  std::string text;
  for (const std::string& name : names) absl::StrAppend(&text, name, "\n");
  return Sha256Hex(absl::MakeConstSpan(reinterpret_cast<const std::byte*>(text.data()), text.size()));
}

absl::Status MeasureCatalogue(const WeightEntry& entry, proto::EntryGolden& golden) {
  golden.clear_catalogue();
  AddSaid(EntryFields(entry), *golden.mutable_catalogue());
  const auto names = entry.meta.categories.names();
  if (!names.ok()) return names.status();
  if (const std::string sha256 = CategoriesSha256(*names); !sha256.empty()) golden.set_categories_sha256(sha256);
  return absl::OkStatus();
}

std::vector<std::string> CompareCatalogues(const proto::EntryGolden& expected, const proto::EntryGolden& actual) {
  std::vector<std::string> findings;
  bool only_text = true;
  for (const FieldDifference& difference : CompareFields(expected.catalogue(), actual.catalogue())) {
    findings.push_back(difference.Text());
    only_text = only_text && IsOnlyText(difference.name);
  }
  if (!findings.empty() && only_text)
    findings.push_back(absl::StrCat("nothing that the weights answer depends on it: ", BlessCommand(actual.weights())));
  if (expected.categories_sha256() != actual.categories_sha256()) {
    findings.push_back(absl::StrCat("the categories have other names or another order: sha256 ",
                                    actual.categories_sha256(), ", was ", expected.categories_sha256()));
  }
  return findings;
}

bool IsOnlyText(const std::string& field) {
  static constexpr const char* kFields[] = {"url", "sha256", "meta.recipe", "meta.docs", "meta.ops", "meta.file_size"};
  static constexpr const char* kGroups[] = {"packaged.", "meta.licence.", "meta.metrics."};
  const auto is_it = [&](const char* name) { return field == name; };
  const auto begins_it = [&](const char* prefix) { return absl::StartsWith(field, prefix); };
  return std::any_of(std::begin(kFields), std::end(kFields), is_it) ||
         std::any_of(std::begin(kGroups), std::end(kGroups), begins_it);
}

}  // namespace assay
