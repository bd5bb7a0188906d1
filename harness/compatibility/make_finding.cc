#include "harness/compatibility/make_finding.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "harness/compatibility/rules.h"

namespace assay {
namespace {

std::string Fill(absl::string_view words, const Subject& subject, const std::string& file) {
  const std::string name = subject.entry.empty()     ? subject.builder
                           : subject.weights.empty() ? subject.entry
                                                     : subject.weights;
  return absl::StrReplaceAll(
      words, {{"{version}", subject.builder},
              {"{entry}", subject.entry.empty() ? subject.builder : subject.entry},
              {"{subject}", subject.Text()},
              {"{name}", name},
              {"{next}", NextName(subject.builder, subject.taken)},
              {"{next_entry}", NextName(subject.entry.empty() ? subject.builder : subject.entry, subject.taken)},
              {"{file}", file.empty() ? "the catalogue" : file}});
}

// What is mended by hand in a file of its own.
std::string FileOf(const Rule& rule, const Subject& subject) {
  if (absl::StartsWith(rule.name, "TOMBSTONE_")) return "golden/tombstones.textproto";
  if (absl::StartsWith(rule.name, "ACCEPTANCE_")) return "golden/acceptances.textproto";
  const bool in_catalogue = absl::StrContains(rule.remedy, "{file}") || rule.level == Level::kMeta ||
                            rule.level == Level::kAccuracy || rule.name == "DEFAULT_MOVED" ||
                            rule.name == "LATEST_MOVED" || rule.name == "ENUM_RENAMED" || rule.name == "ENTRY_REMOVED";
  return in_catalogue ? subject.CatalogueFile() : subject.LockFile();
}

}  // namespace

std::string Subject::Text() const { return entry.empty() ? builder : absl::StrCat(builder, " x ", entry); }

std::string Subject::LockFile() const {
  if (family.empty()) return "";
  return absl::StrCat("golden/", family, "/", builder, entry.empty() ? "" : "/", entry, ".textproto");
}

std::string Subject::CatalogueFile() const {
  return family.empty() ? "" : absl::StrCat("weights/", family, "/", builder, ".textproto");
}

std::string NextName(absl::string_view name, const std::set<std::string>* taken) {
  const bool upper = !name.empty() && absl::ascii_isupper(name[0]);
  const absl::string_view mark = upper ? "_V" : "_v";
  std::string stem(name);
  int number = 1;
  if (const size_t at = name.rfind(mark); at != absl::string_view::npos) {
    const std::string before(name.substr(0, at));
    const bool version = upper || (taken != nullptr && taken->count(before));
    if (int parsed = 0; version && absl::SimpleAtoi(name.substr(at + mark.size()), &parsed) && parsed > 0) {
      number = parsed;
      stem = before;
    }
  }
  std::string next;
  do {
    next = absl::StrCat(stem, mark, ++number);
  } while (taken != nullptr && taken->count(next));
  return next;
}

Finding MakeFinding(absl::string_view name, const Subject& subject, std::string witness) {
  Finding finding;
  finding.rule = std::string(name);
  finding.subject = subject.Text();
  finding.witness = std::move(witness);
  const Rule* rule = FindRule(name);
  if (rule == nullptr) return finding;
  finding.level = rule->level;
  finding.severity = rule->severity;
  finding.file = FileOf(*rule, subject);
  finding.breaks = Fill(rule->breaks, subject, finding.file);
  finding.remedy = Fill(rule->remedy, subject, finding.file);
  return finding;
}

}  // namespace assay
