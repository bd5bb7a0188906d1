// What one measurement of a row says: how many times as long the new side takes, and how surely.
//
//   const Evidence evidence = EvidenceOfRounds(rounds);        // interleaved: assay bench ab
//   const Evidence evidence = EvidenceOfRuns(old_runs, new_runs);  // two files
//
// Why so, and not otherwise. The samples of a run are nothing like normally distributed: they come from caches, clocks
// and neighbours that have a few states each (a busy sibling of a core makes some code 1.5 times as slow, for as long
// as it is busy), they depend on those before them, and they drift. What was measured of 20 rows on such a machine
// (docs/comparing-benchmarks.md):
//
// The ratio. That of the medians of all samples of either side errs 2.5 times as far as the median over pairs of runs,
// in each of which an old and a new run stand next to each other: the state is mostly the same within a pair, and where
// it is not, the pair is an outlier that a median does not see and a mean does.
//
// Its interval. Resampling single samples covers the truth in 87 of 100 cases with 6 rounds and in 85 with 24, since it
// knows nothing of what differs from run to run. Resampling rounds alone covers in 82 with 6 rounds and in 94 with 24.
// Resampling rounds and, within each run, stretches of samples covers in 98 and in 99, and is a third wider.
//
// Its test. None that assumes a distribution holds. A coin decides for each round which side goes first (old new new
// old, or new old old new), so if the sides are the same, swapping their names in a round changes nothing, and the test
// counts the swaps: exact whatever the samples do (swap_test.h). Files carry no such coin; there the runs' medians are
// ranked (Mann and Whitney), which assumes that runs could have come in any order. What else lies between two files,
// the threshold has to cover.
#ifndef ASSAY_BENCHMARKS_COMPARE_EVIDENCE_H_
#define ASSAY_BENCHMARKS_COMPARE_EVIDENCE_H_

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/types/span.h"

namespace assay {

using Samples = std::vector<double>;  // seconds per iteration

// Two pairs of runs: in the order old, new, new, old or new, old, old, new. A pair is the sides' first runs, and their
// second ones. No run is empty.
struct Round {
  std::array<Samples, 2> old_runs;
  std::array<Samples, 2> new_runs;
  bool new_first = false;  // what the coin said
};

struct Evidence {
  double ratio = 1;  // new by old: above 1 is slower
  // Its 95 % interval.
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  // How likely at least this much is to seem slower (faster), if nothing changed.
  double p_slower = 1;
  double p_faster = 1;
  // Typical seconds per iteration of either side: medians of the runs' medians.
  double old_seconds = 0;
  double new_seconds = 0;
  int old_runs = 0;
  int new_runs = 0;
};

struct Resampling {
  int resamples = 2000;
  double confidence = 0.95;
  uint64_t seed = 1;
};

// Of interleaved runs. Without rounds it is the Evidence of nothing.
Evidence EvidenceOfRounds(absl::Span<const Round> rounds, const Resampling& resampling = {});

// Of runs that were made apart; none is empty. With a run alone on a side the interval knows only what differs within
// it: nobody may say by it that something changed.
Evidence EvidenceOfRuns(absl::Span<const Samples> old_runs, absl::Span<const Samples> new_runs,
                        const Resampling& resampling = {});

// The logarithms of the pairs' ratios of medians, two a round.
std::vector<double> PairLogRatios(absl::Span<const Round> rounds);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_EVIDENCE_H_
