#include "benchmarks/compare/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "benchmarks/compare/ranks.h"

namespace assay {
namespace {

constexpr size_t kExactUpTo = 8;

// shares[u]: the probability of U = u if both samples are drawn from one distribution.
std::vector<double> Distribution(size_t first, size_t second) {
  // ways[i][u] of i values of the first sample, after some of the pooled order has been dealt out.
  std::vector<std::vector<double>> ways(first + 1, std::vector<double>(first * second + 1, 0.0));
  ways[0][0] = 1;
  // The value at pooled position p is the first sample's i-th: then p - (i - 1) of the second lie below it.
  for (size_t p = 0; p < first + second; ++p) {
    for (size_t i = std::min(first, p + 1); i >= 1; --i) {
      const size_t below = p - (i - 1);
      if (below > second) continue;
      for (size_t u = ways[i].size(); u-- > below;) ways[i][u] += ways[i - 1][u - below];
    }
  }
  double all = 0;
  for (const double way : ways[first]) all += way;
  for (double& way : ways[first]) way /= all;
  return ways[first];
}

double UpperTail(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

void SetExact(size_t first, size_t second, MannWhitney& test) {
  const std::vector<double> shares = Distribution(first, second);
  test.p_above = test.p_below = 0;
  for (size_t u = 0; u < shares.size(); ++u) {
    if (static_cast<double>(u) >= test.u) test.p_above += shares[u];
    if (static_cast<double>(u) <= test.u) test.p_below += shares[u];
  }
}

void SetNormal(size_t first, size_t second, const std::vector<int64_t>& ranks, MannWhitney& test) {
  const double n = static_cast<double>(first + second), pairs = static_cast<double>(first * second);
  std::map<int64_t, double> counts;
  for (const int64_t rank : ranks) ++counts[rank];
  double ties = 0;
  for (const auto& [rank, count] : counts) ties += count * count * count - count;
  const double variance = pairs / 12 * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) return;
  const double deviation = std::sqrt(variance);
  test.p_above = std::min(1.0, UpperTail((test.u - pairs / 2 - 0.5) / deviation));
  test.p_below = std::min(1.0, UpperTail((pairs / 2 - test.u - 0.5) / deviation));
}

}  // namespace

MannWhitney TestByRanks(absl::Span<const double> first, absl::Span<const double> second) {
  MannWhitney test;
  if (first.empty() || second.empty()) return test;
  std::vector<double> pooled(first.begin(), first.end());
  pooled.insert(pooled.end(), second.begin(), second.end());
  const std::vector<int64_t> ranks = DoubledRanks(pooled);
  double sum = 0;
  for (size_t i = 0; i < first.size(); ++i) sum += static_cast<double>(ranks[i]) / 2;
  test.u = sum - static_cast<double>(first.size() * (first.size() + 1)) / 2;
  std::sort(pooled.begin(), pooled.end());
  const bool ties = std::adjacent_find(pooled.begin(), pooled.end()) != pooled.end();
  if (std::min(first.size(), second.size()) <= kExactUpTo && !ties) {
    SetExact(first.size(), second.size(), test);
  } else {
    SetNormal(first.size(), second.size(), ranks, test);
  }
  test.p_two_sided = std::min(1.0, 2 * std::min(test.p_above, test.p_below));
  return test;
}

}  // namespace assay
