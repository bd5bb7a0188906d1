#include <algorithm>
#include <cstring>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/decode.h"
#include "transforms/encode_for_tests.h"

namespace assay {
namespace {

using testing::HasSubstr;

void ExpectPixels(const PngFile& file, const Bytes& expected) {
  const absl::StatusOr<Image> image = DecodeImage(EncodePng(file), "test.png");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->width, file.width);
  EXPECT_EQ(image->height, file.height);
  EXPECT_EQ(image->pixels, expected);
}

Bytes Varied(size_t size) {
  Bytes bytes(size);
  uint32_t state = 1;
  for (size_t i = 0; i < size; ++i) {
    state = state * 1664525 + 1013904223;
    bytes[i] = i % 5 == 0 ? static_cast<uint8_t>(i) : static_cast<uint8_t>(state >> 24);
  }
  return bytes;
}

TEST(DecodePng, Grey_IsRepeatedInEachChannel) {
  ExpectPixels({.width = 2, .color_type = 0, .rows = {7, 200}}, {7, 7, 7, 200, 200, 200});
}

TEST(DecodePng, GreyOfOneAndTwoBits_IsScaledToTheWholeRange) {
  ExpectPixels({.width = 2, .color_type = 0, .bit_depth = 1, .rows = {0x40}}, {0, 0, 0, 255, 255, 255});
  ExpectPixels({.width = 2, .color_type = 0, .bit_depth = 2, .rows = {0x60}}, {85, 85, 85, 170, 170, 170});
}

TEST(DecodePng, SixteenBits_KeepTheHighByte) {
  ExpectPixels({.color_type = 0, .bit_depth = 16, .rows = {0x12, 0xff}}, {0x12, 0x12, 0x12});
  ExpectPixels({.bit_depth = 16, .rows = {1, 0xff, 2, 0xff, 3, 0}}, {1, 2, 3});
}

TEST(DecodePng, Alpha_IsDroppedNotBlended) {
  ExpectPixels({.color_type = 6, .rows = {10, 20, 30, 0}}, {10, 20, 30});
  ExpectPixels({.color_type = 4, .rows = {10, 0}}, {10, 10, 10});
}

TEST(DecodePng, PaletteWithTransparency_GivesThePalettesColours) {
  ExpectPixels(
      {.width = 2, .color_type = 3, .rows = {1, 0}, .palette = {10, 20, 30, 40, 50, 60}, .transparency = {0, 128}},
      {40, 50, 60, 10, 20, 30});
  ExpectPixels({.width = 2, .color_type = 3, .bit_depth = 4, .rows = {0x10}, .palette = {1, 2, 3, 4, 5, 6}},
               {4, 5, 6, 1, 2, 3});
}

TEST(DecodePng, TransparentColour_StaysThatColour) {
  ExpectPixels({.rows = {9, 8, 7}, .transparency = {0, 9, 0, 8, 0, 7}}, {9, 8, 7});
  ExpectPixels({.color_type = 0, .rows = {9}, .transparency = {0, 9}}, {9, 9, 9});
}

TEST(DecodePng, Interlaced_GivesTheSamePixels) {
  const Bytes pixels = Varied(13 * 11 * 3);
  ExpectPixels({.width = 13, .height = 11, .interlaced = true, .rows = pixels}, pixels);
}

// Each filter, on widths around the loads of four bytes, and streams split into IDAT chunks of odd sizes.
TEST(DecodePng, EveryFilterAndSplit_GivesThePixelsBack) {
  for (int filter = 0; filter <= 4; ++filter) {
    for (const int width : {1, 2, 5, 64, 301}) {
      const Bytes pixels = Varied(width * 9 * 3);
      SCOPED_TRACE(testing::Message() << "filter " << filter << ", width " << width);
      ExpectPixels({.width = width, .height = 9, .rows = pixels, .filter = filter, .idat_bytes = 7}, pixels);
      ExpectPixels({.width = width, .height = 9, .rows = pixels, .filter = filter}, pixels);
    }
  }
}

// More rows than are inflated at once.
TEST(DecodePng, LargeImage_GivesThePixelsBack) {
  const Bytes pixels = Varied(700 * 301 * 3);
  ExpectPixels({.width = 700, .height = 301, .rows = pixels}, pixels);
}

TEST(DecodePng, WideAndOnePixelImages_AreRead) {
  const Bytes pixels = Varied(20000 * 10 * 3);
  ExpectPixels({.width = 20000, .height = 10, .rows = pixels}, pixels);
  ExpectPixels({.rows = {1, 2, 3}}, {1, 2, 3});
}

TEST(DecodePng, ChunkBetweenPixelsAndEnd_IsReadByLibpng) {
  // An eXIf chunk after the pixels counts too.
  Bytes file = EncodePng({.width = 2, .rows = {1, 2, 3, 4, 5, 6}, .exif = ExifBlock(2, true)});
  const std::string exif_type = "eXIf", pixels_type = "IDAT", end_type = "IEND";
  const auto exif = std::search(file.begin(), file.end(), exif_type.begin(), exif_type.end()) - 4;
  const auto pixels = std::search(file.begin(), file.end(), pixels_type.begin(), pixels_type.end()) - 4;
  const auto end = std::search(file.begin(), file.end(), end_type.begin(), end_type.end()) - 4;
  ASSERT_LT(exif, pixels);
  std::rotate(exif, pixels, end);
  const absl::StatusOr<Image> image = DecodeImage(file, "test.png");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->pixels, (Bytes{4, 5, 6, 1, 2, 3}));
}

TEST(DecodePng, WrongChecksumOfThePixels_IsDataLoss) {
  Bytes file = EncodePng({.width = 2, .rows = {1, 2, 3, 4, 5, 6}});
  const std::string type = "IDAT";
  *(std::search(file.begin(), file.end(), type.begin(), type.end()) + 8) ^= 1;
  EXPECT_EQ(DecodeImage(file, "test.png").status().code(), absl::StatusCode::kDataLoss);
}

// The header's own checksum, which the test must set right after it changes the size.
uint32_t Crc32(const uint8_t* bytes, size_t size) {
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < size; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
  }
  return ~crc;
}

absl::Status DecodeWithClaimedSize(uint32_t width, uint32_t height) {
  Bytes file = EncodePng({.rows = {1, 2, 3}});
  const auto put = [&](size_t at, uint32_t value) {
    for (int i = 0; i < 4; ++i) file[at + i] = static_cast<uint8_t>(value >> (24 - 8 * i));
  };
  put(16, width);
  put(20, height);
  put(29, Crc32(file.data() + 12, 17));
  return DecodeImage(file, "bomb.png").status();
}

TEST(DecodePng, HeaderThatClaimsTooManyPixels_IsRefused) {
  const absl::Status status = DecodeWithClaimedSize(60000, 60000);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("bomb.png claims 60000x60000 pixels: the limit is 178956970"));
}

TEST(DecodePng, HeaderThatClaimsMoreThanTheFileCanHold_IsRefused) {
  const absl::Status status = DecodeWithClaimedSize(13000, 13000);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("can't hold"));
}

TEST(DecodePng, ZeroSize_IsRefused) {
  const absl::Status status = DecodeWithClaimedSize(0, 5);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("bomb.png"));
}

TEST(DecodePng, Exif_TurnsTheImage) {
  const absl::StatusOr<Image> image =
      DecodeImage(EncodePng({.width = 2, .rows = {1, 2, 3, 4, 5, 6}, .exif = ExifBlock(6, false)}), "test.png");
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->width, 1);
  EXPECT_EQ(image->height, 2);
}

}  // namespace
}  // namespace assay
