#include "tools/cuda/scalar_types.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace assay {
namespace {

float AsHalf(float value) { return ToFloat(FromFloat<Float16>(value)); }
float AsBfloat(float value) { return ToFloat(FromFloat<BFloat16>(value)); }

TEST(ScalarTypes, EveryStoredValue_ComesBackAsItWas) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const Float16 half{static_cast<uint16_t>(bits)};
    const BFloat16 bfloat{static_cast<uint16_t>(bits)};
    ASSERT_EQ(FromFloat<Float16>(ToFloat(half)).bits, (bits & 0x7FFF) > 0x7C00 ? 0x7FFF : bits);
    ASSERT_EQ(FromFloat<BFloat16>(ToFloat(bfloat)).bits, (bits & 0x7FFF) > 0x7F80 ? 0x7FFF : bits);
  }
}

// Between two neighbours: below the middle, the middle (to the even one), above the middle.
template <typename T>
void ExpectNearestEven(unsigned lower) {
  const float below = ToFloat(T{static_cast<uint16_t>(lower)}), above = ToFloat(T{static_cast<uint16_t>(lower + 1)});
  const double exact = (static_cast<double>(below) + above) / 2;
  const float middle = static_cast<float>(exact);
  ASSERT_EQ(middle, exact);
  ASSERT_EQ(FromFloat<T>(middle).bits, lower % 2 == 0 ? lower : lower + 1) << lower;
  ASSERT_EQ(FromFloat<T>(std::nextafter(middle, 0.0f)).bits, lower) << lower;
  ASSERT_EQ(FromFloat<T>(std::nextafter(middle, std::numeric_limits<float>::infinity())).bits, lower + 1) << lower;
}

TEST(ScalarTypes, BetweenNeighbours_RoundsToTheNearestAndHalvesToEven) {
  for (unsigned lower = 0; lower < 0x7BFF; ++lower) ExpectNearestEven<Float16>(lower);
  for (unsigned lower = 0; lower < 0x7F7F; ++lower) ExpectNearestEven<BFloat16>(lower);
}

TEST(ScalarTypes, BeyondTheLargest_IsInfinity) {
  EXPECT_EQ(AsHalf(65519.0f), 65504.0f);
  EXPECT_EQ(AsHalf(65520.0f), std::numeric_limits<float>::infinity());
  EXPECT_EQ(AsHalf(-1e30f), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(AsBfloat(std::numeric_limits<float>::max()), std::numeric_limits<float>::infinity());
  EXPECT_EQ(AsBfloat(-std::numeric_limits<float>::infinity()), -std::numeric_limits<float>::infinity());
}

TEST(ScalarTypes, NanAndSignedZero_StayWhatTheyAre) {
  EXPECT_TRUE(std::isnan(AsHalf(std::nanf(""))));
  EXPECT_TRUE(std::isnan(AsBfloat(-std::nanf(""))));
  EXPECT_TRUE(std::signbit(AsHalf(-0.0f)));
  EXPECT_TRUE(std::signbit(AsHalf(-1e-12f)));
  EXPECT_TRUE(std::signbit(AsBfloat(-0.0f)));
}

}  // namespace
}  // namespace assay
