#include "benchmarks/compare/mann_whitney.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Values = std::vector<double>;

// The numbers are those of scipy.stats.mannwhitneyu 1.15.
void ExpectTest(const Values& first, const Values& second, double u, double above, double below, double two_sided) {
  const MannWhitney test = TestByRanks(first, second);
  EXPECT_EQ(test.u, u);
  EXPECT_NEAR(test.p_above, above, 1e-12);
  EXPECT_NEAR(test.p_below, below, 1e-12);
  EXPECT_NEAR(test.p_two_sided, two_sided, 1e-12);
}

TEST(MannWhitney, SmallSamples_AreExact) {
  ExpectTest({1.10, 1.12, 1.11}, {1.00, 1.01, 1.02}, 9, 0.05, 1, 0.1);
  ExpectTest({1, 4, 6, 9}, {2, 3, 5, 7, 8}, 10, 0.5476190476190477, 0.5476190476190477, 1);
}

TEST(MannWhitney, TiesOrManyValues_AreNormal) {
  ExpectTest({1, 2, 2, 3}, {2, 3, 4}, 2.5, 0.9308188290598747, 0.13318996167124125, 0.2663799233424825);
  ExpectTest({0, 1, 2, 3, 4, 5, 6, 7, 8}, {4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5}, 10, 0.9969033409129778,
             0.004035743712634004, 0.008071487425268009);
}

TEST(MannWhitney, NothingOrAllEqual_IsNoEvidence) {
  EXPECT_EQ(TestByRanks({}, Values{1}).p_two_sided, 1);
  EXPECT_EQ(TestByRanks(Values{1}, {}).p_above, 1);
  EXPECT_EQ(TestByRanks(Values{2, 2, 2}, Values{2, 2}).p_two_sided, 1);
}

}  // namespace
}  // namespace assay
