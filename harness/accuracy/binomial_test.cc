#include "harness/accuracy/binomial.h"

#include <cmath>

#include "gtest/gtest.h"

namespace assay {
namespace {

// scipy.stats.binom.cdf, scipy 1.17. A million trials cost some digits of the factorials' logarithms.
TEST(BinomialAtMost, Counts_EqualScipys) {
  EXPECT_NEAR(BinomialAtMost(12, 52, 0.5), 6.376939192787034e-05, 1e-17);
  EXPECT_NEAR(BinomialAtMost(3, 10, 0.3), 0.6496107184000002, 1e-14);
  EXPECT_NEAR(BinomialAtMost(29, 30, 0.9), 0.9576088417247838, 1e-14);
  EXPECT_NEAR(BinomialAtMost(498'000, 998'000, 0.5), 0.022696059945750965, 1e-9);
  EXPECT_NEAR(BinomialAtMost(6000, 996'000, 0.0061), 0.16694604699396165, 1e-9);
}

TEST(BinomialAtMost, Ends_AreSure) {
  EXPECT_EQ(BinomialAtMost(-1, 10, 0.5), 0);
  EXPECT_EQ(BinomialAtMost(10, 10, 0.5), 1);
  EXPECT_EQ(BinomialAtMost(3, 10, 0), 1);
  EXPECT_EQ(BinomialAtMost(3, 10, 1), 0);
  EXPECT_EQ(BinomialAtMost(0, 0, 0.5), 1);
}

TEST(BinomialAtMost, NoSuccess_IsTheProductOfTheFailures) {
  EXPECT_NEAR(BinomialAtMost(0, 449, 0.008), std::pow(0.992, 449), 1e-14);
}

}  // namespace
}  // namespace assay
