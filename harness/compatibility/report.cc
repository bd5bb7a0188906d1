#include "harness/compatibility/report.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

// Subjects that are named before the rest is counted.
constexpr size_t kNamedOthers = 3;
constexpr const char* kIndent = "  ";

// Findings of one cause: of the same rule with the same witness. The first stands for all.
struct Group {
  const Finding* first;
  std::vector<const Finding*> others;
};

std::vector<Group> GroupByCause(absl::Span<const Finding> findings) {
  std::vector<Group> groups;
  std::map<std::tuple<std::string, std::string, Severity, bool, std::string, std::string>, size_t> known;
  for (const Finding& finding : findings) {
    const auto [at, is_new] =
        known.insert({{finding.rule, finding.item, finding.severity, finding.accepted, finding.module, finding.witness},
                      groups.size()});
    if (is_new) {
      groups.push_back({.first = &finding});
    } else {
      groups[at->second].others.push_back(&finding);
    }
  }
  return groups;
}

// "; also resnet18, resnet34 and 12 others".
std::string Others(const Group& group) {
  if (group.others.empty()) return "";
  std::vector<std::string> named;
  for (const Finding* other : group.others) {
    if (named.size() == kNamedOthers) break;
    named.push_back(other->subject);
  }
  const size_t left = group.others.size() - named.size();
  return absl::StrCat("; also ", absl::StrJoin(named, ", "), left == 0 ? "" : absl::StrCat(" and ", left, " others"));
}

void AppendRows(const std::vector<FindingRow>& rows, std::string& text) {
  size_t name = 0, was = 0;
  for (const FindingRow& row : rows) {
    name = std::max(name, row.name.size());
    was = std::max(was, row.was.size());
  }
  for (const FindingRow& row : rows) {
    std::string line =
        absl::StrFormat("    %-*s  %-*s  %s", static_cast<int>(name), row.name, static_cast<int>(was), row.was, row.is);
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, line, "\n");
  }
}

// A paragraph: the level and rule, then what, whom and the way out, which what is accepted does not need.
void AppendGroup(const Group& group, std::string& text) {
  const Finding& finding = *group.first;
  absl::StrAppend(&text, LevelName(finding.level), kIndent, finding.rule, kIndent, finding.subject, Others(group),
                  finding.item.empty() ? "" : absl::StrCat("  item ", finding.item),
                  finding.breaking() ? "" : "  (notice)", finding.accepted ? "  (accepted)" : "", "\n");
  absl::StrAppend(&text, kIndent, "what    ", finding.witness, "\n");
  AppendRows(finding.rows, text);
  if (finding.accepted) absl::StrAppend(&text, kIndent, "reason  ", finding.accepted_reason, "\n");
  if (!finding.breaking()) return;
  if (!finding.breaks.empty()) absl::StrAppend(&text, kIndent, "breaks  ", finding.breaks, "\n");
  if (finding.accepted) return;
  if (!finding.remedy.empty()) {
    // A remedy of several ways has a line each.
    absl::StrAppend(&text, kIndent, "mend    ", absl::StrJoin(absl::StrSplit(finding.remedy, '\n'), "\n          "),
                    "\n");
  }
}

std::string Plural(int count, absl::string_view one) { return absl::StrCat(count, " ", one, count == 1 ? "" : "s"); }

}  // namespace

FindingsCount CountFindings(absl::Span<const Finding> findings) {
  FindingsCount count;
  for (const Finding& finding : findings)
    ++(!finding.breaking() ? count.notices : finding.accepted ? count.accepted : count.breaking);
  return count;
}

std::string FindingsText(absl::Span<const Finding> findings, const ReportOptions& options) {
  std::string text;
  // What is to be done comes first, what is only to be known last.
  const auto append = [&](auto wanted) {
    for (const Group& group : GroupByCause(findings)) {
      if (wanted(*group.first)) AppendGroup(group, text);
    }
  };
  append([](const Finding& finding) { return finding.breaking() && !finding.accepted; });
  append([](const Finding& finding) { return finding.accepted; });
  if (options.notices) append([](const Finding& finding) { return !finding.breaking(); });
  const FindingsCount count = CountFindings(findings);
  absl::StrAppend(&text, count.breaking, " breaking, ", count.accepted, " accepted, ", Plural(count.notices, "notice"),
                  " since ", options.against, "\n");
  return text;
}

std::string FindingsJson(absl::Span<const Finding> findings, const ReportOptions& options) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  std::map<Level, int> levels;
  for (const Finding& finding : findings) {
    Json json;
    json["rule"] = finding.rule;
    json["level"] = LevelName(finding.level);
    json["severity"] = finding.breaking() ? "breaking" : "notice";
    json["subject"] = finding.subject;
    json["item"] = finding.item;
    json["module"] = finding.module;
    json["witness"] = finding.witness;
    json["breaks"] = finding.breaks;
    json["remedy"] = finding.remedy;
    json["file"] = finding.file;
    json["accepted"] = finding.accepted;
    json["accepted_reason"] = finding.accepted_reason;
    for (const MovedEntry& moved : finding.moved_along) json["entries"].push_back(moved.entry);
    if (!finding.rows.empty()) json["rows"] = Json::array();
    for (const FindingRow& row : finding.rows)
      json["rows"].push_back({{"name", row.name}, {"was", row.was}, {"is", row.is}});
    list.push_back(std::move(json));
    if (finding.breaking() && !finding.accepted) ++levels[finding.level];
  }
  const FindingsCount count = CountFindings(findings);
  Json by_level = Json::object();
  for (const Level level : {Level::kApi, Level::kLoad, Level::kOutput, Level::kAccuracy, Level::kSpeed, Level::kMeta})
    by_level[LevelName(level)] = levels[level];
  Json json;
  json["against"] = options.against;
  json["findings"] = std::move(list);
  json["summary"] = {{"breaking", count.breaking},
                     {"accepted", count.accepted},
                     {"notices", count.notices},
                     {"levels", std::move(by_level)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay
