#include "transforms/cuda/fused_preprocess_limit.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

ImageView Sized(int width, int height) { return {.width = width, .height = height, .row_stride = int64_t{3} * width}; }

TEST(PreprocessLimit, SizeThatStays_ReadsTheCropAndMultipliesOnce) {
  const ImageView image = Sized(256, 256);
  const PreprocessWork work = WorkOfPreprocess(&image, 1, {}, PreprocessType::kFloat16);
  EXPECT_EQ(work.bytes_read, 3 * 224 * 224);
  EXPECT_EQ(work.bytes_written, 3 * 224 * 224 * 2);
  EXPECT_EQ(work.products, 2 * 3 * 224 * 224);
}

// Halved exactly: target i covers source 2i - 1 to 2i + 2, of which the image's edges cut one off.
TEST(PreprocessLimit, Halved_CountsTheTapsByHand) {
  const ImageView image = Sized(8, 8);
  const ImageClassificationOptions options = {.crop_size = 4, .resize_size = 4};
  const PreprocessWork work = WorkOfPreprocess(&image, 1, options, PreprocessType::kFloat32);
  const int64_t taps = 3 + 4 + 4 + 3;
  EXPECT_EQ(work.bytes_read, 3 * 8 * 8);
  EXPECT_EQ(work.bytes_written, 3 * 4 * 4 * 4);
  EXPECT_EQ(work.products, 3 * (8 * taps + taps * 4));
  EXPECT_EQ(work.flops(), 2 * work.products);
}

TEST(PreprocessLimit, CropInTheMiddle_ReadsNoMarginButTheFilters) {
  const ImageView image = Sized(8, 8);
  const ImageClassificationOptions options = {.crop_size = 2, .resize_size = 4};
  const PreprocessWork work = WorkOfPreprocess(&image, 1, options, PreprocessType::kFloat32);
  EXPECT_EQ(work.bytes_read, 3 * 6 * 6);  // source 1 to 6: targets 1 and 2
}

TEST(PreprocessLimit, PaddedCrop_WritesMoreThanItComputes) {
  const ImageView image = Sized(4, 4);
  const ImageClassificationOptions options = {.crop_size = 10, .resize_size = 4};
  const PreprocessWork work = WorkOfPreprocess(&image, 1, options, PreprocessType::kFloat32);
  EXPECT_EQ(work.bytes_read, 3 * 4 * 4);
  EXPECT_EQ(work.bytes_written, 3 * 10 * 10 * 4);
}

TEST(PreprocessLimit, Batch_IsTheSumOfItsImages) {
  const ImageView images[2] = {Sized(500, 375), Sized(333, 640)};
  const PreprocessWork both = WorkOfPreprocess(images, 2, {}, PreprocessType::kFloat32);
  const PreprocessWork first = WorkOfPreprocess(images, 1, {}, PreprocessType::kFloat32);
  const PreprocessWork second = WorkOfPreprocess(images + 1, 1, {}, PreprocessType::kFloat32);
  EXPECT_EQ(both.bytes(), first.bytes() + second.bytes());
  EXPECT_EQ(both.products, first.products + second.products);
}

}  // namespace
}  // namespace assay
