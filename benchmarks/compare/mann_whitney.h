// The rank-sum test of two samples: is one likely to be above the other?
//
//   MannWhitney test = TestByRanks({1.10, 1.12, 1.11}, {1.00, 1.01, 1.02});  // p_above 0.05, p_two_sided 0.1
#ifndef ASSAY_BENCHMARKS_COMPARE_MANN_WHITNEY_H_
#define ASSAY_BENCHMARKS_COMPARE_MANN_WHITNEY_H_

#include "absl/types/span.h"

namespace assay {

struct MannWhitney {
  double u = 0;  // pairs in which the first sample's value is the larger one; an equal pair counts half
  double p_above = 1;
  double p_below = 1;
  double p_two_sided = 1;
};

// Exact where one sample has at most 8 values and no two are equal; else by the normal distribution, with the
// corrections for ties and for continuity: the choice of scipy.stats.mannwhitneyu(method="auto"). All p are 1 where a
// sample is empty, or all values are equal.
// Source: H. B. Mann, D. R. Whitney, On a test of whether one of two random variables is stochastically larger than the
// other, 1947.
MannWhitney TestByRanks(absl::Span<const double> first, absl::Span<const double> second);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_MANN_WHITNEY_H_
