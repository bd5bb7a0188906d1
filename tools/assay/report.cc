#include "tools/assay/report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

// Of our own code.
#ifdef __clang__
constexpr char kCompiler[] = __VERSION__;
#else
constexpr char kCompiler[] = "GCC " __VERSION__;
#endif

Style StyleOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return Style::kGood;
    case Outcome::kFail:
      return Style::kBad;
    case Outcome::kPending:
      return Style::kWaiting;
  }
  return Style::kPlain;
}

// "IMAGENET1K_V1"; "-" for the version itself.
std::string EntryName(const CombinationResult& result) {
  return result.weights.empty() ? "-" : result.weights.substr(result.weights.find('.') + 1);
}

std::vector<std::string> Findings(const CombinationResult& result) {
  std::vector<std::string> findings;
  for (const Check& check : result.checks)
    findings.insert(findings.end(), check.findings.begin(), check.findings.end());
  return findings;
}

// What to do where behaviour moved; empty where nothing did, or every finding says it itself.
std::string Remedy(const CombinationResult& result) {
  const bool moved = std::any_of(result.checks.begin(), result.checks.end(), [](const Check& check) {
    return check.against_lock &&
           std::any_of(check.findings.begin(), check.findings.end(),
                       [](const std::string& finding) { return !absl::StrContains(finding, "//tools:bless"); });
  });
  if (!moved) return "";
  return RemedyOfMeantChange(result.weights.empty() ? result.builder : result.weights);
}

void AddTo(Table& table, const CombinationResult& result) {
  const Outcome outcome = result.outcome();
  const std::string checks = absl::StrJoin(result.checks, ", ", [](std::string* out, const Check& check) {
    absl::StrAppend(out, check.summary.empty() ? check.name : check.summary);
  });
  table.AddRow({{result.builder},
                {EntryName(result)},
                {checks},
                {OutcomeName(outcome), StyleOf(outcome)},
                {outcome == Outcome::kPending ? result.pending_reason : absl::StrFormat("%.1f s", result.seconds)}});
  for (const std::string& finding : Findings(result)) table.AddNote(finding);
  if (const std::string remedy = Remedy(result); !remedy.empty()) table.AddNote(remedy);
}

Json CheckJson(const Check& check) {
  return {{"name", check.name},
          {"status", OutcomeName(check.outcome())},
          {"seconds", check.seconds},
          {"detail", check.findings.empty() ? check.summary : absl::StrJoin(check.findings, "; ")}};
}

Json ResultJson(const CombinationResult& result) {
  const std::vector<std::string> findings = Findings(result);
  Json checks = Json::array();
  for (const Check& check : result.checks) checks.push_back(CheckJson(check));
  Json json;
  json["builder"] = result.builder;
  json["weights"] = result.weights.empty() ? Json() : Json(result.weights);
  json["checks"] = std::move(checks);
  json["status"] = OutcomeName(result.outcome());
  json["reason"] = findings.empty() ? result.pending_reason : findings.front();
  json["seconds"] = result.seconds;
  return json;
}

}  // namespace

ReportSummary Summarise(absl::Span<const CombinationResult> results) {
  ReportSummary summary;
  for (const CombinationResult& result : results) {
    switch (result.outcome()) {
      case Outcome::kPass:
        ++summary.pass;
        break;
      case Outcome::kFail:
        ++summary.fail;
        break;
      case Outcome::kPending:
        ++summary.pending;
        break;
    }
  }
  return summary;
}

std::string ReportText(absl::Span<const CombinationResult> results, double seconds, bool colour) {
  Table table({"builder", "weights", "checks", "result", "time"});
  for (const CombinationResult& result : results) AddTo(table, result);
  const ReportSummary summary = Summarise(results);
  return absl::StrFormat("%s%d passed, %d failed, %d pending in %.1f s\n", table.Text(colour), summary.pass,
                         summary.fail, summary.pending, seconds);
}

std::string ReportJson(absl::Span<const CombinationResult> results, const Environment& environment) {
  Json rows = Json::array();
  for (const CombinationResult& result : results) rows.push_back(ResultJson(result));
  const ReportSummary summary = Summarise(results);
  Json json;
  json["environment"] = {{"libtorch", environment.libtorch},
                         {"cpu_capability", environment.cpu_capability},
                         {"threads", environment.threads},
                         {"device", environment.device},
                         {"compiler", kCompiler}};
  json["results"] = std::move(rows);
  json["summary"] = {{"pass", summary.pass}, {"fail", summary.fail}, {"pending", summary.pending}};
  return JsonLine(json);
}

}  // namespace assay
