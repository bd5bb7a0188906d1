#include "benchmarks/compare/error_counts.h"

#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmarks/compare/evidence.h"
#include "benchmarks/compare/mann_whitney.h"
#include "benchmarks/compare/samples.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr double kCompareAlpha = 0.05;
constexpr double kPlainThreshold = 0.05;

using Verdicts = std::map<std::string, Verdict>;

struct Repetitions {
  std::vector<double> old_means;
  std::vector<double> new_means;
};

// What Google Benchmark reports of a repetition.
double Mean(const Samples& run) {
  return std::accumulate(run.begin(), run.end(), 0.0) / static_cast<double>(run.size());
}

void AddRepetitions(const std::vector<Round>& rounds, Repetitions& repetitions) {
  for (const Round& round : rounds) {
    for (const Samples& run : round.old_runs) repetitions.old_means.push_back(Mean(run));
    for (const Samples& run : round.new_runs) repetitions.new_means.push_back(Mean(run));
  }
}

Verdict CompareByRanks(const Repetitions& repetitions) {
  if (TestByRanks(repetitions.new_means, repetitions.old_means).p_two_sided >= kCompareAlpha) return Verdict::kSame;
  return Median(repetitions.new_means) > Median(repetitions.old_means) ? Verdict::kSlower : Verdict::kFaster;
}

Verdict CompareByThreshold(const Repetitions& repetitions) {
  const double ratio = Median(repetitions.new_means) / Median(repetitions.old_means);
  return ratio > 1 + kPlainThreshold   ? Verdict::kSlower
         : ratio < 1 - kPlainThreshold ? Verdict::kFaster
                                       : Verdict::kSame;
}

Verdicts ByRepetitions(const MeasuredSuite& suite, bool all_runs, Verdict (*compare)(const Repetitions&)) {
  Verdicts verdicts;
  for (const auto& [key, rounds] : suite.deciding) {
    Repetitions repetitions;
    AddRepetitions(rounds, repetitions);
    const auto again = suite.confirming.find(key);
    if (all_runs && again != suite.confirming.end()) AddRepetitions(again->second, repetitions);
    verdicts[key] = compare(repetitions);
  }
  return verdicts;
}

// From the rounds alone, by the rule of `assay bench ab`.
Verdicts ByRule(const MeasuredSuite& suite, const MachineNoise& noise, const VerdictRule& rule) {
  std::vector<RowEvidence> evidence;
  const auto measure = [&](const std::string& key, const std::vector<Round>& rounds, double& threshold) {
    threshold = ThresholdOf(rule, noise, key, rounds);
    return EvidenceOfRounds(rounds);
  };
  for (const auto& [key, rounds] : suite.deciding) {
    RowEvidence& row = evidence.emplace_back();
    row.deciding = measure(key, rounds, row.deciding_threshold);
    const auto again = suite.confirming.find(key);
    if (again != suite.confirming.end()) row.confirming = measure(key, again->second, row.confirming_threshold);
  }
  const std::vector<Judgement> judgements = JudgeSuite(evidence, rule);
  Verdicts verdicts;
  size_t i = 0;
  for (const auto& [key, rounds] : suite.deciding) verdicts[key] = judgements[i++].verdict;
  return verdicts;
}

void Count(const MeasuredSuite& suite, const Verdicts& verdicts, MethodCounts& counts) {
  bool any = false;
  for (const auto& [key, verdict] : verdicts) {
    const bool slower = verdict == Verdict::kSlower;
    const auto plant = suite.plants.find(key);
    if (plant != suite.plants.end()) {
      Found& found = counts.planted[plant->second];
      ++found.rows;
      found.found += slower;
    } else if (!suite.plants.empty()) {
      ++counts.unplanted_rows;
      counts.unplanted_slower += slower;
    } else {
      ++counts.equal_rows;
      counts.false_slower += slower;
      counts.false_faster += verdict == Verdict::kFaster;
      any = any || slower;
    }
  }
  if (!suite.plants.empty()) return;
  ++counts.equal_suites;
  counts.suites_with_false_slower += any;
}

std::string Share(int part, int whole) {
  return whole == 0 ? "-" : absl::StrFormat("%d of %d (%.1f %%)", part, whole, 100.0 * part / whole);
}

}  // namespace

absl::StatusOr<std::vector<MethodCounts>> CountErrors(absl::Span<const MeasuredSuite> suites, const MachineNoise& noise,
                                                      const VerdictRule& rule) {
  struct Method {
    std::string name;
    std::function<Verdicts(const MeasuredSuite&)> verdicts;
  };
  const auto by = [](Verdict (*compare)(const Repetitions&), bool all_runs) {
    return [=](const MeasuredSuite& suite) { return ByRepetitions(suite, all_runs, compare); };
  };
  const std::vector<Method> methods = {
      {"assay bench ab", [](const MeasuredSuite& suite) { return suite.verdicts; }},
      {"compare.py, U test at 0.05", by(CompareByRanks, false)},
      {"compare.py, U test at 0.05, all runs", by(CompareByRanks, true)},
      {"5 % of medians", by(CompareByThreshold, false)},
      {"5 % of medians, all runs", by(CompareByThreshold, true)},
  };
  std::vector<MethodCounts> counts;
  for (const Method& method : methods) counts.push_back({.method = method.name});
  for (const MeasuredSuite& suite : suites) {
    if (ByRule(suite, noise, rule) != suite.verdicts) {
      return absl::FailedPreconditionError(
          absl::StrCat("suite ", suite.index, suite.plants.empty() ? "" : " with plants",
                       ": the recorded verdicts are not those of its rounds: was it measured by another version?"));
    }
    for (size_t i = 0; i < methods.size(); ++i) Count(suite, methods[i].verdicts(suite), counts[i]);
  }
  return counts;
}

std::string ErrorTable(absl::Span<const MethodCounts> counts) {
  std::string header =
      "| method | A/A suites with a false SLOWER | A/A rows SLOWER | FASTER | rows without a plant SLOWER |";
  std::string line = "|---|---|---|---|---|";
  for (const auto& [factor, found] : counts.front().planted) {
    absl::StrAppend(&header, absl::StrFormat(" planted %.3g %% found |", 100 * (factor - 1)));
    absl::StrAppend(&line, "---|");
  }
  std::string text = absl::StrCat(header, "\n", line, "\n");
  for (const MethodCounts& method : counts) {
    absl::StrAppend(&text, "| ", method.method, " | ", Share(method.suites_with_false_slower, method.equal_suites),
                    " | ", Share(method.false_slower, method.equal_rows), " | ",
                    Share(method.false_faster, method.equal_rows), " | ",
                    Share(method.unplanted_slower, method.unplanted_rows), " |");
    for (const auto& [factor, found] : method.planted)
      absl::StrAppend(&text, " ", Share(found.found, found.rows), " |");
    text += "\n";
  }
  return text;
}

double MeasuredPlant(absl::Span<const MeasuredSuite> suites, double factor) {
  std::vector<double> ratios;
  for (const MeasuredSuite& suite : suites) {
    for (const auto& [key, planted] : suite.plants) {
      if (planted != factor) continue;
      for (const auto* rows : {&suite.deciding, &suite.confirming}) {
        const auto found = rows->find(key);
        if (found == rows->end()) continue;
        const std::vector<double> pairs = PairLogRatios(found->second);
        ratios.insert(ratios.end(), pairs.begin(), pairs.end());
      }
    }
  }
  return std::exp(Median(std::move(ratios)));
}

}  // namespace assay
