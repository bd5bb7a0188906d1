#include "harness/accuracy/paired_difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/accuracy/binomial.h"

namespace assay {
namespace {

constexpr int kNodes = 24;

struct Node {
  double place = 0;  // from -1 to 1
  double weight = 0;
};

// Gauss's points of [-1, 1]: the roots of Legendre's polynomial, by Newton's method.
std::array<Node, kNodes> GaussNodes() {
  constexpr double kPi = 3.141592653589793;
  constexpr int kSteps = 10;
  std::array<Node, kNodes> nodes;
  for (int i = 0; i < kNodes; ++i) {
    double x = std::cos(kPi * (i + 0.75) / (kNodes + 0.5)), slope = 1;
    for (int step = 0; step < kSteps; ++step) {
      double before = 1, now = x;
      for (int k = 2; k <= kNodes; ++k) {
        const double next = ((2 * k - 1) * x * now - (k - 1) * before) / k;
        before = now;
        now = next;
      }
      slope = kNodes * (x * now - before) / (x * x - 1);
      x -= now / slope;
    }
    nodes[i] = {x, 2 / ((1 - x * x) * slope * slope)};
  }
  return nodes;
}

// One end of the interval: the flipped images of all, and those of them that lie on its far side. The lower end has the
// won ones; the upper one is the lower one of the opposite question, with the lost ones.
//
// Its share of won images has the distribution Beta(won, flipped - won + 1), of which the Clopper-Pearson limit is a
// quantile, and that of flipped ones likewise; the end is a quantile of flipped * (2 * won - 1).
class LowerEnd {
 public:
  LowerEnd(int64_t images, int64_t flipped, int64_t won)
      : images_(images),
        flipped_(flipped),
        a_(static_cast<double>(won)),
        b_(static_cast<double>(flipped - won + 1)),
        log_beta_(std::lgamma(a_) + std::lgamma(b_) - std::lgamma(a_ + b_)) {}

  // The probability that the difference is no more than -loss.
  double AtMostMinus(double loss) const {
    if (a_ == 0) return BinomialAtMost(flipped_, images_, loss);
    return Integrate(0, (1 - loss) / 2, (1 - loss / FlippedShare(1)) / 2, loss, [&](double won) {
      // The largest number of flipped images: what is lost is no less than `loss`.
      return BinomialAtMost(flipped_, images_, loss / (1 - 2 * won));
    });
  }

  // The probability that it is more than `gain`, which is not negative.
  double MoreThan(double gain) const {
    if (a_ == 0) return 0;
    return Integrate((1 + gain) / 2, 1, (1 + gain / FlippedShare(0)) / 2, gain,
                     [&](double won) { return BinomialAtMost(flipped_ - 1, images_, gain / (2 * won - 1)); });
  }

 private:
  double FlippedShare(int more) const {
    return static_cast<double>(flipped_ + more) / static_cast<double>(images_ + 1);
  }

  // Over the share of won images from `low` to `high`, weighted with its distribution. `inner` falls or rises around
  // `edge`, steeply where many images flip: pieces that end there keep every piece smooth.
  template <typename Function>
  double Integrate(double low, double high, double edge, double size, const Function& inner) const {
    constexpr double kDeviations = 8, kTail = 20;
    const double sum = a_ + b_, mean = a_ / sum, deviation = std::sqrt(mean * (1 - mean) / (sum + 1));
    const double reach = kDeviations * deviation + kTail / sum;
    low = std::max(low, mean - reach);
    high = std::min(high, mean + reach);
    const double width = kDeviations * size / FlippedShare(0) / std::sqrt(static_cast<double>(flipped_) + 1) / 2;
    std::vector<double> ends = {low};
    for (const double end : {edge - width, edge, edge + width}) {
      if (end > ends.back() && end < high) ends.push_back(end);
    }
    if (high > ends.back()) ends.push_back(high);
    double sum_of_pieces = 0;
    for (size_t i = 1; i < ends.size(); ++i) sum_of_pieces += Piece(ends[i - 1], ends[i], inner);
    return sum_of_pieces;
  }

  template <typename Function>
  double Piece(double low, double high, const Function& inner) const {
    static const std::array<Node, kNodes> nodes = GaussNodes();
    double sum = 0;
    for (const Node& node : nodes) {
      const double won = (low + high + (high - low) * node.place) / 2;
      const double density = std::exp((a_ - 1) * std::log(won) + (b_ - 1) * std::log1p(-won) - log_beta_);
      sum += node.weight * density * inner(won);
    }
    return sum * (high - low) / 2;
  }

  int64_t images_, flipped_;
  double a_, b_, log_beta_;
};

// Where a falling function crosses a value: the secant's point, without leaving the end that does not move too far
// behind (the Illinois method).
template <typename Function>
double Solve(double low, double high, double wanted, const Function& falling) {
  constexpr int kMost = 100;
  constexpr double kExact = 1e-12;
  double at_low = falling(low) - wanted, at_high = falling(high) - wanted;
  if (at_low <= 0) return low;
  if (at_high >= 0) return high;
  for (int i = 0; i < kMost && high - low > kExact; ++i) {
    const double middle = (low * at_high - high * at_low) / (at_high - at_low), at_middle = falling(middle) - wanted;
    if (at_middle == 0) return middle;
    const bool is_low = at_middle > 0;
    (is_low ? low : high) = middle;
    double& moved = is_low ? at_low : at_high;
    double& kept = is_low ? at_high : at_low;
    if (std::abs(at_middle) >= std::abs(moved) / 2) kept /= 2;
    moved = at_middle;
    if (std::abs(at_middle) < kExact) return middle;
  }
  return (low + high) / 2;
}

double LowerLimit(const PairedCounts& counts, int64_t won, double alpha) {
  const int64_t images = counts.total(), flipped = counts.only_old + counts.only_new;
  if (won == 0 && flipped == images) return -1;
  const LowerEnd end(images, flipped, won);
  // At least so many of fair coins: what the exact test says on this side.
  const double test = flipped == 0 ? 1 : BinomialAtMost(flipped - won, flipped, 0.5);
  const double n = static_cast<double>(images), seen = static_cast<double>(2 * won - flipped) / n;
  if (test < alpha / 2) {
    return Solve(0, std::max(seen, 0.0), 1 - alpha / 2, [&](double gain) { return end.MoreThan(gain); });
  }
  const double far = std::min(1.0, std::max(0.0, -seen) + (20 + 10 * std::sqrt(static_cast<double>(flipped))) / n);
  return -Solve(0, far, alpha / 2, [&](double loss) { return end.AtMostMinus(loss); });
}

}  // namespace

Interval PairedDifference(const PairedCounts& counts, double confidence) {
  if (counts.total() <= 0) return {-1, 1};
  const double alpha = 1 - confidence;
  return {LowerLimit(counts, counts.only_new, alpha), -LowerLimit(counts, counts.only_old, alpha)};
}

}  // namespace assay
