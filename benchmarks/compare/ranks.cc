#include "benchmarks/compare/ranks.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace assay {

std::vector<int64_t> DoubledRanks(absl::Span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<int64_t> ranks(values.size());
  for (size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (size_t i = first; i < last; ++i) ranks[order[i]] = static_cast<int64_t>(first + last + 1);
  }
  return ranks;
}

}  // namespace assay
