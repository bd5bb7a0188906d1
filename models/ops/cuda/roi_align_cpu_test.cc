#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/testing/buffer.h"
#include "models/ops/cuda/testing/roi_align_cases.h"

namespace assay {
namespace {

constexpr FeatureMaps kFourByFive = {.images = 1, .channels = 1, .height = 4, .width = 5};

// One region of a map whose pixel (y, x) holds 10 y + x.
std::vector<float> OnRamp(std::vector<float> roi, RoiAlign align) {
  std::vector<float> input(20), output(align.pooled_height * align.pooled_width, -1.0f);
  for (int i = 0; i < 20; ++i) input[i] = static_cast<float>(i / 5 * 10 + i % 5);
  align.input = input.data(), align.rois = roi.data(), align.count = 1, align.output = output.data();
  EXPECT_TRUE(RoiAlignOnCpu(kFourByFive, align));
  return output;
}

TEST(RoiAlign, Ramp_IsReadAtTheBinsCentres) {
  // From (1, 1) to (3, 3): bins of 1 x 1 around 1.5 and 2.5.
  EXPECT_EQ(OnRamp({0, 1, 1, 3, 3}, {.pooled_height = 2, .pooled_width = 2, .sampling_ratio = 1}),
            (std::vector<float>{16.5f, 17.5f, 26.5f, 27.5f}));
  EXPECT_EQ(OnRamp({0, 1, 1, 3, 3}, {.pooled_height = 2, .pooled_width = 2, .sampling_ratio = 2}),
            (std::vector<float>{16.5f, 17.5f, 26.5f, 27.5f}));
  EXPECT_EQ(OnRamp({0, 1, 1, 3, 3}, {.pooled_height = 2, .pooled_width = 2, .sampling_ratio = 1, .aligned = true}),
            (std::vector<float>{11.0f, 12.0f, 21.0f, 22.0f}));
}

TEST(RoiAlign, RegionWithoutSize_IsAPixelUnlessAligned) {
  EXPECT_EQ(OnRamp({0, 1, 1, 1, 1}, {.sampling_ratio = 1}), (std::vector<float>{16.5f}));
  EXPECT_EQ(OnRamp({0, 2, 2, 2, 2}, {.sampling_ratio = 1, .aligned = true}), (std::vector<float>{16.5f}));
  EXPECT_EQ(OnRamp({0, 2, 2, 2, 2}, {.sampling_ratio = 0, .aligned = true}), (std::vector<float>{0.0f}));  // no sample
}

TEST(RoiAlign, Edges_AreRepeatedForAPixelAndThenZero) {
  EXPECT_EQ(OnRamp({0, 4.25f, 3.25f, 5.25f, 4.25f}, {.sampling_ratio = 1}), (std::vector<float>{34.0f}));
  EXPECT_EQ(OnRamp({0, -1.25f, -1.25f, -0.25f, -0.25f}, {.sampling_ratio = 1}), (std::vector<float>{0.0f}));
  EXPECT_EQ(OnRamp({0, 5, 1, 6, 2}, {.sampling_ratio = 1}), (std::vector<float>{0.0f}));  // 5.5 is beyond 5
}

TEST(RoiAlign, Scale_MultipliesTheRegion) {
  EXPECT_EQ(
      OnRamp({0, 4, 4, 12, 12}, {.pooled_height = 2, .pooled_width = 2, .spatial_scale = 0.25f, .sampling_ratio = 1}),
      (std::vector<float>{16.5f, 17.5f, 26.5f, 27.5f}));
}

TEST(RoiAlign, ImageOrNumbersThatDoNotExist_GiveNan) {
  for (const std::vector<float>& roi : {std::vector<float>{1, 0, 0, 1, 1},
                                        {-1, 0, 0, 1, 1},
                                        {NAN, 0, 0, 1, 1},
                                        {0, NAN, 0, 1, 1},
                                        {0, 0, 0, INFINITY, 1},
                                        {0, 0, -3e38f, 1, 3e38f},
                                        {0, 0, 0, 1, 1e9f}}) {
    EXPECT_TRUE(std::isnan(OnRamp(roi, {})[0])) << roi[0] << " " << roi[3];
  }
  EXPECT_FALSE(std::isnan(OnRamp({0, 0, 0, 1, 1}, {})[0]));
}

// The mean of a bin's samples in float64, from the definition.
double Exact(const RoiAlignCase& test, const float* roi, int64_t row, int64_t column, auto pixel) {
  const RoiAlign& align = test.align;
  const double offset = align.aligned ? 0.5 : 0.0, scale = align.spatial_scale;
  const double x = roi[1] * scale - offset, y = roi[2] * scale - offset;
  double width = roi[3] * scale - offset - x, height = roi[4] * scale - offset - y;
  if (!align.aligned) width = std::max(width, 1.0), height = std::max(height, 1.0);
  const double bin_width = width / align.pooled_width, bin_height = height / align.pooled_height;
  const int64_t rows = align.sampling_ratio > 0 ? align.sampling_ratio : std::ceil(bin_height);
  const int64_t columns = align.sampling_ratio > 0 ? align.sampling_ratio : std::ceil(bin_width);
  double sum = 0.0;
  for (int64_t i = 0; i < rows * columns; ++i) {
    double sy = y + bin_height * (row + (i / columns + 0.5) / rows),
           sx = x + bin_width * (column + (i % columns + 0.5) / columns);
    if (sy < -1 || sy > test.maps.height || sx < -1 || sx > test.maps.width) continue;
    sy = std::clamp<double>(sy, 0, test.maps.height - 1), sx = std::clamp<double>(sx, 0, test.maps.width - 1);
    const int64_t top = static_cast<int64_t>(sy), left = static_cast<int64_t>(sx);
    const int64_t bottom = std::min(top + 1, test.maps.height - 1), right = std::min(left + 1, test.maps.width - 1);
    sum += (pixel(top, left) * (1 - (sx - left)) + pixel(top, right) * (sx - left)) * (1 - (sy - top)) +
           (pixel(bottom, left) * (1 - (sx - left)) + pixel(bottom, right) * (sx - left)) * (sy - top);
  }
  return sum / std::max<int64_t>(rows * columns, 1);
}

template <typename T>
void ExpectNearFloat64(const RoiAlignCase& test) {
  RoiAlignBuffers<T> buffers(test);
  RoiAlign align = test.align;
  align.input = buffers.input.data(), align.rois = buffers.rois.data(), align.output = buffers.output.data();
  ASSERT_TRUE(RoiAlignOnCpu(test.maps, align));
  const bool planes = test.maps.layout == Layout::kNchw;
  const int64_t channels = test.maps.channels, bins = align.pooled_height * align.pooled_width;
  for (int64_t i = 0; i < buffers.output.count(); ++i) {
    const int64_t roi = i / (channels * bins), within = i % (channels * bins);
    const int64_t channel = planes ? within / bins : within % channels,
                  bin = planes ? within % bins : within / channels;
    const float* numbers = &buffers.rois[roi * 5];
    const auto pixel = [&](int64_t y, int64_t x) -> double {
      const int64_t image = static_cast<int64_t>(numbers[0]) * channels * test.maps.plane(),
                    place = y * test.maps.width + x;
      return ToFloat(
          buffers.input[image + (planes ? channel * test.maps.plane() + place : place * channels + channel)]);
    };
    const double expected = Exact(test, numbers, bin / align.pooled_width, bin % align.pooled_width, pixel);
    // float32's places are off by some units of the map's size; then the type's own rounding.
    const double rounding = sizeof(T) == 4 ? 0.0 : std::abs(expected) / (std::is_same_v<T, Float16> ? 2048 : 256);
    ASSERT_NEAR(ToFloat(buffers.output[i]), expected, 4e-5 + rounding) << i;
  }
  EXPECT_TRUE(buffers.output.GuardsHold());
}

TEST(RoiAlign, EveryVariant_IsNearFloat64) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      for (int64_t ratio : {-1, 0, 1, 2, 3}) {
        for (bool aligned : {false, true}) {
          RoiAlign align = {
              .count = 9, .pooled_height = 7, .pooled_width = 5, .spatial_scale = 0.25f, .sampling_ratio = ratio};
          align.aligned = aligned;
          WithElementType(type, [&](auto zero) {
            ExpectNearFloat64<decltype(zero)>({.maps = {2, 3, 20, 31, layout, type}, .align = align});
          });
        }
      }
    }
  }
}

