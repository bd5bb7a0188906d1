#include "transforms/resample.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "transforms/pattern_for_tests.h"

namespace assay {
namespace {

constexpr Interpolation kInterpolations[] = {Interpolation::kBilinear, Interpolation::kBicubic};

struct Size {
  int width;
  int height;
};

ResampleWindow Whole(Size size) {
  return {.target_height = size.height, .target_width = size.width, .height = size.height, .width = size.width};
}

Image Crop(const Image& image, const ResampleWindow& window) {
  Image crop = {.width = window.width, .height = window.height};
  for (int row = 0; row < window.height; ++row) {
    const auto begin = image.pixels.begin() + kPixelBytes * ((window.top + row) * image.width + window.left);
    crop.pixels.insert(crop.pixels.end(), begin, begin + kPixelBytes * window.width);
  }
  return crop;
}

TEST(Resample, Window_EqualsTheCropOfTheWhole) {
  const Image image = Pattern(61, 43);
  for (const Interpolation interpolation : kInterpolations) {
    for (const Size target : {Size{33, 21}, Size{61, 20}, Size{30, 43}, Size{61, 43}, Size{200, 97}}) {
      const Image whole = Resample(image, Whole(target), interpolation);
      ResampleWindow window = Whole(target);
      window.top = 3, window.left = 7, window.height = 11, window.width = 13;
      EXPECT_EQ(Resample(image, window, interpolation).pixels, Crop(whole, window).pixels)
          << target.width << "x" << target.height;
    }
  }
}

// The pixels stand at the end of an allocation of exactly their size: under ASan this also shows that no pass reads
// past.
TEST(Resample, Avx2Passes_EqualTheScalarOnes) {
  if (Avx2Passes() == nullptr) {
    EXPECT_EQ(&FastestPasses(), &ScalarPasses());
    return;
  }
  EXPECT_EQ(&FastestPasses(), Avx2Passes());
  for (const Interpolation interpolation : kInterpolations) {
    for (const Size source : {Size{1, 1}, Size{2, 3}, Size{5, 7}, Size{64, 9}, Size{333, 50}}) {
      const Image image = Pattern(source.width, source.height);
      for (const Size target : {Size{1, 1}, Size{3, 2}, Size{11, 16}, Size{37, 5}, Size{400, 61}}) {
        EXPECT_EQ(Resample(image, Whole(target), interpolation, *Avx2Passes()).pixels,
                  Resample(image, Whole(target), interpolation, ScalarPasses()).pixels)
            << source.width << "x" << source.height << " to " << target.width << "x" << target.height;
      }
    }
  }
}

// Bicubic weights below 0 push sums out of the levels' range on both sides.
TEST(Resample, SharpEdges_StopAtBlackAndWhite) {
  Image edge = {.width = 8, .height = 8};
  for (int i = 0; i < 64; ++i) edge.pixels.insert(edge.pixels.end(), kPixelBytes, i % 8 < 4 ? 0 : 255);
  for (const ResamplePasses& passes : {ScalarPasses(), FastestPasses()}) {
    const Image larger = Resample(edge, Whole({80, 8}), Interpolation::kBicubic, passes);
    EXPECT_TRUE(std::is_sorted(larger.pixels.begin(), larger.pixels.begin() + 80 * kPixelBytes));
    EXPECT_EQ(larger.pixels.front(), 0);
    EXPECT_EQ(larger.pixels[80 * kPixelBytes - 1], 255);
  }
}

// Bilinear from 2 to 4 by hand: centres at 0.25, 0.75, 1.25, 1.75 of pixels whose centres are 0.5 and 1.5.
TEST(ComputeAxisWeights, TwoToFour_AreQuarters) {
  const AxisWeights weights =
      ComputeAxisWeights({.source_size = 2, .target_size = 4, .begin = 0, .count = 4}, Interpolation::kBilinear);
  constexpr int32_t kOne = 1 << kWeightBits;
  EXPECT_EQ(weights.taps, (std::vector<int>{1, 2, 2, 1}));
  EXPECT_EQ(weights.of(0)[0], kOne);
  EXPECT_EQ(weights.of(1)[0], kOne / 4 * 3);
  EXPECT_EQ(weights.of(1)[1], kOne / 4);
  EXPECT_EQ(weights.of(2)[0], kOne / 4);
  EXPECT_EQ(weights.first[3], 1);
}

}  // namespace
}  // namespace assay
