#include "harness/accuracy/intervals.h"

#include <algorithm>
#include <cmath>

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

// Of a binomial variable of `trials` fair coins: the probability of at most `successes`.
double FairBinomialTail(int64_t successes, int64_t trials) {
  const double n = static_cast<double>(trials);
  double tail = 0;
  for (int64_t i = 0; i <= successes; ++i) {
    const double k = static_cast<double>(i);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
  }
  return tail;
}

// Tango's score of a supposed difference: how many standard errors what was seen lies above it.
double Score(const PairedCounts& counts, double difference) {
  const double n = static_cast<double>(counts.total());
  const double b = static_cast<double>(counts.only_new), c = static_cast<double>(counts.only_old);
  const double linear = (2 * n - b + c) * difference - b - c;
  const double constant = -c * difference * (1 - difference);
  // The share of images that only the old one answers right, as likely as it can be under the supposed difference.
  const double share = (std::sqrt(std::max(0.0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
  const double variance = n * (2 * share + difference * (1 - difference));
  const double distance = b - c - n * difference;
  if (variance <= 0) return distance == 0 ? 0 : std::copysign(INFINITY, distance);
  return distance / std::sqrt(variance);
}

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
  return std::min(1.0, 2 * FairBinomialTail(std::min(counts.only_old, counts.only_new), differing));
}

Interval PairedDifference(const PairedCounts& counts, double confidence) {
  if (counts.total() <= 0) return {-1, 1};
  const double z = TwoSidedQuantile(confidence);
  const double seen = static_cast<double>(counts.only_new - counts.only_old) / static_cast<double>(counts.total());
  const auto score = [&](double difference) { return Score(counts, difference); };
  return {Bisect(-1, seen, z, score), Bisect(seen, 1, -z, score)};
}

int64_t ImagesForPower(double difference, double discordance, double alpha, double power) {
  const double d = std::abs(difference), psi = std::clamp(discordance, d, 1.0);
  if (d == 0) return INT64_MAX;
  const double root = TwoSidedQuantile(1 - alpha) * std::sqrt(psi) + NormalQuantile(power) * std::sqrt(psi - d * d);
  return static_cast<int64_t>(std::ceil(root * root / (d * d)));
}

}  // namespace assay
