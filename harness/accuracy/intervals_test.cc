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

// Computed with another program, which maximises the likelihood of the constrained model numerically,
// to some nine digits.
TEST(PairedDifference, Counts_EqualTangosDefinition) {
  ExpectInterval(PairedDifference({.both = 700, .only_old = 12, .only_new = 40, .neither = 248}), 0.014435063802,
                 0.043227051395, 1e-8);
  ExpectInterval(PairedDifference({.both = 43, .only_new = 1}), -0.059393231141, 0.118077096982, 1e-8);
  ExpectInterval(PairedDifference({.only_old = 9, .only_new = 3, .neither = 348}), -0.039592838749, 0.002577589076,
                 1e-8);
  ExpectInterval(PairedDifference({.only_old = 30}), -1, -0.772973216352, 1e-8);
}

TEST(PairedDifference, ModelsThatNeverDiffer_KeepAWidth) {
  ExpectInterval(PairedDifference({.both = 90, .neither = 10}), -0.036993498207, 0.036993498207, 1e-8);
  ExpectInterval(PairedDifference({}), -1, 1);
}

TEST(ImagesForPower, LargerChanges_NeedFewerImages) {
  // (1.96 sqrt(0.1) + 0.8416 sqrt(0.1 - 0.0025))^2 / 0.0025
  EXPECT_EQ(ImagesForPower(0.05, 0.1), 312);
  EXPECT_EQ(ImagesForPower(-0.05, 0.1), 312);
  EXPECT_GT(ImagesForPower(0.01, 0.1), 24 * ImagesForPower(0.05, 0.1));
  // A change is at least as large as the share of images that change.
  EXPECT_EQ(ImagesForPower(0.05, 0), ImagesForPower(0.05, 0.05));
  EXPECT_EQ(ImagesForPower(0, 0.1), INT64_MAX);
}

}  // namespace
}  // namespace assay
