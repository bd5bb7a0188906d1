#include "benchmarks/compare/evidence.h"

#include <cmath>

#include "benchmarks/compare/mann_whitney.h"
#include "benchmarks/compare/samples.h"
#include "benchmarks/compare/swap_test.h"

namespace assay {
namespace {

// Of each run: more would not be told from a fresh draw each time, and costs as much as the rest together.
constexpr int kMediansOfARun = 64;

std::vector<double> LogMedians(absl::Span<const Samples> runs) {
  std::vector<double> medians;
  for (const Samples& run : runs) medians.push_back(std::log(Median(run)));
  return medians;
}

// Of each run, the logarithms of its resamples' medians.
std::vector<std::vector<double>> Pools(absl::Span<const Samples> runs, Random& random) {
  std::vector<std::vector<double>> pools;
  for (const Samples& run : runs) {
    pools.push_back(ResampledMedians(run, kMediansOfARun, random));
    for (double& median : pools.back()) median = std::log(median);
  }
  return pools;
}

double Draw(const std::vector<double>& pool, Random& random) { return pool[random.Below(pool.size())]; }

void SetInterval(const std::vector<double>& resampled, double confidence, Evidence& evidence) {
  evidence.low = std::exp(Quantile(resampled, (1 - confidence) / 2));
  evidence.high = std::exp(Quantile(resampled, (1 + confidence) / 2));
}

std::vector<Samples> Side(absl::Span<const Round> rounds, std::array<Samples, 2> Round::*side) {
  std::vector<Samples> runs;
  for (const Round& round : rounds) runs.insert(runs.end(), (round.*side).begin(), (round.*side).end());
  return runs;
}

void SetSides(absl::Span<const Samples> old_runs, absl::Span<const Samples> new_runs, Evidence& evidence) {
  evidence.old_seconds = std::exp(Median(LogMedians(old_runs)));
  evidence.new_seconds = std::exp(Median(LogMedians(new_runs)));
  evidence.old_runs = static_cast<int>(old_runs.size());
  evidence.new_runs = static_cast<int>(new_runs.size());
}

}  // namespace

std::vector<double> PairLogRatios(absl::Span<const Round> rounds) {
  std::vector<double> ratios;
  for (const Round& round : rounds) {
    for (size_t i = 0; i < 2; ++i) ratios.push_back(std::log(Median(round.new_runs[i]) / Median(round.old_runs[i])));
  }
  return ratios;
}

Evidence EvidenceOfRounds(absl::Span<const Round> rounds, const Resampling& resampling) {
  Evidence evidence;
  if (rounds.empty()) return evidence;
  const std::vector<Samples> old_runs = Side(rounds, &Round::old_runs), new_runs = Side(rounds, &Round::new_runs);
  SetSides(old_runs, new_runs, evidence);
  const std::vector<double> pairs = PairLogRatios(rounds);
  evidence.ratio = std::exp(Median(pairs));
  const SwapTest test = TestBySwapping(pairs);
  evidence.p_slower = test.p_above;
  evidence.p_faster = test.p_below;

  Random random(resampling.seed);
  const auto old_pools = Pools(old_runs, random), new_pools = Pools(new_runs, random);
  std::vector<double> resampled, drawn(pairs.size());
  for (int i = 0; i < resampling.resamples; ++i) {
    for (size_t k = 0; k < pairs.size(); k += 2) {
      const size_t from = 2 * random.Below(rounds.size());
      for (size_t j = 0; j < 2; ++j)
        drawn[k + j] = Draw(new_pools[from + j], random) - Draw(old_pools[from + j], random);
    }
    resampled.push_back(Median(drawn));
  }
  SetInterval(resampled, resampling.confidence, evidence);
  return evidence;
}

Evidence EvidenceOfRuns(absl::Span<const Samples> old_runs, absl::Span<const Samples> new_runs,
                        const Resampling& resampling) {
  Evidence evidence;
  if (old_runs.empty() || new_runs.empty()) return evidence;
  SetSides(old_runs, new_runs, evidence);
  evidence.ratio = evidence.new_seconds / evidence.old_seconds;
  const MannWhitney test = TestByRanks(LogMedians(new_runs), LogMedians(old_runs));
  evidence.p_slower = test.p_above;
  evidence.p_faster = test.p_below;

  Random random(resampling.seed);
  const auto old_pools = Pools(old_runs, random), new_pools = Pools(new_runs, random);
  const auto draw_side = [&](const std::vector<std::vector<double>>& pools) {
    std::vector<double> drawn;
    for (size_t i = 0; i < pools.size(); ++i) drawn.push_back(Draw(pools[random.Below(pools.size())], random));
    return Median(drawn);
  };
  std::vector<double> resampled;
  for (int i = 0; i < resampling.resamples; ++i) resampled.push_back(draw_side(new_pools) - draw_side(old_pools));
  SetInterval(resampled, resampling.confidence, evidence);
  return evidence;
}

}  // namespace assay
