#include "harness/accuracy/image_bits.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(ImageBits, EveryCountAroundABytesEnd_ComesBack) {
  std::mt19937 random(1);
  for (size_t count = 0; count < 70; ++count) {
    std::vector<bool> bits(count);
    for (size_t i = 0; i < count; ++i) bits[i] = random() % 4 != 0;
    EXPECT_EQ(UnpackBits(PackBits(bits), static_cast<int64_t>(count)).value(), bits) << count;
  }
}

TEST(ImageBits, FiftyThousandImages_FitALineOfAFewKilobytes) {
  std::mt19937 random(2);
  std::vector<bool> bits(50000);
  for (size_t i = 0; i < bits.size(); ++i) bits[i] = random() % 100 < 72;
  const std::string text = PackBits(bits);
  EXPECT_LT(text.size(), 8500u);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_TRUE(UnpackBits(text, 50000).value() == bits);
}

TEST(ImageBits, WhatIsDamaged_IsRefused) {
  const std::string text = PackBits(std::vector<bool>(100, true));
  for (const int64_t count : {int64_t{-1}, int64_t{0}, int64_t{92}, int64_t{109}, int64_t{1'000'000'000'000}})
    EXPECT_FALSE(UnpackBits(text, count).ok()) << count;
  EXPECT_FALSE(UnpackBits("", 100).ok());
  EXPECT_FALSE(UnpackBits("???", 100).ok());
  EXPECT_FALSE(UnpackBits(text.substr(0, text.size() - 4), 100).ok());
  for (size_t i = 4; i < text.size() - 2; ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    const auto bits = UnpackBits(other, 100);
    EXPECT_TRUE(!bits.ok() || *bits == std::vector<bool>(100, true)) << i;
  }
}

}  // namespace
}  // namespace assay
