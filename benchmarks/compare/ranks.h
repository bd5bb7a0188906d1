// Ranks of values, from the smallest; equal ones share the mean of theirs.
#ifndef ASSAY_BENCHMARKS_COMPARE_RANKS_H_
#define ASSAY_BENCHMARKS_COMPARE_RANKS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace assay {

// Doubled, so that shared ones are whole numbers too: {5, 3, 5} gives {5, 2, 5}.
std::vector<int64_t> DoubledRanks(absl::Span<const double> values);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_RANKS_H_
