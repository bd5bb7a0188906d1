#include "harness/cross_version_table.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay {

std::string CrossVersionText(const proto::CrossVersion& row) {
  switch (row.verdict()) {
    case proto::CrossVersion::EQUAL:
      return "equal";
    case proto::CrossVersion::DIFFERS:
      return absl::StrCat("differs in ", row.witness());
    case proto::CrossVersion::DOES_NOT_LOAD:
      break;
  }
  return absl::StrCat("does not load: ", row.witness());
}

std::string CrossVersionMarkdown(const std::vector<proto::EntryGolden>& entries) {
  std::set<std::string> versions;
  std::vector<const proto::EntryGolden*> rows;
  std::vector<std::string> alone;
  for (const proto::EntryGolden& entry : entries) {
    bool loads = false;
    for (const proto::CrossVersion& row : entry.cross_version()) {
      if (row.verdict() == proto::CrossVersion::DOES_NOT_LOAD) continue;
      loads = true;
      versions.insert(row.builder());
    }
    loads ? rows.push_back(&entry) : alone.push_back(entry.weights());
  }
  std::string markdown;
  if (!rows.empty()) {
    absl::StrAppend(&markdown, "| weights | ", absl::StrJoin(versions, " | "), " |\n| ---");
    for (size_t i = 0; i < versions.size(); ++i) absl::StrAppend(&markdown, " | ---");
    absl::StrAppend(&markdown, " |\n");
  }
  for (const proto::EntryGolden* entry : rows) {
    std::map<std::string, std::string> texts;
    for (const proto::CrossVersion& row : entry->cross_version()) texts[row.builder()] = CrossVersionText(row);
    absl::StrAppend(&markdown, "| ", entry->weights());
    for (const std::string& version : versions) absl::StrAppend(&markdown, " | ", texts[version]);
    absl::StrAppend(&markdown, " |\n");
  }
  if (!alone.empty()) {
    absl::StrAppend(&markdown, rows.empty() ? "" : "\n", "In no other version: ", absl::StrJoin(alone, ", "), ".\n");
  }
  return markdown;
}

}  // namespace assay
