#include "tools/codegen/generate.h"

#include <set>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "tools/codegen/emit.h"
#include "weights/catalog_rules.h"
#include "weights/catalog_text.h"
#include "weights/findings.h"

namespace assay {
namespace {

std::vector<std::string> Lines(absl::string_view text) { return absl::StrSplit(absl::StripSuffix(text, "\n"), '\n'); }

void CheckCategories(const GenerateRequest& request, const proto::Categories& categories, const TextPlace& place,
                     Findings* findings) {
  const auto file = request.categories.find(categories.file());
  if (file == request.categories.end()) {
    std::vector<std::string> names;
    for (const auto& [name, text] : request.categories) names.push_back(name);
    findings->Add(
        place.At("file"), absl::StrCat("no categories file \"", categories.file(), "\""),
        absl::StrCat("add weights/categories/", categories.file(), ".txt and name it in weights_enum(categories = ...)",
                     DidYouMean(categories.file(), names)));
    return;
  }
  const int count = static_cast<int>(Lines(file->second).size());
  if (count == categories.count()) return;
  findings->Add(place.At("count"),
                absl::StrCat("categories \"", categories.file(), "\" are ", count, ", not ", categories.count()),
                absl::StrCat("write count: ", count, ", or name the right file"));
}

// BUILD repeats the names of the entries, since Bazel must know its targets before any tool runs.
void CheckListed(const GenerateRequest& request, const CatalogText& text, Findings* findings) {
  std::set<std::string> listed(request.entries.begin(), request.entries.end());
  for (int i = 0; i < text.message.entry_size(); ++i) {
    const std::string& name = text.message.entry(i).name();
    if (listed.erase(name) > 0) continue;
    findings->Add(text.Root().Nested("entry", i).At("name"),
                  absl::StrCat("entry ", name, " is not among the entries that BUILD lists"),
                  absl::StrCat("add \"", name, "\" to weights_enum(entries = [...])"));
  }
  for (const std::string& name : listed) {
    findings->Add(text.Root().Own(), absl::StrCat("BUILD lists an entry ", name, " that is not here"),
                  "add it, or take it out of weights_enum(entries = [...])");
  }
}

// Holds the label that BUILD lists under `key` against the text, and takes it off the list.
void CheckLabel(const proto::Packaged& packaged, const std::string& key, const std::string& remedy,
                const std::string& place, std::map<std::string, std::string>* listed, Findings* findings) {
  const std::string label = absl::StrCat("@", packaged.repository(), "//:", packaged.file());
  const auto found = listed->find(key);
  if (found == listed->end() || found->second != label) {
    findings->Add(place, absl::StrCat("the packaged file of ", key, " is not BUILD's"),
                  absl::Substitute(remedy, label));
  }
  listed->erase(key);
}

void CheckPackaged(const GenerateRequest& request, const CatalogText& text, Findings* findings) {
  std::map<std::string, std::string> listed = request.packaged;
  for (int i = 0; i < text.message.entry_size(); ++i) {
    const proto::Entry& entry = text.message.entry(i);
    const TextPlace place = text.Root().Nested("entry", i);
    if (entry.has_packaged()) {
      CheckLabel(entry.packaged(), entry.name(),
                 absl::StrCat("write weights_enum(packaged = {\"", entry.name(), "\": \"$0\"})"), place.At("packaged"),
                 &listed, findings);
    }
    for (int j = 0; j < entry.extra_file_size(); ++j) {
      const proto::ExtraFile& file = entry.extra_file(j);
      if (!file.has_packaged()) continue;
      CheckLabel(
          file.packaged(), absl::StrCat(entry.name(), ":", file.role()),
          absl::StrCat("write weights_enum(extra_files = {\"", entry.name(), "\": {\"", file.role(), "\": \"$0\"}})"),
          place.Nested("extra_file", j).At("packaged"), &listed, findings);
    }
  }
  for (const auto& [name, label] : listed) {
    findings->Add(text.Root().Own(),
                  absl::StrCat("BUILD lists ", label, " as packaged file of ", name, ", which has none here"),
                  "add packaged { ... } to the entry, or take it out of weights_enum(packaged = {...})");
  }
}

}  // namespace

absl::StatusOr<Generated> Generate(const GenerateRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(CatalogText text, ParseCatalogText(request.text, request.source));
  ASSAY_RETURN_IF_ERROR(CheckWeightsEnum(text));
  Findings findings;
  if (!request.entries.empty()) {
    CheckListed(request, text, &findings);
    CheckPackaged(request, text, &findings);
  }
  for (int i = 0; i < text.message.entry_size(); ++i) {
    const TextPlace meta = text.Root().Nested("entry", i).Nested("meta");
    if (text.message.entry(i).meta().has_categories()) {
      CheckCategories(request, text.message.entry(i).meta().categories(), meta.Nested("categories"), &findings);
    }
  }
  ASSAY_RETURN_IF_ERROR(findings.ToStatus());

  Generated files;
  files.header = EmitHeader(text.message, request.source, request.header_path);
  files.embedded = EmitCatalog(request.source, request.header_path, text.message);
  for (int i = 0; i < text.message.entry_size(); ++i)
    files.entries[text.message.entry(i).name()] = EmitEntry(text.message, i);
  return files;
}

absl::StatusOr<std::string> GenerateCategories(const std::string& source, const std::string& name,
                                               const std::string& text) {
  Findings findings;
  const std::vector<std::string> lines = Lines(text);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].empty() && !absl::EndsWith(lines[i], "\r")) continue;
    findings.Add(absl::StrCat(source, ":", i + 1, ":1"), "a category is empty or ends in a carriage return",
                 "write one name a line");
  }
  ASSAY_RETURN_IF_ERROR(findings.ToStatus());
  return EmitEmbedded("kCategories", name, source, text);
}

}  // namespace assay
