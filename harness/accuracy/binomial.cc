#include "harness/accuracy/binomial.h"

#include <cmath>
#include <limits>

namespace assay {
namespace {

// The continued fraction of the incomplete beta function, by Lentz's method; quick where x < (a + 1) / (a + b + 2).
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8.
double BetaFraction(double a, double b, double x) {
  constexpr int kMost = 100'000;
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
  for (int m = 1; m < kMost; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    const double step = d * c;
    fraction *= step;
    if (std::abs(step - 1) < 4 * std::numeric_limits<double>::epsilon()) break;
  }
  return fraction;
}

}  // namespace

double BinomialAtMost(int64_t successes, int64_t trials, double share) {
  if (successes < 0) return 0;
  if (successes >= trials || share <= 0) return 1;
  if (share >= 1) return 0;
  // The incomplete beta function of 1 - share.
  const double a = static_cast<double>(trials - successes), b = static_cast<double>(successes + 1);
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log1p(-share) + b * std::log(share));
  if (1 - share < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, 1 - share) / a;
  return 1 - front * BetaFraction(b, a, share) / b;
}

}  // namespace assay
