#include "harness/accuracy/intervals.h"

#include <algorithm>
#include <cmath>

#include "harness/accuracy/binomial.h"

namespace assay {
namespace {

// Where a falling function crosses a value, to the last bits that matter.
template <typename Function>
double Bisect(double low, double high, double wanted, const Function& falling) {
  constexpr int kHalvings = 100;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (falling(middle) > wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

double TwoSidedQuantile(double confidence) { return NormalQuantile((1 + confidence) / 2); }

}  // namespace

double NormalQuantile(double probability) {
  // Above it, so that the small tail is what is computed.
  if (probability < 0.5) return -NormalQuantile(1 - probability);
  constexpr double kFar = 40;
  return Bisect(0, kFar, 1 - probability, [](double z) { return std::erfc(z / std::sqrt(2.0)) / 2; });
}

Interval Wilson(int64_t correct, int64_t total, double confidence) {
  if (total <= 0) return {0, 1};
  const double z = TwoSidedQuantile(confidence), n = static_cast<double>(total);
  const double p = static_cast<double>(correct) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {correct == 0 ? 0 : centre - half, correct == total ? 1 : centre + half};
}

double McNemarExact(const PairedCounts& counts) {
  const int64_t differing = counts.only_old + counts.only_new;
  if (differing == 0) return 1;
  return std::min(1.0, 2 * BinomialAtMost(std::min(counts.only_old, counts.only_new), differing, 0.5));
}

}  // namespace assay
