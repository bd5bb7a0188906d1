#include "weights/weight_name.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace assay {
namespace {

using Known = absl::Span<const WeightEntry* const>;

absl::Status Slip(absl::string_view name, absl::string_view what, absl::string_view remedy) {
  return absl::InvalidArgumentError(absl::StrCat("\"", absl::Utf8SafeCEscape(name), "\" ", what, "; ", remedy));
}

std::string Example(Known known) {
  for (const WeightEntry* entry : known) {
    if (entry->is_default) return entry->FullName();
  }
  return known.empty() ? "ResNet50_Weights.IMAGENET1K_V2" : known.front()->FullName();
}

// The spelling without what C++ and Python do differently: "ResNet50Weights" and "ResNet50_Weights" are one.
std::string Letters(absl::string_view name) {
  std::string letters;
  for (char c : name) {
    if (absl::ascii_isalnum(c)) letters += absl::ascii_tolower(c);
  }
  return letters;
}

// "ResNet50Weights::kImageNet1kV2": the entry that C++ means by it; null where there is none.
const WeightEntry* MeantByCpp(absl::string_view enum_name, absl::string_view constant, Known known) {
  const bool wants_default = constant == "kDefault";
  const WeightEntry* alike = nullptr;
  for (const WeightEntry* entry : known) {
    if (Letters(entry->enum_name) != Letters(enum_name)) continue;
    if (!(wants_default ? entry->is_default : "k" + Letters(entry->name) == Letters(constant))) continue;
    // RegNet_Y_1_6GF_Weights and RegNet_Y_16GF_Weights have the same letters.
    if (entry->cpp_enum == enum_name) return entry;
    if (alike == nullptr) alike = entry;
  }
  return alike;
}

absl::Status CppSpelling(absl::string_view name, Known known) {
  const std::vector<std::string> parts = absl::StrSplit(name, "::");
  const WeightEntry* meant = parts.size() < 2 ? nullptr : MeantByCpp(parts[parts.size() - 2], parts.back(), known);
  return Slip(name, "is how C++ names weights",
              meant != nullptr ? absl::StrCat("by name they are ", meant->FullName())
                               : absl::StrCat("by name it is <Enum>.<Entry>, for example ", Example(known)));
}

// One word: what it could be a part of.
absl::Status OneWord(absl::string_view name, Known known) {
  std::vector<std::string> of_enum, of_builder, same_entry;
  for (const WeightEntry* entry : known) {
    if (absl::EqualsIgnoreCase(entry->enum_name, name)) of_enum.push_back(entry->name);
    if (absl::EqualsIgnoreCase(entry->builder, name)) of_builder.push_back(entry->FullName());
    if (absl::EqualsIgnoreCase(entry->name, name)) same_entry.push_back(entry->FullName());
  }
  if (!of_enum.empty()) {
    return Slip(name, "is an enum of weights",
                absl::StrCat("add one of its entries: ", absl::StrJoin(of_enum, ", "), ", or .default"));
  }
  if (!of_builder.empty()) {
    return Slip(name, "is a builder", absl::StrCat("its weights are ", absl::StrJoin(of_builder, ", ")));
  }
  if (!same_entry.empty()) {
    constexpr size_t kMost = 3;
    const size_t shown = std::min(same_entry.size(), kMost);
    return Slip(name, "is an entry without its enum",
                absl::StrCat("write ", absl::StrJoin(same_entry.begin(), same_entry.begin() + shown, " or "),
                             shown < same_entry.size() ? ", ..." : ""));
  }
  return Slip(name, "is no weights' name", absl::StrCat("write <Enum>.<Entry>, for example ", Example(known)));
}

}  // namespace

absl::Status CheckWeightName(absl::string_view name, Known known) {
  if (name.empty())
    return Slip(name, "names no weights", absl::StrCat("write <Enum>.<Entry>, for example ", Example(known)));
  if (std::any_of(name.begin(), name.end(), [](char c) { return absl::ascii_isspace(c); })) {
    std::string without(name);
    without.erase(std::remove_if(without.begin(), without.end(), [](char c) { return absl::ascii_isspace(c); }),
                  without.end());
    return Slip(name, "has blanks in it", absl::StrCat("write \"", without, "\""));
  }
  if (absl::StrContains(name, "::")) return CppSpelling(name, known);
  const std::vector<std::string> parts = absl::StrSplit(name, '.');
  if (parts.size() == 1) return OneWord(name, known);
  if (parts.front().empty()) {
    return Slip(name, "has no enum before the dot", absl::StrCat("write <Enum>.<Entry>, for example ", Example(known)));
  }
  if (parts.back().empty()) {
    return Slip(name, "has no entry behind the dot",
                absl::StrCat("write ", parts.front(), ".default, or name an entry"));
  }
  if (parts.size() > 2) {
    return Slip(name, absl::StrCat("has ", parts.size(), " parts"),
                absl::StrCat("write the last two, \"", parts[parts.size() - 2], ".", parts.back(), "\""));
  }
  const auto builder = std::find_if(known.begin(), known.end(), [&](const WeightEntry* entry) {
    return absl::EqualsIgnoreCase(entry->builder, parts.front()) &&
           !absl::EqualsIgnoreCase(entry->enum_name, parts.front());
  });
  if (builder != known.end()) {
    return Slip(name, "begins with a builder",
                absl::StrCat("write \"", (*builder)->enum_name, ".", parts.back(), "\""));
  }
  return absl::OkStatus();
}

}  // namespace assay
