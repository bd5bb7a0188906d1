// The twin against ImageClassification, in every layout and type, and against a resize in float64 that rounds nothing.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cuda/scalar_types.h"
#include "transforms/crop_plan.h"
#include "transforms/cuda/fused_preprocess.h"
#include "transforms/cuda/preprocess_cases_for_tests.h"

namespace assay {
namespace {

using testing::HasSubstr;

template <typename T>
std::vector<float> OnCpu(const ImagesForTests& images, const ImageClassificationOptions& options, PreprocessType type,
                         PreprocessLayout layout) {
  std::vector<T> values(images.views().size() * 3 * options.crop_size * options.crop_size);
  const absl::Status done = FusedPreprocessOnCpu(images.views().data(), images.views().size(), options,
                                                 {.values = values.data(), .type = type, .layout = layout});
  EXPECT_TRUE(done.ok()) << done;
  std::vector<float> floats;
  for (const T value : values) floats.push_back(ToFloat(value));
  return floats;
}

// NCHW from the preset, one image after the other.
std::vector<float> FromPreset(const ImagesForTests& images, const ImageClassificationOptions& options) {
  std::vector<float> values;
  for (const ImageView& view : images.views()) {
    const absl::StatusOr<FloatImage> image = ImageClassification(options)(view);
    EXPECT_TRUE(image.ok()) << image.status();
    if (image.ok()) values.insert(values.end(), image->values.begin(), image->values.end());
  }
  return values;
}

std::vector<float> ChannelsLast(const std::vector<float>& values, size_t images) {
  std::vector<float> moved(values.size());
  const size_t plane = values.size() / images / 3;
  for (size_t i = 0; i < values.size(); ++i) {
    moved[i / (3 * plane) * 3 * plane + i % plane * 3 + i / plane % 3] = values[i];
  }
  return moved;
}

TEST(FusedPreprocessCpu, EveryCase_EqualsThePreset) {
  for (const PreprocessCase& test : PreprocessCases()) {
    const ImagesForTests images(test.images);
    const std::vector<float> expected = FromPreset(images, test.options);
    EXPECT_EQ(OnCpu<float>(images, test.options, PreprocessType::kFloat32, PreprocessLayout::kNchw), expected)
        << test.name;
    EXPECT_EQ(OnCpu<float>(images, test.options, PreprocessType::kFloat32, PreprocessLayout::kNhwc),
              ChannelsLast(expected, images.views().size()))
        << test.name;
  }
}

TEST(FusedPreprocessCpu, SixteenBits_AreThePresetsRounded) {
  const ImagesForTests images({{75, 50}, {33, 61, 1, 2, PixelOrder::kBgr}});
  const ImageClassificationOptions options = OptionsForTests(40, 33, Interpolation::kBicubic);
  std::vector<float> half = FromPreset(images, options), bfloat = half;
  for (float& value : half) value = ToFloat(FromFloat<Float16>(value));
  for (float& value : bfloat) value = ToFloat(FromFloat<BFloat16>(value));
  EXPECT_EQ(OnCpu<Float16>(images, options, PreprocessType::kFloat16, PreprocessLayout::kNchw), half);
  EXPECT_EQ(OnCpu<BFloat16>(images, options, PreprocessType::kBfloat16, PreprocessLayout::kNchw), bfloat);
}

// Weights of one target of a resize in real numbers, from the definition of the filters.
std::vector<double> RealWeights(int source, int64_t target, int64_t i, bool bicubic) {
  const double scale = static_cast<double>(source) / target, wide = std::max(scale, 1.0), center = (i + 0.5) * scale;
  std::vector<double> weights(source);
  double sum = 0;
  for (int x = 0; x < source; ++x) {
    const double t = std::abs((x + 0.5 - center) / wide);
    if (!bicubic) weights[x] = std::max(0.0, 1 - t);
    if (bicubic && t < 2)
      weights[x] = t < 1 ? 1.5 * t * t * t - 2.5 * t * t + 1 : -0.5 * (t * t * t - 5 * t * t + 8 * t - 4);
    sum += weights[x];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

double RealLevel(const ImageView& image, const CropPlan& plan, int y, int x, int channel, bool bicubic) {
  const std::vector<double> rows = RealWeights(image.height, plan.target_height, plan.rows.begin + y, bicubic);
  const std::vector<double> columns = RealWeights(image.width, plan.target_width, plan.columns.begin + x, bicubic);
  double level = 0;
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; rows[row] != 0 && column < image.width; ++column) {
      level += rows[row] * columns[column] * image.data[row * image.row_stride + 3 * column + channel];
    }
  }
  return std::clamp(level, 0.0, 255.0);
}

// Rounding between the passes and after: half a level each; the first one's weighs up to the sum of |weights|,
// below 1.5. Where the first pass leaves [0, 255] it is cut off, which the real resize is not: only the linear filter
// never does.
TEST(FusedPreprocessCpu, LinearResize_IsWithinOneLevelOfRealNumbers) {
  const ImagesForTests images({{75, 50}, {20, 31, 1}, {9, 9}});
  const ImageClassificationOptions options = {.crop_size = 12, .resize_size = 17, .mean = {}, .std = {1, 1, 1}};
  const std::vector<float> values = OnCpu<float>(images, options, PreprocessType::kFloat32, PreprocessLayout::kNhwc);
  for (int i = 0; i < 3 * 12 * 12 * 3; ++i) {
    const int y = i / 36 % 12, x = i / 3 % 12;
    const ImageView& view = images.views()[i / (12 * 36)];
    const double level = RealLevel(view, PlanCrop(view.height, view.width, 17, 12), y, x, i % 3, false);
    ASSERT_NEAR(values[i] * 255, level, 1.0 + 1e-3) << i;
  }
}

// A gentle image: no overshoot, so that the cubic filter compares too.
TEST(FusedPreprocessCpu, CubicResizeOfASmoothImage_IsWithinARoundingOfRealNumbers) {
  Image image = {.width = 60, .height = 45};
  for (int i = 0; i < 60 * 45 * 3; ++i) {
    image.pixels.push_back(static_cast<uint8_t>(120 + 60 * std::sin(i / 3 % 60 / 9.0) + 40 * std::cos(i / 180 / 7.0)));
  }
  const ImageView view = image;
  const ImageClassificationOptions options = {
      .crop_size = 20, .resize_size = 25, .interpolation = Interpolation::kBicubic, .mean = {}, .std = {1, 1, 1}};
  std::vector<float> values(3 * 20 * 20);
  ASSERT_TRUE(FusedPreprocessOnCpu(&view, 1, options, {.values = values.data()}).ok());
  for (int i = 0; i < 3 * 20 * 20; ++i) {
    const double level = RealLevel(view, PlanCrop(45, 60, 25, 20), i / 20 % 20, i % 20, i / 400, true);
    ASSERT_NEAR(values[i] * 255, level, 0.5 + 0.5 * 1.3 + 1e-3) << i;
  }
}

std::string Refusal(const ImageView* images, int64_t count, const ImageClassificationOptions& options,
                    const PreprocessOutput& output) {
  const absl::Status done = FusedPreprocessOnCpu(images, count, options, output);
  EXPECT_EQ(done.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(PlanPreprocess(images, count, options, output).status(), done);
  return std::string(done.message());
}

TEST(FusedPreprocessCpu, WrongArguments_AreRefusedAndNothingIsWritten) {
  const ImagesForTests images({{4, 3}, {2, 2}});
  std::vector<ImageView> views = images.views();
  std::vector<float> values(2 * 3 * 4, 7.0f);
  const ImageClassificationOptions options = OptionsForTests(2, 2, Interpolation::kBilinear);
  const PreprocessOutput output = {.values = values.data()};
  EXPECT_THAT(Refusal(views.data(), -1, options, output), HasSubstr("count is -1"));
  EXPECT_THAT(Refusal(nullptr, 2, options, output), HasSubstr("table of images is null"));
  EXPECT_THAT(Refusal(views.data(), 2, options, {}), HasSubstr("values are null"));
  EXPECT_THAT(Refusal(views.data(), 2, options, {.values = reinterpret_cast<char*>(values.data()) + 2}),
              HasSubstr("no multiple of 4"));
  EXPECT_THAT(Refusal(views.data(), 2, OptionsForTests(0, 2, Interpolation::kBilinear), output),
              HasSubstr("resize_size"));
  ImageClassificationOptions flat = options;
  flat.std[1] = 0.0f;
  EXPECT_THAT(Refusal(views.data(), 2, flat, output), HasSubstr("std other than 0"));
  flat.std[1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(Refusal(views.data(), 2, flat, output), HasSubstr("std other than 0"));
  views[1].data = nullptr;
  EXPECT_THAT(Refusal(views.data(), 2, options, output), HasSubstr("image 1: the image's data is null"));
  views[1] = views[0];
  views[1].row_stride = 11;
  EXPECT_THAT(Refusal(views.data(), 2, options, output), HasSubstr("image 1: the image's row_stride"));
  EXPECT_EQ(values, std::vector<float>(values.size(), 7.0f));
}

TEST(FusedPreprocessCpu, NoImages_AreNothingToDo) {
  EXPECT_TRUE(FusedPreprocessOnCpu(nullptr, 0, {}, {}).ok());
  const auto batches = PlanPreprocess(nullptr, 0, {}, {});
  ASSERT_TRUE(batches.ok());
  EXPECT_TRUE(batches->empty());
}

// More than 2^31 values: the plan counts in 64 bits. Nothing is read or written here.
TEST(FusedPreprocessCpu, HugeBatch_IsPlannedInLaunches) {
  const std::vector<ImageView> views(20'000, ImagesForTests({{4, 3}}).views()[0]);
  unsigned char* const values = reinterpret_cast<unsigned char*>(uintptr_t{1} << 40);
  const auto batches =
      PlanPreprocess(views.data(), views.size(), {}, {.values = values, .type = PreprocessType::kFloat16});
  ASSERT_TRUE(batches.ok()) << batches.status();
  ASSERT_EQ(batches->size(), 157u);
  EXPECT_EQ(batches->back().count, 20'000 - 156 * kImagesPerLaunch);
  EXPECT_EQ(static_cast<unsigned char*>(batches->back().output) - values,
            int64_t{156} * kImagesPerLaunch * 3 * 224 * 224 * 2);
}

TEST(FusedPreprocessCpu, SharedMemory_FitsAnA100WhateverTheScale) {
  for (const int side : {1, 100, 256, 1000, 4000, 13'000}) {
    for (const Interpolation interpolation : {Interpolation::kBilinear, Interpolation::kBicubic}) {
      const uint8_t pixel = 0;
      const ImageView view = {.data = &pixel, .width = side, .height = side, .row_stride = int64_t{3} * side};
      ImageClassificationOptions options;
      options.interpolation = interpolation;
      float values;
      const auto batches = PlanPreprocess(&view, 1, options, {.values = &values});
      ASSERT_TRUE(batches.ok());
      EXPECT_LE(fused_preprocess::SharedBytes(batches->front()), 99 * 1024) << "two blocks on a multiprocessor";
    }
  }
}

}  // namespace
}  // namespace assay
