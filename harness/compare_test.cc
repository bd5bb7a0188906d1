#include "harness/compare.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Doubles = std::vector<double>;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Difference Compare(const Doubles& expected, const Doubles& actual, double scale = 1) {
  return CompareValues(expected, actual, scale);
}

TEST(CompareValues, EqualNumbers_AreWithinZero) {
  EXPECT_TRUE(Compare({1, -2, 3}, {1, -2, 3}).Within(0));
  EXPECT_EQ(Compare({1, -2, 3}, {1, -2, 3}).Describe({}, 0), "equal");
}

TEST(CompareValues, OneBadElement_IsNamedWithBothValues) {
  const Difference difference = Compare({1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5.5, 6}, 2);
  EXPECT_FALSE(difference.Within(0.2));
  EXPECT_TRUE(difference.Within(0.25));
  EXPECT_EQ(difference.index, 4);
  EXPECT_EQ(difference.expected, 5);
  EXPECT_EQ(difference.actual, 5.5);
  EXPECT_EQ(difference.absolute, 0.5);
  EXPECT_EQ(difference.relative, 0.25);
  EXPECT_EQ(difference.Describe({2, 3}, 1e-9),
            "largest difference 0.5 at [1, 1] (expected 5, got 5.5; 0.25 of the root mean square, tolerance 1e-09)");
}

TEST(CompareValues, LargestOfSeveral_IsTheOneReported) { EXPECT_EQ(Compare({0, 0, 0}, {0.1, -0.3, 0.2}).index, 1); }

TEST(CompareValues, NaNOnOneSide_IsNeverWithin) {
  EXPECT_FALSE(Compare({1, 2}, {1, kNaN}).Within(1e300));
  EXPECT_FALSE(Compare({1, kNaN}, {1, 2}).Within(1e300));
  EXPECT_EQ(Compare({1, 2}, {1, kNaN}).index, 1);
}

TEST(CompareValues, NaNOnBothSides_IsEqual) { EXPECT_TRUE(Compare({kNaN}, {kNaN}).Within(0)); }

TEST(CompareValues, Infinities_AreEqualOnlyToTheirOwnKind) {
  EXPECT_TRUE(Compare({kInfinity}, {kInfinity}).Within(0));
  EXPECT_FALSE(Compare({kInfinity}, {-kInfinity}).Within(1e300));
  EXPECT_FALSE(Compare({kInfinity}, {1}).Within(1e300));
}

TEST(CompareValues, InfinityThatWasExpected_HidesNoOtherDifference) {
  EXPECT_FALSE(Compare({kInfinity, 1}, {kInfinity, 2}, kInfinity).Within(0.5));
  EXPECT_FALSE(Compare({kNaN, 1}, {kNaN, 2}, kNaN).Within(0.5));
}

TEST(CompareValues, OtherCount_IsNeverWithin) {
  EXPECT_FALSE(Compare({1, 2, 3}, {1, 2}).Within(kInfinity));
  EXPECT_FALSE(Compare({}, {1}).Within(kInfinity));
  EXPECT_EQ(Compare({1, 2, 3}, {1, 2}).Describe({}, 0), "expected 3 numbers, got 2");
}

TEST(CompareValues, ZeroScale_CountsAbsolutely) { EXPECT_EQ(Compare({0, 0}, {0, 0.5}, 0).relative, 0.5); }

TEST(RootMeanSquare, KnownValues_AreExact) {
  EXPECT_EQ(RootMeanSquare(Doubles{3, 4, 0, 0}), 2.5);
  EXPECT_EQ(RootMeanSquare(Doubles{}), 0);
}

TEST(Position, FlatIndex_BecomesCoordinates) {
  EXPECT_EQ(Position(967, {2, 1000}), "[0, 967]");
  EXPECT_EQ(Position(1967, {2, 1000}), "[1, 967]");
  EXPECT_EQ(Position(7, {}), "[7]");
}

}  // namespace
}  // namespace assay
