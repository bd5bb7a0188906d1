#include "harness/compatibility/acceptances.h"

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

// What is wrong with one acceptance; empty where nothing is.
std::string Problem(const proto::Acceptance& acceptance, absl::CivilDay today) {
  if (acceptance.rule().empty()) return "an acceptance needs the rule that it accepts";
  const Rule* rule = FindRule(acceptance.rule());
  if (rule == nullptr) return absl::StrCat("no rule is called ", acceptance.rule(), SuggestedRule(acceptance.rule()));
  if (rule->severity == Severity::kNotice)
    return absl::StrCat(acceptance.rule(), " is a notice: it needs no acceptance");
  if (absl::StartsWith(rule->name, "ACCEPTANCE_") || rule->name == "LOCK_STALE")
    return absl::StrCat(acceptance.rule(), " cannot be accepted: it is about the comparison itself");
  if (rule->name == "WRONG_IN_ITSELF")
    return absl::StrCat(acceptance.rule(), " cannot be accepted: what is wrong whatever was promised is to be mended");
  if (acceptance.subject().empty())
    return "an acceptance needs its subject, as `assay bc` names it: \"resnet50 x IMAGENET1K_V1\"";
  if (absl::StripAsciiWhitespace(acceptance.reason()).empty())
    return "an acceptance needs a reason: why is it right to break this?";
  return ProblemOfDay(acceptance.expires(), today);
}

std::string Name(const proto::Acceptance& acceptance) {
  return absl::StrCat(acceptance.rule(), " of ", acceptance.subject(), acceptance.item().empty() ? "" : ", item ",
                      acceptance.item());
}

// What an acceptance that fits nothing probably means: the item that it leaves out, or a name that it misspells.
std::string Meant(const proto::Acceptance& acceptance, const std::vector<Finding>& findings) {
  std::vector<std::string> subjects, items;
  for (const Finding& finding : findings) {
    if (!finding.breaking() || finding.rule != acceptance.rule()) continue;
    subjects.push_back(finding.subject);
    if (finding.subject == acceptance.subject() && !finding.item.empty()) items.push_back(finding.item);
  }
  if (!items.empty()) return absl::StrCat("; state which: item: \"", absl::StrJoin(items, "\" or \""), "\"");
  return DidYouMean(acceptance.subject(), subjects);
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
  return ParseAcceptances(*text, absl::StrCat("golden", path.substr(path.rfind('/'))), today);
}

bool Accepts(const proto::Acceptance& acceptance, const Finding& finding) {
  return finding.breaking() && finding.rule == acceptance.rule() && finding.subject == acceptance.subject() &&
         finding.item == acceptance.item();
}

void ApplyAcceptances(const proto::Acceptances& acceptances, absl::CivilDay today, std::vector<Finding>& findings) {
  std::vector<Finding> own;
  for (const proto::Acceptance& acceptance : acceptances.acceptance()) {
    absl::CivilDay last;
    const bool counts = ParseDay(acceptance.expires(), last) && today <= last;
    bool used = false;
    for (Finding& finding : findings) {
      if (!Accepts(acceptance, finding)) continue;
      used = true;
      if (!counts) continue;
      finding.accepted = true;
      finding.accepted_reason = acceptance.reason();
    }
    if (!used) {
      own.push_back(OfItself("ACCEPTANCE_UNUSED", acceptance,
                             absl::StrCat(Name(acceptance), " is accepted, but nothing of that kind is broken",
                                          Meant(acceptance, findings))));
    } else if (!counts) {
      own.push_back(OfItself("ACCEPTANCE_EXPIRED", acceptance,
                             absl::StrCat("the acceptance of ", Name(acceptance), " lapsed after ",
                                          acceptance.expires(), " (", acceptance.reason(), ")")));
    }
  }
  for (Finding& finding : own) findings.push_back(std::move(finding));
}

}  // namespace assay
