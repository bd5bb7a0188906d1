#include "harness/accuracy/gate_power.h"

#include "gtest/gtest.h"
#include "harness/accuracy/mcnemar_power.h"

namespace assay {
namespace {

// McNemar's exact test of n flipped images, two-sided at 0.05: 6 : 0 gives 2 / 64, 5 : 0 gives 2 / 32.
TEST(SmallestSeen, FewFlippedImages_MustAllFallOnOneSide) {
  const UpdateRule rule{.margin = 0.01};
  EXPECT_EQ(SmallestSeen(449, 5, rule), std::nullopt);
  EXPECT_EQ(SmallestSeen(449, 6, rule), 6);
  EXPECT_EQ(SmallestSeen(449, 8, rule), 8);   // 7 : 1 gives 2 (1 + 8) / 256 = 0.070
  EXPECT_EQ(SmallestSeen(449, 9, rule), 7);   // 8 : 1 gives 2 (1 + 9) / 512 = 0.039
  EXPECT_EQ(SmallestSeen(449, 13, rule), 9);  // 11 : 2 gives 2 (1 + 13 + 78) / 8192 = 0.022
}

// A sure difference inside the margin is none.
TEST(SmallestSeen, DifferenceInsideTheMargin_IsNotSeen) {
  EXPECT_EQ(SmallestSeen(100'000, 6, {.margin = 0.01}), std::nullopt);
  EXPECT_EQ(SmallestSeen(100'000, 6, {.margin = 0.00001}), 6);
}

// Where none flips the interval ends at 1 - 0.025^(1/449), which is 0.00818.
TEST(MostFlippedOfTheSame, FewImages_ShowNothing) {
  EXPECT_EQ(MostFlippedOfTheSame(449, {.margin = 0.0081}), std::nullopt);
  ASSERT_TRUE(MostFlippedOfTheSame(449, {.margin = 0.0083}).has_value());
  EXPECT_EQ(*MostFlippedOfTheSame(449, {.margin = 0.0083}), 0);
  // (1.96 sqrt(3000 share) + 1) / 3000, with the correction of one image, is 0.01 where 7.3 % flip.
  EXPECT_NEAR(static_cast<double>(MostFlippedOfTheSame(3'000, {.margin = 0.01}).value_or(0)) / 3'000, 0.073, 0.003);
}

TEST(SimulateVerdicts, Shares_AreOfAllRunsAndTheSameForASeed) {
  const TrueChange change = {.images = 449, .flipped = 0.1, .difference = 0.05};
  const VerdictShares shares = SimulateVerdicts(change, {.margin = 0.01}, 500);
  EXPECT_NEAR(shares.better + shares.same + shares.worse + shares.undecided, 1, 1e-12);
  EXPECT_GT(shares.better, 0.8);
  EXPECT_EQ(shares.worse, 0);
  EXPECT_EQ(SimulateVerdicts(change, {.margin = 0.01}, 500).better, shares.better);
  EXPECT_NE(SimulateVerdicts(change, {.margin = 0.01}, 500, 1).better, shares.better);
  const VerdictShares mirrored = SimulateVerdicts({449, 0.1, -0.05}, {.margin = 0.01}, 500);
  EXPECT_GT(mirrored.worse, 0.8);
  EXPECT_EQ(SimulateVerdicts({449, 0, 0}, {.margin = 0.01}, 10).same, 1);
}

// The gate's own promises.
TEST(SimulateVerdicts, NoChange_IsCalledWorseNoMoreOftenThanHalfOfAlpha) {
  const VerdictShares shares = SimulateVerdicts({449, 0.03, 0}, {.margin = 0.01}, 4000);
  EXPECT_LE(shares.worse, 0.025 + 0.0075);  // three standard errors
  EXPECT_LE(shares.better, 0.025 + 0.0075);
}

TEST(SimulateVerdicts, ImagesForPower_HaveIt) {
  const int64_t images = ImagesForPower(0.01, 0.03);
  // Three standard errors of 4,000 runs. Connor's approximation gives 0.783.
  EXPECT_NEAR(SimulateVerdicts({images, 0.03, -0.01}, {.margin = 0.01}, 4000).worse, 0.8, 0.019);
}

}  // namespace
}  // namespace assay
