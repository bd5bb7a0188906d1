#include "harness/compatibility/acceptances.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/rules.h"
#include "harness/compatibility/textproto_lines.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

// Strictly "2027-01-31": Abseil also takes "2027-1-31" and normalises the 31st of February.
bool ParseDay(const std::string& text, absl::CivilDay& day) {
  if (!absl::ParseCivilTime(text, &day)) return false;
  return absl::FormatCivilTime(day) == text;
}

bool Counts(const proto::Acceptance& acceptance, absl::CivilDay today) {
  absl::CivilDay last;
  return ParseDay(acceptance.expires(), last) && today <= last;
}

std::string SuggestedRule(const std::string& name) {
  std::vector<std::string> names;
  for (const Rule& rule : Rules()) names.emplace_back(rule.name);
  return DidYouMean(name, names);
}

// A year: an acceptance is until the next release.
constexpr int kLongest = 366;

// What is wrong with the day on which an acceptance lapses; empty where nothing is.
std::string ProblemOfDay(const std::string& expires, absl::CivilDay today) {
  absl::CivilDay day;
  if (!ParseDay(expires, day)) {
    return absl::StrCat("expires must be a day like \"2027-01-31\", the last on which it counts; got \"", expires,
                        "\"");
  }
  if (day <= today + kLongest) return "";
  return absl::StrCat("expires is more than a year away: an acceptance is until the next release, at the latest until ",
                      absl::FormatCivilTime(today + kLongest), "; got \"", expires, "\"");
}

// What is wrong with the entries that it names.
std::string ProblemOfEntries(const proto::Acceptance& acceptance) {
  if (acceptance.entries().empty()) return "";
  if (absl::StrContains(acceptance.subject(), " x "))
    return "entries belong to the acceptance of a version, along with which they move: leave them out here";
  std::set<std::string> seen;
  for (const std::string& entry : acceptance.entries()) {
    if (entry.empty() || absl::StrContains(entry, " x ") || absl::StrContains(entry, "."))
      return absl::StrCat("entries are names of entries alone, such as \"IMAGENET1K_V1\"; got \"", entry, "\"");
    if (!seen.insert(entry).second) return absl::StrCat(entry, " stands twice under entries: keep one");
  }
  return "";
}

// What is wrong with one acceptance; empty where nothing is.
std::string Problem(const proto::Acceptance& acceptance, absl::CivilDay today) {
  if (acceptance.rule().empty()) return "an acceptance needs the rule that it accepts";
  const Rule* rule = FindRule(acceptance.rule());
  if (rule == nullptr) return absl::StrCat("no rule is called ", acceptance.rule(), SuggestedRule(acceptance.rule()));
  if (rule->severity == Severity::kNotice)
    return absl::StrCat(acceptance.rule(), " is a notice: it needs no acceptance");
  if (absl::StartsWith(rule->name, "ACCEPTANCE_") || rule->name == "LOCK_STALE")
    return absl::StrCat(acceptance.rule(), " cannot be accepted: it is about the comparison itself");
  if (rule->name == "TOMBSTONE_REUSED")
    return "TOMBSTONE_REUSED cannot be accepted: choose a name that was never released";
  if (rule->name == "DEFAULT_WORSE") return "DEFAULT_WORSE cannot be accepted: name the better entry as default_entry";
  if (rule->name == "WRONG_IN_ITSELF")
    return absl::StrCat(acceptance.rule(), " cannot be accepted: what is wrong whatever was promised is to be mended");
  if (acceptance.subject().empty())
    return "an acceptance needs its subject, as `assay bc` names it: \"resnet50 x IMAGENET1K_V1\"";
  if (const std::string problem = ProblemOfEntries(acceptance); !problem.empty()) return problem;
  if (absl::StripAsciiWhitespace(acceptance.reason()).empty())
    return "an acceptance needs a reason: why is it right to break this?";
  return ProblemOfDay(acceptance.expires(), today);
}

std::string Name(const proto::Acceptance& acceptance) {
  return absl::StrCat(acceptance.rule(), " of ", acceptance.subject(), acceptance.item().empty() ? "" : ", item ",
                      acceptance.item());
}

// What an acceptance that fits nothing probably means: the item that it leaves out, the version that its entry moves
// along with, or a name that it misspells.
std::string Meant(const proto::Acceptance& acceptance, const std::vector<Finding>& findings) {
  std::vector<std::string> subjects, items;
  for (const Finding& finding : findings) {
    if (!finding.breaking() || finding.rule != acceptance.rule()) continue;
    subjects.push_back(finding.subject);
    for (const MovedEntry& moved : finding.moved_along) {
      if (acceptance.subject() == absl::StrCat(finding.subject, " x ", moved.entry))
        return absl::StrCat(": it moves along with ", finding.subject, ", which is to be accepted with entries: \"",
                            moved.entry, "\"");
    }
    if (finding.subject == acceptance.subject() && !finding.item.empty()) items.push_back(finding.item);
  }
  if (!items.empty()) return absl::StrCat("; state which: item: \"", absl::StrJoin(items, "\" or \""), "\"");
  return DidYouMean(acceptance.subject(), subjects);
}

bool Names(const proto::Acceptance& acceptance, const std::string& entry) {
  return std::find(acceptance.entries().begin(), acceptance.entries().end(), entry) != acceptance.entries().end();
}

