#include "benchmarks/compare/swap_test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "benchmarks/compare/ranks.h"
#include "benchmarks/compare/samples.h"

namespace assay {
namespace {

// How many medians of the sizes away a pair counts no more.
constexpr double kFarthest = 3;

// What each pair counts, by its size alone.
std::vector<int64_t> Scores(const std::vector<double>& sizes) {
  std::vector<int64_t> scores = DoubledRanks(sizes);
  const double farthest = kFarthest * Median(sizes);
  const int64_t middle = static_cast<int64_t>(sizes.size());  // doubled
  for (size_t i = 0; i < scores.size(); ++i) scores[i] = sizes[i] > farthest ? 0 : std::min(scores[i], middle);
  return scores;
}

std::vector<int64_t> SignedSums(absl::Span<const double> pairs) {
  std::vector<double> sizes;
  for (const double difference : pairs) sizes.push_back(std::abs(difference));
  const std::vector<int64_t> scores = Scores(sizes);
  std::vector<int64_t> sums;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    int64_t sum = 0;
    for (size_t k = i; k < i + 2; ++k) sum += pairs[k] > 0 ? scores[k] : pairs[k] < 0 ? -scores[k] : 0;
    sums.push_back(sum);
  }
  return sums;
}

// shares[s]: how many of the swaps give the sum s - reach, as a share of all.
std::vector<double> Distribution(const std::vector<int64_t>& sums, int64_t reach) {
  std::vector<double> shares(2 * reach + 1, 0.0);
  shares[reach] = 1;
  for (const int64_t sum : sums) {
    const int64_t step = std::abs(sum);
    std::vector<double> next(shares.size(), 0.0);
    for (int64_t s = 0; s < static_cast<int64_t>(shares.size()); ++s) {
      if (shares[s] == 0) continue;
      next[s - step] += shares[s] / 2;
      next[s + step] += shares[s] / 2;
    }
    shares.swap(next);
  }
  return shares;
}

}  // namespace

SwapTest TestBySwapping(absl::Span<const double> pairs) {
  const std::vector<int64_t> sums = SignedSums(pairs);
  int64_t reach = 0, seen = 0;
  for (const int64_t sum : sums) {
    reach += std::abs(sum);
    seen += sum;
  }
  const std::vector<double> shares = Distribution(sums, reach);
  SwapTest test = {.p_above = 0, .p_below = 0};
  for (int64_t s = 0; s < static_cast<int64_t>(shares.size()); ++s) {
    if (s - reach >= seen) test.p_above += shares[s];
    if (s - reach <= seen) test.p_below += shares[s];
  }
  return test;
}

}  // namespace assay
