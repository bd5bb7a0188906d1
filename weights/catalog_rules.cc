#include "weights/catalog_rules.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/base/suggest.h"
#include "weights/entry_rules.h"
#include "weights/entry_version.h"
#include "weights/findings.h"

namespace assay {
namespace {

// PascalCase, with "_" between two digits alone: RegNetY1_6GFWeights is not RegNetY16GFWeights.
bool IsClassName(absl::string_view name) {
  if (name.empty() || !absl::ascii_isupper(name[0]) || name.back() == '_') return false;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool separates = name[i] == '_' && absl::ascii_isdigit(name[i - 1]) && absl::ascii_isdigit(name[i + 1]);
    if (!absl::ascii_isalnum(name[i]) && !separates) return false;
  }
  return true;
}

bool IsSnakeCase(absl::string_view name) {
  if (name.empty() || !absl::ascii_islower(name[0])) return false;
  for (char c : name) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

bool IsEnumName(absl::string_view name) {
  if (name.empty() || !absl::ascii_isalpha(name[0])) return false;
  for (char c : name) {
    if (!absl::ascii_isalnum(c) && c != '_') return false;
  }
  return true;
}

void CheckNames(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  if (!IsEnumName(message.name())) {
    findings->Add(root.At("name"), absl::StrCat("name \"", message.name(), "\" is no enum's name"),
                  "write it as in Python: name: \"ResNet50_Weights\"");
  }
  if (!IsClassName(message.cpp_name())) {
    findings->Add(
        root.At("cpp_name"), absl::StrCat("cpp_name \"", message.cpp_name(), "\" is no C++ class name"),
        "use letters and digits from a capital on, and _ between digits alone: cpp_name: \"ResNet50Weights\"");
  }
  if (!IsSnakeCase(message.builder())) {
    findings->Add(root.At("builder"), absl::StrCat("builder \"", message.builder(), "\" is no builder's name"),
                  "use lower-case letters, digits and _ from a letter on: builder: \"resnet50\"");
  }
  if (message.entry().empty()) {
    findings->Add(root.Own(), "the enum has no entry", "add an entry { ... }");
  }
}

// Entries are found by name whatever its case, so two that differ in case alone would be ambiguous.
void CheckUnique(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  std::map<std::string, std::string> names, constants;
  for (int i = 0; i < message.entry_size(); ++i) {
    const proto::Entry& entry = message.entry(i);
    const TextPlace place = root.Nested("entry", i);
    const auto name = names.emplace(absl::AsciiStrToLower(entry.name()), place.At("name"));
    if (!name.second) {
      findings->Add(place.At("name"),
                    absl::StrCat("duplicate entry name \"", entry.name(), "\" (first at ", name.first->second, ")"),
                    "give one of them another name");
    }
    const auto constant = constants.emplace(entry.constant(), place.At("constant"));
    if (!constant.second) {
      findings->Add(
          place.At("constant"),
          absl::StrCat("duplicate constant \"", entry.constant(), "\" (first at ", constant.first->second, ")"),
          "give one of them another constant");
    }
  }
}

void CheckDefault(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  std::vector<std::string> names;
  for (const proto::Entry& entry : message.entry()) {
    if (entry.name() == message.default_entry()) return;
    names.push_back(entry.name());
  }
  if (!message.has_default_entry()) {
    findings->Add(root.Own(), "no default_entry", "name the best entry: default_entry: \"IMAGENET1K_V1\"");
    return;
  }
  findings->Add(root.At("default_entry"),
                absl::StrCat("default_entry \"", message.default_entry(), "\" is none of the entries"),
                absl::StrCat("name one of them, the best", DidYouMean(message.default_entry(), names)));
}

void CheckLatest(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  std::map<std::string, std::string> first_entry, latest;
  for (int i = 0; i < message.entry_size(); ++i) {
    const proto::Entry& entry = message.entry(i);
    const TextPlace place = root.Nested("entry", i);
    first_entry.emplace(entry.taxonomy(), place.Own());
    if (!entry.latest()) continue;
    const auto inserted = latest.emplace(entry.taxonomy(), place.At("latest"));
    if (!inserted.second) {
      findings->Add(place.At("latest"),
                    absl::StrCat("two latest entries of taxonomy \"", entry.taxonomy(), "\" (first at ",
                                 inserted.first->second, ")"),
                    "set latest: false in the older one");
    }
  }
  for (const auto& [taxonomy, where] : first_entry) {
    if (latest.count(taxonomy) == 0) {
      findings->Add(where, absl::StrCat("no entry of taxonomy \"", taxonomy, "\" is the latest"),
                    "set latest: true in the newest one");
    }
  }
}

void CheckEachEntry(const CatalogText& text, const TextPlace& root, Findings* findings) {
  CheckNames(text.message, root, findings);
  for (int i = 0; i < text.message.entry_size(); ++i) {
    CheckEntry(text.message.entry(i), root.Nested("entry", i), findings);
  }
}

// Legacy parameters mean the first entry, so that one must be the oldest.
void CheckOldestFirst(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  std::map<std::string, int> newest;
  for (int i = 0; i < message.entry_size(); ++i) {
    const auto version = VersionOf(message.entry(i).name());
    if (!version) continue;
    int& before = newest[version->of];
    if (version->number < before) {
      findings->Add(root.Nested("entry", i).At("name"),
                    absl::StrCat(message.entry(i).name(), " stands behind version ", before),
                    "put the oldest entry first: what `pretrained` meant is the first one");
    }
    before = std::max(before, version->number);
  }
}

// The typed enum has one class of transforms: transforms(weights) could not have a type else.
void CheckPresets(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  auto first = proto::Transforms::PRESET_NOT_SET;
  for (int i = 0; i < message.entry_size(); ++i) {
    const auto preset = message.entry(i).transforms().preset_case();
    if (preset == proto::Transforms::PRESET_NOT_SET || preset == first) continue;
    if (first == proto::Transforms::PRESET_NOT_SET) {
      first = preset;
      continue;
    }
    findings->Add(root.Nested("entry", i).At("transforms"),
                  "this entry's preset is another than that of those before it",
                  "give all entries of an enum one preset, or make an enum of its own");
  }
}

void CheckAttributes(const proto::WeightsEnum& message, const TextPlace& root, Findings* findings) {
  std::map<std::string, std::string> names;
  for (int i = 0; i < message.attribute_size(); ++i) {
    const proto::Attribute& attribute = message.attribute(i);
    if (IsSnakeCase(attribute.name()) && IsEnumName(attribute.value()) &&
        names.emplace(attribute.name(), attribute.value()).second)
      continue;
    findings->Add(root.At("attribute", i), "an attribute needs a name of its own and a value, of letters, digits and _",
                  "write attribute { name: \"language\" value: \"en\" }");
  }
}

}  // namespace

absl::Status CheckEntries(const CatalogText& text) {
  Findings findings;
  CheckEachEntry(text, text.Root(), &findings);
  return findings.ToStatus();
}

absl::Status CheckWeightsEnum(const CatalogText& text) {
  Findings findings;
  const TextPlace root = text.Root();
  CheckEachEntry(text, root, &findings);
  CheckUnique(text.message, root, &findings);
  CheckDefault(text.message, root, &findings);
  CheckLatest(text.message, root, &findings);
  CheckOldestFirst(text.message, root, &findings);
  CheckPresets(text.message, root, &findings);
  CheckAttributes(text.message, root, &findings);
  return findings.ToStatus();
}

}  // namespace assay
