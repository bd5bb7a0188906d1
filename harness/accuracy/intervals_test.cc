#include "harness/accuracy/intervals.h"

#include <cmath>

#include "gtest/gtest.h"

namespace assay {
namespace {

void ExpectInterval(const Interval& interval, double low, double high, double within = 1e-12) {
  EXPECT_NEAR(interval.low, low, within);
  EXPECT_NEAR(interval.high, high, within);
}

// scipy.stats.norm.ppf, scipy 1.17.
TEST(NormalQuantile, Probabilities_EqualScipys) {
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-13);
  EXPECT_NEAR(NormalQuantile(0.8), 0.8416212335729143, 1e-13);
  EXPECT_NEAR(NormalQuantile(1e-6), -4.753424308822899, 1e-9);
  EXPECT_NEAR(NormalQuantile(0.5), 0, 1e-13);
}

// scipy.stats.binomtest(...).proportion_ci(method="wilson").
TEST(Wilson, Proportions_EqualScipys) {
  ExpectInterval(Wilson(712, 1000), 0.6831644885571975, 0.7392129658449271);
  ExpectInterval(Wilson(0, 20), 0, 0.16112515805281935);
  ExpectInterval(Wilson(20, 20, 0.99), 0.7508945989012464, 1);
  ExpectInterval(Wilson(0, 0), 0, 1);
}

// scipy.stats.binomtest(k, n).pvalue.
TEST(McNemarExact, DiscordantImages_EqualScipysBinomialTest) {
  EXPECT_NEAR(McNemarExact({.only_old = 12, .only_new = 40}), 0.0001275387838557407, 1e-15);
  EXPECT_NEAR(McNemarExact({.only_old = 5, .only_new = 0}), 0.0625, 1e-15);
  EXPECT_EQ(McNemarExact({.only_old = 7, .only_new = 7}), 1);
  EXPECT_EQ(McNemarExact({.both = 100}), 1);
}

TEST(McNemarExact, ManyImages_StayFiniteAndSymmetric) {
  const double p = McNemarExact({.only_old = 500000, .only_new = 498000});
  EXPECT_NEAR(p, 0.0453, 5e-4);  // the normal approximation, with its correction: |2000| - 1 over 999.5
  EXPECT_DOUBLE_EQ(p, McNemarExact({.only_old = 498000, .only_new = 500000}));
}

}  // namespace
}  // namespace assay
