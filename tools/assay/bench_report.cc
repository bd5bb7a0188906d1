#include "tools/assay/bench_report.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/assay/table.h"

namespace assay {
namespace {

constexpr size_t kNamedInTheSentence = 3;
// What is wrong first, what is nothing last.
constexpr Verdict kOrder[] = {Verdict::kSlower,    Verdict::kWrong,  Verdict::kMissing, Verdict::kUnscored,
                              Verdict::kUndecided, Verdict::kFaster, Verdict::kSame};

std::vector<const RowComparison*> InOrder(const Comparison& comparison) {
  std::vector<const RowComparison*> rows;
  for (const Verdict verdict : kOrder) {
    for (const RowComparison& row : comparison.rows) {
      if (row.verdict == verdict) rows.push_back(&row);
    }
  }
  return rows;
}

std::string Seconds(double seconds) {
  if (seconds >= 1) return absl::StrFormat("%.3f s", seconds);
  if (seconds >= 1e-3) return absl::StrFormat("%.3f ms", seconds * 1e3);
  if (seconds >= 1e-6) return absl::StrFormat("%.3f us", seconds * 1e6);
  return absl::StrFormat("%.3f ns", seconds * 1e9);
}

std::string Ratio(double ratio) { return absl::StrFormat("%.3f", ratio); }

std::string Interval(const Evidence& evidence) {
  return absl::StrCat(Ratio(evidence.low), " to ", Ratio(evidence.high));
}

std::string Percent(double share) { return absl::StrFormat("%.3g %%", 100 * share); }

std::string Counts(const Comparison& comparison) {
  std::vector<std::string> counts;
  for (const Verdict verdict : kOrder) {
    if (const int count = comparison.Count(verdict); count > 0)
      counts.push_back(absl::StrCat(count, " ", VerdictName(verdict)));
  }
  return absl::StrCat(absl::StrJoin(counts, ", "), " of ", comparison.rows.size(), " rows");
}

// "SLOWER: a 1.031 (1.022 to 1.040), b ...; 2 more".
std::string NameRows(const Comparison& comparison, Verdict verdict) {
  std::vector<std::string> names;
  for (const RowComparison& row : comparison.rows) {
    if (row.verdict != verdict) continue;
    names.push_back(verdict == Verdict::kSlower
                        ? absl::StrCat(row.key, " ", Ratio(row.evidence.ratio), " (", Interval(row.evidence), ")")
                        : row.key);
  }
  const size_t more = names.size() > kNamedInTheSentence ? names.size() - kNamedInTheSentence : 0;
  names.resize(names.size() - more);
  return absl::StrCat(VerdictName(verdict), ": ", absl::StrJoin(names, ", "),
                      more > 0 ? absl::StrCat(" and ", more, " more") : "");
}

Style StyleOf(Verdict verdict) {
  if (IsFinding(verdict)) return Style::kBad;
  if (verdict == Verdict::kUndecided) return Style::kWaiting;
  return verdict == Verdict::kFaster ? Style::kGood : Style::kPlain;
}

// What the verdict rests on, where it is not the table's own numbers.
std::string Remark(const RowComparison& row, const VerdictRule& rule) {
  std::vector<std::string> remarks;
  if (row.confirmed) remarks.push_back(absl::StrCat("measured again, was ", Ratio(row.deciding_ratio)));
  if (row.measured && row.threshold > rule.threshold)
    remarks.push_back(absl::StrCat("noise here ", Percent(row.threshold)));
  if (!row.reason.empty()) remarks.push_back(row.reason);
  return absl::StrJoin(remarks, "; ");
}

std::vector<std::string> Preamble(const Comparison& comparison) {
  std::vector<std::string> lines = {absl::StrCat(comparison.old_name, " against ", comparison.new_name)};
  lines.insert(lines.end(), comparison.notes.begin(), comparison.notes.end());
  return lines;
}

std::string Footer(const Comparison& comparison) {
  std::string text =
      absl::StrCat("a ratio above 1 is slower; less than ", Percent(comparison.rule.threshold), " is the same\n");
  if (comparison.Count(Verdict::kUndecided) > 0)
    absl::StrAppend(&text, "to decide the rest: ", comparison.remedy, "\n");
  if (!comparison.noise_measured) {
    absl::StrAppend(&text, "how far equal programs seem apart on this machine is not known: `assay bench aa BINARY` ",
                    "measures and keeps it\n");
  }
  return text;
}

std::string Escaped(const std::string& text) { return absl::StrReplaceAll(Printable(text), {{"|", "\\|"}}); }

Json RowJson(const RowComparison& row) {
  Json json = {{"name", row.key}};
  const Evidence& evidence = row.evidence;
  const auto number = [&](double value) -> Json {
    return row.measured && std::isfinite(value) ? Json(value) : Json(nullptr);
  };
  json["ratio"] = number(evidence.ratio);
  json["low"] = number(evidence.low);
  json["high"] = number(evidence.high);
  json["verdict"] = VerdictName(row.verdict);
  json["reason"] = row.reason;
  json["threshold"] = number(row.threshold);
  json["p_slower"] = number(row.p_slower);
  json["p_faster"] = number(row.p_faster);
  json["confirmed"] = row.confirmed;
  json["deciding_ratio"] = number(row.deciding_ratio);
  json["old"] = {{"seconds", number(evidence.old_seconds)}, {"runs", evidence.old_runs}};
  json["new"] = {{"seconds", number(evidence.new_seconds)}, {"runs", evidence.new_runs}};
  return json;
}

}  // namespace

std::string ComparisonSentence(const Comparison& comparison) {
  if (!comparison.Fails()) return absl::StrCat("nothing is slower: ", Counts(comparison));
  std::vector<std::string> parts;
  for (const Verdict verdict : kOrder) {
    if (IsFinding(verdict) && comparison.Count(verdict) > 0) parts.push_back(NameRows(comparison, verdict));
  }
  return absl::StrCat(absl::StrJoin(parts, "; "), "; ", Counts(comparison));
}

std::string ComparisonText(const Comparison& comparison, bool colour) {
  std::string text = absl::StrCat(Printable(ComparisonSentence(comparison)), "\n");
  for (const std::string& line : Preamble(comparison)) absl::StrAppend(&text, Printable(line), "\n");
  Table table({"row", "old", "new", "ratio", "95 % interval", "verdict"});
  for (const RowComparison* row : InOrder(comparison)) {
    const Evidence& evidence = row->evidence;
    const auto shown = [&](const std::string& cell) { return Cell{row->measured ? cell : "-"}; };
    table.AddRow({{row->key},
                  shown(Seconds(evidence.old_seconds)),
                  shown(Seconds(evidence.new_seconds)),
                  shown(Ratio(evidence.ratio)),
                  shown(Interval(evidence)),
                  {std::string(VerdictName(row->verdict)), StyleOf(row->verdict)},
                  {Remark(*row, comparison.rule)}});
  }
  return absl::StrCat(text, table.Text(colour), Footer(comparison));
}

std::string ComparisonMarkdown(const Comparison& comparison) {
  std::string text = absl::StrCat("**", Escaped(ComparisonSentence(comparison)), "**\n\n");
  for (const std::string& line : Preamble(comparison)) absl::StrAppend(&text, "- ", Escaped(line), "\n");
  absl::StrAppend(&text, "\n| row | old | new | ratio | 95 % interval | verdict | |\n|---|---|---|---|---|---|---|\n");
  for (const RowComparison* row : InOrder(comparison)) {
    const Evidence& evidence = row->evidence;
    const std::string numbers = row->measured
                                    ? absl::StrJoin({Seconds(evidence.old_seconds), Seconds(evidence.new_seconds),
                                                     Ratio(evidence.ratio), Interval(evidence)},
                                                    " | ")
                                    : "- | - | - | -";
    absl::StrAppend(&text, "| ", Escaped(row->key), " | ", numbers, " | ", VerdictName(row->verdict), " | ",
                    Escaped(Remark(*row, comparison.rule)), " |\n");
  }
  return absl::StrCat(text, "\n", Footer(comparison));
}

Json ComparisonJson(const Comparison& comparison) {
  Json json = {{"rows", Json::array()}};
  for (const RowComparison& row : comparison.rows) json["rows"].push_back(RowJson(row));
  Json summary = {{"sentence", ComparisonSentence(comparison)}, {"fails", comparison.Fails()}};
  for (const auto& [name, verdict] :
       {std::pair("same", Verdict::kSame), std::pair("faster", Verdict::kFaster), std::pair("slower", Verdict::kSlower),
        std::pair("undecided", Verdict::kUndecided), std::pair("missing", Verdict::kMissing),
        std::pair("wrong", Verdict::kWrong), std::pair("unscored", Verdict::kUnscored)}) {
    summary[name] = comparison.Count(verdict);
  }
  summary["old"] = comparison.old_name;
  summary["new"] = comparison.new_name;
  summary["differences"] = comparison.notes;
  summary["threshold"] = comparison.rule.threshold;
  summary["alpha"] = comparison.rule.alpha;
  summary["remedy"] = comparison.remedy;
  summary["noise_measured"] = comparison.noise_measured;
  const RunEnvironment& environment = comparison.environment;
  summary["machine"] = {{"processor", environment.processor},   {"cores", environment.cores},
                        {"device", environment.device},         {"driver", environment.driver},
                        {"build_mode", environment.build_mode}, {"date", environment.date}};
  json["summary"] = std::move(summary);
  return json;
}

}  // namespace assay