TEST(RoiAlign, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const float input = 1.0f, roi[5] = {0, 0, 0, 1, 1};
  float output = 7.0f;
  const FeatureMaps one = {.images = 1, .channels = 1, .height = 1, .width = 1};
  const RoiAlign valid = {.input = &input, .rois = roi, .count = 1, .output = &output};
  RoiAlign align = valid;
  align.pooled_width = 0;
  EXPECT_FALSE(RoiAlignOnCpu(one, align));
  align = valid, align.count = -1;
  EXPECT_FALSE(RoiAlignOnCpu(one, align));
  align = valid, align.rois = nullptr;
  EXPECT_FALSE(RoiAlignOnCpu(one, align));
  align = valid, align.sampling_ratio = kMostRoiSamples + 1;
  EXPECT_FALSE(RoiAlignOnCpu(one, align));
  align = valid, align.output = reinterpret_cast<char*>(&output) + 2;
  EXPECT_FALSE(RoiAlignOnCpu(one, align));
  EXPECT_FALSE(RoiAlignOnCpu({.images = 1, .channels = 1, .height = 0, .width = 1}, valid));
  EXPECT_EQ(output, 7.0f);
  EXPECT_TRUE(RoiAlignOnCpu(one, {.count = 0}));
}

TEST(RoiAlignWork, PixelsOfTwoRegions_CountOnce) {
  // Samples at (1.5, 1.5) twice: 4 pixels.
  const float rois[] = {0, 1, 1, 2, 2, 0, 1, 1, 2, 2, 5, 1, 1, 2, 2};
  RoiAlign align = {.rois = rois, .count = 2, .sampling_ratio = 1};
  FeatureMaps maps = {.images = 1, .channels = 3, .height = 4, .width = 5};
  EXPECT_EQ(RoiAlignWork(maps, align).bytes, (4 * 3 + 2 * 3) * 4 + 40);
  EXPECT_EQ(RoiAlignWork(maps, align).flops, 2 * 3 * 8);
  align.count = 3;  // the third is of no image
  EXPECT_EQ(RoiAlignWork(maps, align).bytes, (4 * 3 + 3 * 3) * 4 + 60);
  EXPECT_EQ(RoiAlignWork(maps, align).flops, 2 * 3 * 8);
}

}  // namespace
}  // namespace assay
