#include <array>
#include <cstdlib>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/decode.h"
#include "transforms/encode_for_tests.h"

namespace assay {
namespace {

using testing::HasSubstr;

Bytes Flat(int pixels, const Bytes& color) {
  Bytes flat;
  for (int i = 0; i < pixels; ++i) flat.insert(flat.end(), color.begin(), color.end());
  return flat;
}

// A flat colour survives the encoder up to its own rounding.
void ExpectFlat(const JpegFile& file, const std::array<int, 3>& expected) {
  const absl::StatusOr<Image> image = DecodeImage(EncodeJpeg(file), "test.jpg");
  ASSERT_TRUE(image.ok()) << image.status();
  ASSERT_EQ(image->pixels.size(), size_t{3} * file.width * file.height);
  for (size_t i = 0; i < image->pixels.size(); ++i) ASSERT_NEAR(image->pixels[i], expected[i % 3], 2) << "byte " << i;
}

TEST(DecodeJpeg, GreyAndColour_AreRgb) {
  ExpectFlat({.channels = 1, .pixels = Flat(64, {77})}, {77, 77, 77});
  ExpectFlat({.pixels = Flat(64, {200, 100, 50})}, {200, 100, 50});
  ExpectFlat({.progressive = true, .pixels = Flat(64, {200, 100, 50})}, {200, 100, 50});
}

TEST(DecodeJpeg, OnePixelAndWideImages_AreRead) {
  ExpectFlat({.width = 1, .height = 1, .pixels = {200, 100, 50}}, {200, 100, 50});
  ExpectFlat({.width = 20000, .height = 10, .pixels = Flat(200000, {20, 100, 50})}, {20, 100, 50});
}

// Stored inverted, as Adobe does: 255 is no ink. Expected: ink covers, light = (1 - C)(1 - K).
TEST(DecodeJpeg, Cmyk_BecomesRgb) {
  ExpectFlat({.channels = 4, .pixels = Flat(64, {255, 128, 0, 255})}, {255, 128, 0});
  ExpectFlat({.channels = 4, .pixels = Flat(64, {255, 128, 0, 128})}, {128, 64, 0});
  ExpectFlat({.channels = 4, .pixels = Flat(64, {255, 255, 255, 0})}, {0, 0, 0});
}

TEST(DecodeJpeg, Ycck_BecomesRgb) {
  ExpectFlat({.channels = 4, .ycck = true, .pixels = Flat(64, {240, 128, 20, 128})}, {120, 64, 10});
}

TEST(DecodeJpeg, StrayBytesBetweenMarkers_AreSkipped) {
  Bytes file = EncodeJpeg({.pixels = Flat(64, {200, 100, 50})});
  file.insert(file.end() - 2, {0x12, 0x34});
  const absl::StatusOr<Image> image = DecodeImage(file, "test.jpg");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_NEAR(image->pixels[0], 200, 2);
}

// The size in the frame header, forged.
absl::Status DecodeWithClaimedSize(int width, int height) {
  Bytes file = EncodeJpeg({.pixels = Flat(64, {200, 100, 50})});
  for (size_t i = 0; i + 9 < file.size(); ++i) {
    if (file[i] != 0xff || file[i + 1] != 0xc0) continue;
    file[i + 5] = static_cast<uint8_t>(height >> 8), file[i + 6] = static_cast<uint8_t>(height);
    file[i + 7] = static_cast<uint8_t>(width >> 8), file[i + 8] = static_cast<uint8_t>(width);
    return DecodeImage(file, "bomb.jpg").status();
  }
  return absl::NotFoundError("no frame header");
}

TEST(DecodeJpeg, HeaderThatClaimsTooManyPixels_IsRefused) {
  const absl::Status status = DecodeWithClaimedSize(60000, 60000);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("bomb.jpg claims 60000x60000 pixels: the limit is 178956970"));
}

TEST(DecodeJpeg, HeaderThatClaimsMoreThanTheFileCanHold_IsRefused) {
  EXPECT_THAT(std::string(DecodeWithClaimedSize(13000, 13000).message()), HasSubstr("can't hold"));
}

TEST(DecodeJpeg, HeaderThatClaimsAFewRowsMore_IsDataLoss) {
  EXPECT_EQ(DecodeWithClaimedSize(8, 64).code(), absl::StatusCode::kDataLoss);
}

TEST(DecodeJpeg, ZeroSize_IsRefused) { EXPECT_EQ(DecodeWithClaimedSize(0, 8).code(), absl::StatusCode::kDataLoss); }

// Left half red, right half blue, each 8x8: where the red comes to lie tells the orientation.
TEST(DecodeJpeg, EveryExifOrientation_TurnsTheImageUpright) {
  Bytes pixels;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 16; ++x) {
      const Bytes color = x < 8 ? Bytes{250, 0, 0} : Bytes{0, 0, 250};
      pixels.insert(pixels.end(), color.begin(), color.end());
    }
  }
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big_endian : {false, true}) {
      SCOPED_TRACE(orientation);
      const absl::StatusOr<Image> image = DecodeImage(
          EncodeJpeg({.width = 16, .height = 8, .pixels = pixels, .exif = ExifBlock(orientation, big_endian)}),
          "test.jpg");
      ASSERT_TRUE(image.ok()) << image.status();
      ASSERT_EQ(image->width, orientation < 5 ? 16 : 8);
      ASSERT_EQ(image->height, orientation < 5 ? 8 : 16);
      const bool red_comes_last = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
      EXPECT_EQ(image->pixels.front() > 200, !red_comes_last);
      EXPECT_EQ(image->pixels.back() > 200, !red_comes_last);  // the last pixel's blue
    }
  }
}

}  // namespace
}  // namespace assay
