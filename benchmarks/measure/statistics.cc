#include "benchmarks/measure/statistics.h"

#include <cmath>

namespace assay {
namespace {

// The logarithm, since 0.5^1100 is 0.
double LogChoose(size_t n, size_t k) {
  const auto log_factorial = [](size_t m) { return std::lgamma(static_cast<double>(m) + 1); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

}  // namespace

double Median(const std::vector<double>& sorted) {
  if (sorted.empty()) return 0;
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::optional<Interval> MedianInterval(const std::vector<double>& sorted, double confidence) {
  const size_t n = sorted.size();
  // The most extreme pair whose tails, of probability P(X < k) each for a fair coin's X, still leave the confidence.
  double tail = 0;
  std::optional<Interval> interval;
  for (size_t k = 0; k < n / 2; ++k) {
    tail += std::exp(LogChoose(n, k) - static_cast<double>(n) * std::log(2.0));
    if (1 - 2 * tail < confidence) break;
    interval = Interval{sorted[k], sorted[n - 1 - k]};
  }
  return interval;
}

std::optional<double> MedianNoise(const std::vector<double>& sorted) {
  const std::optional<Interval> interval = MedianInterval(sorted);
  const double median = Median(sorted);
  if (!interval.has_value() || !(median > 0)) return std::nullopt;
  return (interval->high - interval->low) / 2 / median;
}

std::optional<double> Percentile(const std::vector<double>& sorted, double p) {
  if (sorted.size() < SamplesFor(p)) return std::nullopt;
  const auto index = static_cast<size_t>(std::ceil(p * static_cast<double>(sorted.size()))) - 1;
  return sorted[index];
}

size_t SamplesFor(double p) {
  // At most one sample above it: p^n + n (1 - p) p^(n - 1).
  for (size_t n = 2;; ++n) {
    const auto count = static_cast<double>(n);
    if (std::pow(p, count) + count * (1 - p) * std::pow(p, count - 1) <= 1 - p) return n;
  }
}

}  // namespace assay
