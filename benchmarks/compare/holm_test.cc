#include "benchmarks/compare/holm.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Values = std::vector<double>;

TEST(HolmAdjusted, EachIsMultipliedByTheTestsLeft) {
  const Values adjusted = HolmAdjusted(Values{0.01, 0.04, 0.03});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.06);  // 0.04 alone, but not below the one before it
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
}

TEST(HolmAdjusted, OneAndNone_AreThemselves) {
  EXPECT_EQ(HolmAdjusted(Values{0.2}), Values{0.2});
  EXPECT_TRUE(HolmAdjusted({}).empty());
}

TEST(HolmAdjusted, NoneIsAboveOne) { EXPECT_EQ(HolmAdjusted(Values{0.7, 0.9}), (Values{1, 1})); }

}  // namespace
}  // namespace assay
