// Holm's correction: of many tests, the p-values at which "any of them errs" keeps the level of one.
//
//   HolmAdjusted({0.01, 0.04, 0.03});  // {0.03, 0.06, 0.06}
#ifndef ASSAY_BENCHMARKS_COMPARE_HOLM_H_
#define ASSAY_BENCHMARKS_COMPARE_HOLM_H_

#include <vector>

#include "absl/types/span.h"

namespace assay {

// In the order of the arguments; whatever depends on what, the chance that any true hypothesis's adjusted p is at most
// alpha is at most alpha. Source: S. Holm, A simple sequentially rejective multiple test procedure, 1979.
std::vector<double> HolmAdjusted(absl::Span<const double> p_values);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_HOLM_H_