// An entry that moves along with a version whose break is accepted without it: it is broken by itself.
Finding OfEntry(const Finding& version, const MovedEntry& moved) {
  const Subject subject{.builder = version.subject, .entry = moved.entry};
  Finding finding = MakeFinding(moved.rule, subject,
                                absl::StrCat("moves along with ", version.subject, ", whose break is accepted without ",
                                             "it: ", version.witness));
  finding.module = version.module;
  finding.file = version.file;
  finding.remedy = absl::StrCat(version.remedy, "\nor, where the entry may break too, name it in the acceptance of ",
                                version.subject, ": entries: \"", moved.entry, "\"");
  return finding;
}

std::vector<Finding> EntriesLeft(const proto::Acceptances& acceptances, const std::vector<Finding>& findings) {
  std::vector<Finding> left;
  for (const Finding& finding : findings) {
    if (!finding.accepted) continue;
    for (const proto::Acceptance& acceptance : acceptances.acceptance()) {
      if (!Accepts(acceptance, finding)) continue;
      for (const MovedEntry& moved : finding.moved_along) {
        if (!Names(acceptance, moved.entry)) left.push_back(OfEntry(finding, moved));
      }
    }
  }
  return left;
}

// Names under `entries` of what does not move along; empty where all do.
std::string IdleEntries(const proto::Acceptance& acceptance, const std::vector<Finding>& findings) {
  std::vector<std::string> idle;
  for (const std::string& entry : acceptance.entries()) {
    const bool moves = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return Accepts(acceptance, finding) && std::any_of(finding.moved_along.begin(), finding.moved_along.end(),
                                                         [&](const MovedEntry& moved) { return moved.entry == entry; });
    });
    if (!moves) idle.push_back(entry);
  }
  return absl::StrJoin(idle, ", ");
}

// Marks what the acceptances that count on that day accept.
void Mark(const proto::Acceptances& acceptances, absl::CivilDay today, std::vector<Finding>& findings) {
  for (const proto::Acceptance& acceptance : acceptances.acceptance()) {
    if (!Counts(acceptance, today)) continue;
    for (Finding& finding : findings) {
      if (!Accepts(acceptance, finding)) continue;
      finding.accepted = true;
      finding.accepted_reason = acceptance.reason();
    }
  }
}

// A finding about the acceptance itself; several may have one subject.
Finding OfItself(const char* rule, const proto::Acceptance& acceptance, std::string witness) {
  Finding finding = MakeFinding(rule, {.builder = acceptance.subject()}, std::move(witness));
  finding.item = absl::StrCat(acceptance.rule(), acceptance.item().empty() ? "" : " ", acceptance.item());
  return finding;
}

}  // namespace

absl::StatusOr<proto::Acceptances> ParseAcceptances(absl::string_view text, const std::string& file,
                                                    absl::CivilDay today) {
  proto::Acceptances acceptances;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<int> lines, ParseWithLines(text, file, "acceptance", acceptances));
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (int i = 0; i < acceptances.acceptance_size(); ++i) {
    const proto::Acceptance& acceptance = acceptances.acceptance(i);
    std::string problem = Problem(acceptance, today);
    if (problem.empty() && !seen.insert({acceptance.rule(), acceptance.subject(), acceptance.item()}).second)
      problem = absl::StrCat(Name(acceptance), " is accepted twice: keep one");
    if (!problem.empty()) return absl::InvalidArgumentError(absl::StrCat(file, ":", lines[i], ": ", problem));
  }
  return acceptances;
}

absl::StatusOr<proto::Acceptances> ReadAcceptances(const std::string& path, absl::CivilDay today) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return proto::Acceptances();
  if (!text.ok()) return text.status();
  return ParseAcceptances(*text, absl::StrCat("golden/", path.substr(path.rfind('/') + 1)), today);
}

bool Accepts(const proto::Acceptance& acceptance, const Finding& finding) {
  return finding.breaking() && finding.rule == acceptance.rule() && finding.subject == acceptance.subject() &&
         finding.item == acceptance.item();
}

void ApplyAcceptances(const proto::Acceptances& acceptances, absl::CivilDay today, std::vector<Finding>& findings) {
  Mark(acceptances, today, findings);
  for (Finding& finding : EntriesLeft(acceptances, findings)) findings.push_back(std::move(finding));
  // Those are accepted as any other.
  Mark(acceptances, today, findings);
  std::vector<Finding> own;
  for (const proto::Acceptance& acceptance : acceptances.acceptance()) {
    const auto fits = [&](const Finding& finding) { return Accepts(acceptance, finding); };
    if (std::none_of(findings.begin(), findings.end(), fits)) {
      own.push_back(OfItself("ACCEPTANCE_UNUSED", acceptance,
                             absl::StrCat(Name(acceptance), " is accepted, but nothing of that kind is broken",
                                          Meant(acceptance, findings))));
    } else if (!Counts(acceptance, today)) {
      own.push_back(OfItself("ACCEPTANCE_EXPIRED", acceptance,
                             absl::StrCat("the acceptance of ", Name(acceptance), " lapsed after ",
                                          acceptance.expires(), " (", acceptance.reason(), ")")));
    } else if (const std::string idle = IdleEntries(acceptance, findings); !idle.empty()) {
      own.push_back(OfItself("ACCEPTANCE_UNUSED", acceptance,
                             absl::StrCat("the acceptance of ", Name(acceptance), " names ", idle,
                                          " under entries, which does not move along")));
    }
  }
  for (Finding& finding : own) findings.push_back(std::move(finding));
}

}  // namespace assay
