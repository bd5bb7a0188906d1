#include "benchmarks/compare/swap_test.h"

#include <cmath>
#include <vector>

#include "benchmarks/compare/samples.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

SwapTest Swap(const std::vector<double>& pairs) { return TestBySwapping(pairs); }

TEST(SwapTest, AllAbove_IsOneSwapInAll) {
  EXPECT_EQ(Swap({0.03, 0.02, 0.01, 0.04}).p_above, 0.25);
  EXPECT_EQ(Swap({0.03, 0.02, 0.01, 0.04}).p_below, 1);
  EXPECT_EQ(Swap({-0.03, -0.02, -0.01, -0.04}).p_above, 1);
  EXPECT_EQ(Swap({-0.03, -0.02, -0.01, -0.04}).p_below, 0.25);
  EXPECT_EQ(Swap(std::vector<double>(20, 0.01)).p_above, std::pow(2.0, -10));
}

// Rounds are swapped as wholes: a pair below zero is outweighed by its round.
TEST(SwapTest, MixedPairs_AreWeighedByRank) {
  // Ranks 3 1, 2 5, 4 6, at most 3: the rounds are 2, 5 and 0, and of the eight sums two are 7.
  EXPECT_EQ(Swap({0.03, -0.01, 0.02, 0.05, -0.04, 0.06}).p_above, 0.25);
  // 1 2, 2 2: the rounds are 3 and -4; of the four sums, -7 alone lies below -1.
  EXPECT_EQ(Swap({0.01, 0.02, -0.03, -0.04}).p_above, 0.75);
}

TEST(SwapTest, NothingMoved_IsNoEvidence) {
  EXPECT_EQ(Swap({0, 0, 0, 0}).p_above, 1);
  EXPECT_EQ(Swap({0, 0, 0, 0}).p_below, 1);
  EXPECT_EQ(Swap({}).p_above, 1);
}

TEST(SwapTest, FarOutlier_CountsNothing) {
  const double near = Swap({0.01, 0.02, 0.03, 0.05, 0.02, -0.06}).p_above;
  const double far = Swap({0.01, 0.02, 0.03, 0.05, 0.02, -0.2}).p_above;
  EXPECT_EQ(near, 0.25);
  EXPECT_EQ(far, 0.125);
  EXPECT_EQ(Swap({0.01, 0.02, 0.03, 0.05, 0.02, -9}).p_above, far);
}

// Samples that drift, stay in one of two states and have outliers: with the coin, p keeps its level all the same.
TEST(SwapTest, AnySamplesWithACoin_KeepTheLevel) {
  Random random(11);
  const auto uniform = [&] { return static_cast<double>(random.Next() >> 11) / 9007199254740992.0; };
  int below_tenth = 0, below_hundredth = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> pairs;
    double state = 0;
    for (int round = 0; round < 10; ++round) {
      double runs[4];
      for (double& run : runs) {
        if (uniform() < 0.2) state = 0.4 - state;  // a neighbour comes or goes, and stays
        run = state + 0.01 * round + 0.02 * uniform() + (uniform() < 0.05 ? 1 : 0);
      }
      const double sign = random.Coin() ? 1 : -1;
      pairs.push_back(sign * (runs[1] - runs[0]));
      pairs.push_back(sign * (runs[2] - runs[3]));
    }
    const double p = TestBySwapping(pairs).p_above;
    below_tenth += p <= 0.1;
    below_hundredth += p <= 0.01;
  }
  // Three standard deviations above the level.
  EXPECT_LE(below_tenth, kTrials * 0.1 + 3 * std::sqrt(kTrials * 0.09));
  EXPECT_LE(below_hundredth, kTrials * 0.01 + 3 * std::sqrt(kTrials * 0.0099));
  EXPECT_GE(below_tenth, kTrials * 0.05);
}

}  // namespace
}  // namespace assay
