#include "harness/accuracy/mcnemar_power.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/accuracy/intervals.h"

namespace assay {
namespace {

// P(at most `k` successes of n trials), as n grows one by one and `k` with it.
class GrowingBinomial {
 public:
  explicit GrowingBinomial(double share) : share_(share) {}

  double at_most() const { return at_most_; }
  // What at_most() would be of k + 1.
  double at_most_next() const { return at_most_ + next_; }

  void AddTrial() {
    at_most_ -= share_ * here_;
    ++trials_;
    here_ = k_ < 0 ? 0 : here_ * Grow(k_);
    // With one trial more there is one number of successes more.
    next_ *= Grow(k_ + 1);
  }

  void AddSuccess() {
    ++k_;
    at_most_ += next_;
    here_ = next_;
    next_ *= static_cast<double>(trials_ - k_) / static_cast<double>(k_ + 1) * share_ / (1 - share_);
  }

 private:
  double Grow(int64_t k) const {
    return (1 - share_) * static_cast<double>(trials_) / static_cast<double>(trials_ - k);
  }

  double share_;
  int64_t trials_ = 0, k_ = -1;
  double at_most_ = 0, here_ = 0, next_ = 1;  // up to k, of k, of k + 1
};

// How often the test sees the change by so many differing images: where few enough of them are the worse model's.
class SeenByDiffering {
 public:
  SeenByDiffering(double worse_share, double alpha) : alpha_(alpha), coins_(0.5), worse_(worse_share) {}

  double operator()(int64_t differing) {
    while (static_cast<int64_t>(seen_.size()) <= differing) Add();
    return seen_[static_cast<size_t>(differing)];
  }

 private:
  void Add() {
    if (!seen_.empty()) {
      coins_.AddTrial();
      worse_.AddTrial();
    }
    while (2 * coins_.at_most_next() < alpha_) {
      coins_.AddSuccess();
      worse_.AddSuccess();
    }
    seen_.push_back(worse_.at_most());
  }

  double alpha_;
  GrowingBinomial coins_, worse_;
  std::vector<double> seen_;
};

// The mean of `seen` over how many of the images differ.
double MeanSeen(int64_t images, double discordance, SeenByDiffering& seen) {
  if (discordance >= 1) return seen(images);
  constexpr double kNegligible = 1e-17;
  const double n = static_cast<double>(images), odds = discordance / (1 - discordance);
  const auto mode = static_cast<int64_t>((n + 1) * discordance);
  const double k = static_cast<double>(mode);
  const double top = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                              k * std::log(discordance) + (n - k) * std::log1p(-discordance));
  double mean = top * seen(mode), share = top;
  for (int64_t i = mode; i < images && share > kNegligible; ++i) {
    share *= static_cast<double>(images - i) / static_cast<double>(i + 1) * odds;
    mean += share * seen(i + 1);
  }
  share = top;
  for (int64_t i = mode; i > 0 && share > kNegligible; --i) {
    share *= static_cast<double>(i) / static_cast<double>(images - i + 1) / odds;
    mean += share * seen(i - 1);
  }
  return mean;
}

double WorseShare(double difference, double discordance) { return (discordance - difference) / (2 * discordance); }

// Connor's, with Fleiss's correction.
double ApproximateImages(double difference, double discordance, double alpha, double power) {
  const double root = NormalQuantile(1 - alpha / 2) * std::sqrt(discordance) +
                      NormalQuantile(power) * std::sqrt(discordance - difference * difference);
  const double images = root * root / (difference * difference),
               corrected = 1 + std::sqrt(1 + 4 / (images * difference));
  return images * corrected * corrected / 4;
}

}  // namespace

double McNemarPower(int64_t images, double difference, double discordance, double alpha) {
  const double d = std::abs(difference), psi = std::clamp(discordance, d, 1.0);
  if (images <= 0 || psi == 0) return 0;
  SeenByDiffering seen(WorseShare(d, psi), alpha);
  return MeanSeen(images, psi, seen);
}

int64_t ImagesForPower(double difference, double discordance, double alpha, double power) {
  constexpr double kMostDiffering = 100'000, kMostImages = 9e18;
  constexpr int kWave = 12;
  const double d = std::abs(difference), psi = std::clamp(discordance, d, 1.0);
  if (d == 0) return INT64_MAX;
  const double about = ApproximateImages(d, psi, alpha, power);
  if (about * psi > kMostDiffering) return static_cast<int64_t>(std::ceil(std::min(about, kMostImages)));
  SeenByDiffering seen(WorseShare(d, psi), alpha);
  const auto has_power = [&](int64_t images) { return MeanSeen(images, psi, seen) >= power; };
  int64_t low = 0, high = static_cast<int64_t>(about) + 1;  // too few, and enough
  while (!has_power(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (has_power(middle) ? high : low) = middle;
  }
  for (int64_t next = high + 1; next <= high + kWave; ++next) {
    if (!has_power(next)) high = next + 1;
  }
  return high;
}

}  // namespace assay
