#include "weights/catalog.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"
#include "weights/catalog_rules.h"
#include "weights/catalog_text.h"
#include "weights/embedded_text.h"
#include "weights/entry_from_proto.h"
#include "weights/weight_name.h"

namespace assay {

Catalog& Catalog::Global() {
  // Never destroyed: entries of it may outlive main.
  static Catalog& catalog = *[] {
    auto* filled = new Catalog;
    for (const EmbeddedText* embedded : EmbeddedText::All(EmbeddedText::kCatalog)) {
      filled->embedded_status_.Update(filled->AddTextproto(embedded->text(), embedded->name()));
    }
    return filled;
  }();
  return catalog;
}

absl::Status Catalog::AddTextproto(absl::string_view text, absl::string_view file) {
  ASSAY_ASSIGN_OR_RETURN(const CatalogText parsed, ParseCatalogText(text, std::string(file)));
  ASSAY_RETURN_IF_ERROR(CheckEntries(parsed));
  std::vector<std::unique_ptr<const WeightEntry>> added;
  for (int i = 0; i < parsed.message.entry_size(); ++i) {
    added.push_back(std::make_unique<const WeightEntry>(EntryFromProto(parsed, i)));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  std::set<std::string> names;
  for (const auto& known : entries_) names.insert(known->FullName());
  for (const auto& entry : added) {
    if (names.insert(entry->FullName()).second) continue;
    return absl::AlreadyExistsError(
        absl::StrCat(std::string(file), ": ", entry->FullName(),
                     " is in the catalogue already; give the enum or the entry another name"));
  }
  std::move(added.begin(), added.end(), std::back_inserter(entries_));
  return absl::OkStatus();
}

absl::StatusOr<const WeightEntry*> Catalog::Find(absl::string_view full_name) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<const WeightEntry*> known;
  for (const auto& entry : entries_) known.push_back(entry.get());
  ASSAY_RETURN_IF_ERROR(CheckWeightName(full_name, known));
  const size_t dot = full_name.find('.');
  const absl::StatusOr<std::string> found = FindEnum(full_name.substr(0, dot));
  if (!found.ok() && absl::IsNotFound(found.status()) && !embedded_status_.ok()) return embedded_status_;
  ASSAY_RETURN_IF_ERROR(found.status());
  return FindEntry(*found, full_name.substr(dot + 1));
}

absl::StatusOr<std::string> Catalog::FindEnum(absl::string_view name) const {
  std::set<std::string> known, alike;
  for (const auto& entry : entries_) {
    if (entry->enum_name == name) return entry->enum_name;
    known.insert(entry->enum_name);
    if (absl::EqualsIgnoreCase(entry->enum_name, name)) alike.insert(entry->enum_name);
  }
  if (alike.size() == 1) return *alike.begin();
  if (alike.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "weights enum \"", name, "\" is ambiguous: ", absl::StrJoin(alike, ", "), "; write one of them exactly"));
  }
  if (known.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "no weights enum \"", name,
        "\": this program links no catalogue; add //weights:embedded_catalog, or one enum's _catalog, to its deps"));
  }
  const std::vector<std::string> names(known.begin(), known.end());
  return absl::NotFoundError(absl::StrCat("no weights enum \"", name, "\"", DidYouMean(name, names),
                                          Nearest(name, names).empty() ? "; assay list names them all" : ""));
}

absl::StatusOr<const WeightEntry*> Catalog::FindEntry(const std::string& enum_name, absl::string_view name) const {
  const bool wants_default = absl::EqualsIgnoreCase(name, "default");
  std::vector<std::string> known;
  const WeightEntry* alike = nullptr;  // At most one: entries' names are capitals only.
  for (const auto& entry : entries_) {
    if (entry->enum_name != enum_name) continue;
    if (wants_default ? entry->is_default : entry->name == name) return entry.get();
    known.push_back(entry->name);
    if (absl::EqualsIgnoreCase(entry->name, name)) alike = entry.get();
  }
  if (alike != nullptr) return alike;
  if (wants_default) {
    return absl::NotFoundError(absl::StrCat("the default of ", enum_name, " is not in this catalogue, which holds ",
                                            absl::StrJoin(known, ", "), "; name an entry"));
  }
  return absl::NotFoundError(absl::StrCat(enum_name, " has no entry \"", name, "\"", DidYouMean(name, known),
                                          " (it has ", absl::StrJoin(known, ", "), ")"));
}

std::vector<const WeightEntry*> Catalog::ForBuilder(absl::string_view builder) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<const WeightEntry*> found;
  for (const auto& entry : entries_) {
    if (entry->builder == builder) found.push_back(entry.get());
  }
  return found;
}

std::vector<const WeightEntry*> Catalog::Entries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<const WeightEntry*> all;
  for (const auto& entry : entries_) all.push_back(entry.get());
  std::stable_sort(all.begin(), all.end(),
                   [](const WeightEntry* a, const WeightEntry* b) { return a->builder < b->builder; });
  return all;
}

std::vector<std::string> Catalog::Builders() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::set<std::string> builders;
  for (const auto& entry : entries_) builders.insert(entry->builder);
  return {builders.begin(), builders.end()};
}

}  // namespace assay
