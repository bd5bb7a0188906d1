#include "transforms/top_categories.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay {

std::vector<RankedCategory> TopCategories(absl::Span<const float> logits, absl::Span<const std::string> categories,
                                          size_t count) {
  // A NaN has no order: it stands behind every number.
  const auto key = [&](int64_t i) { return std::isnan(logits[i]) ? -INFINITY : logits[i]; };
  std::vector<int64_t> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + count, order.end(),
                    [&](int64_t a, int64_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; });
  if (count == 0) return {};
  // Relative to the largest, so that no exponential overflows.
  const double largest = key(order[0]);
  double sum = 0;
  for (float logit : logits) sum += std::exp(logit - largest);
  std::vector<RankedCategory> top;
  for (size_t i = 0; i < count; ++i) {
    const int64_t index = order[i];
    top.push_back(
        {.index = index,
         .category = index < static_cast<int64_t>(categories.size()) ? categories[index] : std::to_string(index),
         .score = std::exp(logits[index] - largest) / sum});
  }
  return top;
}

}  // namespace assay
