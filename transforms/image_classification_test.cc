#include "transforms/image_classification.h"

#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/pattern_for_tests.h"
#include "transforms/resize.h"

namespace assay {
namespace {

using testing::HasSubstr;

FloatImage Preprocess(const ImageView& image, const ImageClassificationOptions& options) {
  const absl::StatusOr<FloatImage> values = ImageClassification(options)(image);
  EXPECT_TRUE(values.ok()) << values.status();
  return values.value_or(FloatImage());
}

// Resize and crop in separate steps, each in its plainest form.
TEST(ImageClassification, Window_EqualsResizeThenCrop) {
  const Image image = Pattern(90, 60);
  const ImageClassificationOptions options = {
      .crop_size = 20, .resize_size = 30, .interpolation = Interpolation::kBicubic};
  const absl::StatusOr<Image> resized = Resize(image, 30, 45, Interpolation::kBicubic);
  ASSERT_TRUE(resized.ok()) << resized.status();
  const FloatImage values = Preprocess(image, options);
  ASSERT_EQ(values.values.size(), 3 * 20 * 20);
  for (int channel = 0; channel < 3; ++channel) {
    for (int y = 0; y < 20; ++y) {
      for (int x = 0; x < 20; ++x) {
        // The margins are 10 and 25 pixels; half of 25 is rounded to the even 12.
        const uint8_t level = resized->pixels[((5 + y) * 45 + 12 + x) * 3 + channel];
        ASSERT_EQ(values.values[(channel * 20 + y) * 20 + x],
                  (level / 255.0f - options.mean[channel]) / options.std[channel])
            << channel << "," << y << "," << x;
      }
    }
  }
}

TEST(ImageClassification, Stages_AreResizeCropAndTheAnswer) {
  const Image image = Pattern(90, 60);
  const ImageClassification preprocess({.crop_size = 20, .resize_size = 30});
  const absl::StatusOr<ImageClassificationStages> stages = preprocess.Stages(image);
  ASSERT_TRUE(stages.ok()) << stages.status();
  EXPECT_EQ(stages->resized.width, 45);
  EXPECT_EQ(stages->resized.pixels, Resize(image, 30, 45, Interpolation::kBilinear)->pixels);
  ASSERT_EQ(stages->cropped.width, 20);
  ASSERT_EQ(stages->cropped.height, 20);
  for (int i = 0; i < 20 * 20 * 3; ++i) {
    ASSERT_EQ(stages->cropped.pixels[i], stages->resized.pixels[((5 + i / 60) * 45 + 12) * 3 + i % 60]) << i;
  }
  EXPECT_EQ(stages->normalised.values, preprocess(image)->values);
}

TEST(ImageClassification, StagesOfABgrView_AreInRgb) {
  const Image image = Pattern(40, 30);
  Image reversed = image;
  for (size_t i = 0; i < reversed.pixels.size(); i += 3) std::swap(reversed.pixels[i], reversed.pixels[i + 2]);
  ImageView view = reversed;
  view.order = PixelOrder::kBgr;
  const ImageClassification preprocess({.crop_size = 16, .resize_size = 20});
  const auto expected = preprocess.Stages(image), actual = preprocess.Stages(view);
  ASSERT_TRUE(expected.ok() && actual.ok());
  EXPECT_EQ(actual->resized.pixels, expected->resized.pixels);
  EXPECT_EQ(actual->cropped.pixels, expected->cropped.pixels);
  EXPECT_EQ(actual->normalised.values, expected->normalised.values);
}

TEST(ImageClassification, StagesWhoseResizedImageIsTooLarge_AreRefusedAlthoughTheCropIsNot) {
  const Image line = {.width = 20000, .height = 1, .pixels = std::vector<uint8_t>(60000)};
  const ImageClassification preprocess({.crop_size = 4, .resize_size = 256});
  EXPECT_TRUE(preprocess(line).ok());
  EXPECT_THAT(std::string(preprocess.Stages(line).status().message()), HasSubstr("would have 5120000x256 pixels"));
}

TEST(ImageClassification, CropLargerThanTheImage_IsPaddedWithBlack) {
  const Image white = {.width = 1, .height = 1, .pixels = {255, 255, 255}};
  const FloatImage values = Preprocess(white, {.crop_size = 4, .resize_size = 1, .mean = {0, 0, 0}, .std = {1, 1, 1}});
  ASSERT_EQ(values.values.size(), 48);
  for (int i = 0; i < 48; ++i) EXPECT_EQ(values.values[i], i % 16 == 5 ? 1.0f : 0.0f) << i;
}

TEST(ImageClassification, BgrView_GivesTheSameValues) {
  const Image image = Pattern(40, 30);
  Image reversed = image;
  for (size_t i = 0; i < reversed.pixels.size(); i += 3) std::swap(reversed.pixels[i], reversed.pixels[i + 2]);
  ImageView view = reversed;
  view.order = PixelOrder::kBgr;
  const ImageClassificationOptions options = {.crop_size = 16, .resize_size = 20};
  EXPECT_EQ(Preprocess(view, options).values, Preprocess(image, options).values);
}

// The whole resized image would be 25,600,000 x 256 pixels: 20 GB.
TEST(ImageClassification, ExtremeAspectRatio_CostsNoMoreThanTheCrop) {
  const FloatImage values = Preprocess(Pattern(100'000, 1), {});
  EXPECT_EQ(values.values.size(), 3 * 224 * 224);
}

TEST(ImageClassification, WideImage_IsRead) {
  EXPECT_EQ(Preprocess(Pattern(20'000, 10), {}).values.size(), 3 * 224 * 224);
}

TEST(ImageClassification, OptionsOutOfRange_AreRefused) {
  const Image image = Pattern(4, 4);
  const auto refusal = [&](const ImageClassificationOptions& options) {
    const absl::Status status = ImageClassification(options)(image).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(refusal({.crop_size = 0}), HasSubstr("crop_size is 0"));
  EXPECT_THAT(refusal({.resize_size = -1}), HasSubstr("resize_size is -1"));
  EXPECT_THAT(refusal({.crop_size = 100'000}), HasSubstr("crop_size is 100000"));
  EXPECT_THAT(refusal({.std = {1, 0, 1}}), HasSubstr("channel 1 has mean 0.456 and std 0"));
  EXPECT_THAT(refusal({.mean = {0, 0, std::numeric_limits<float>::quiet_NaN()}}), HasSubstr("channel 2 has mean nan"));
}

TEST(ImageClassification, EmptyImage_IsRefused) {
  EXPECT_THAT(std::string(ImageClassification()(Image()).status().message()), HasSubstr("0x0 pixels"));
}

}  // namespace
}  // namespace assay
