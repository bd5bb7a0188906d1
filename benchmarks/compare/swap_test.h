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
// statistic is the sum over all pairs of the sign times the rank of the size, so how far an outlier lies does not
// matter. All 2^rounds swaps are counted, by their sums: exact, and no p is below 2^-rounds. Source: R. A. Fisher, The
// design of experiments, 1935, for the swaps; F. Wilcoxon, Individual comparisons by ranking methods, 1945, for the
// ranks.
SwapTest TestBySwapping(absl::Span<const double> pairs);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_SWAP_TEST_H_
