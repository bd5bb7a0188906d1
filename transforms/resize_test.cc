#include "transforms/resize.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/pattern_for_tests.h"

namespace assay {
namespace {

using testing::Each;
using testing::HasSubstr;

TEST(Resize, SameSize_CopiesThePixels) {
  const Image image = Pattern(17, 9);
  const absl::StatusOr<Image> resized = Resize(image, 9, 17, Interpolation::kBicubic);
  ASSERT_TRUE(resized.ok()) << resized.status();
  EXPECT_EQ(resized->pixels, image.pixels);
}

TEST(Resize, OnePixelImage_FillsTheTarget) {
  const Image image = {.width = 1, .height = 1, .pixels = {42, 42, 42}};
  const absl::StatusOr<Image> resized = Resize(image, 7, 5, Interpolation::kBicubic);
  ASSERT_TRUE(resized.ok()) << resized.status();
  EXPECT_EQ(resized->pixels.size(), 7 * 5 * 3);
  EXPECT_THAT(resized->pixels, Each(42));
}

// Two pixels a row in a buffer of 8 bytes a row, blue first, as a camera gives them.
TEST(Resize, StridedBgrBuffer_GivesRgbAndSkipsThePadding) {
  const uint8_t buffer[] = {3, 2, 1, 6, 5, 4, 99, 99, 9, 8, 7, 12, 11, 10};
  const ImageView view = {.data = buffer, .width = 2, .height = 2, .row_stride = 8, .order = PixelOrder::kBgr};
  const absl::StatusOr<Image> resized = Resize(view, 2, 2, Interpolation::kBilinear);
  ASSERT_TRUE(resized.ok()) << resized.status();
  EXPECT_EQ(resized->pixels, (std::vector<uint8_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  const absl::StatusOr<Image> mean = Resize(view, 1, 1, Interpolation::kBilinear);
  ASSERT_TRUE(mean.ok()) << mean.status();
  EXPECT_EQ(mean->pixels.size(), 3);
  EXPECT_LT(mean->pixels[0], mean->pixels[2]);
}

TEST(Resize, TargetOutOfRange_IsRefused) {
  const Image image = Pattern(4, 4);
  for (const auto& [height, width] : {std::pair{0, 4}, {4, -1}, {1'000'001, 1}, {20'000, 20'000}}) {
    const absl::Status status = Resize(image, height, width, Interpolation::kBilinear).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("can't resize to"));
  }
}

TEST(Resize, ViewsThatCannotBeRead_AreRefused) {
  const Image image = Pattern(4, 4);
  const auto refusal = [](const ImageView& view) {
    return std::string(Resize(view, 2, 2, Interpolation::kBilinear).status().message());
  };
  EXPECT_THAT(refusal(Image()), HasSubstr("0x0 pixels"));
  EXPECT_THAT(refusal({.data = image.pixels.data(), .width = 4, .height = 4, .row_stride = 11}),
              HasSubstr("row_stride is 11 bytes: a row of 4 pixels has 12"));
  EXPECT_THAT(refusal({.width = 4, .height = 4, .row_stride = 12}), HasSubstr("null"));
  EXPECT_THAT(refusal({.data = image.pixels.data(), .width = 20'000, .height = 20'000, .row_stride = 60'000}),
              HasSubstr("the limit is 178956970"));
}

}  // namespace
}  // namespace assay
