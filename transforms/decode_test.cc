#include "transforms/decode.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transforms/encode_for_tests.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string ToString(const Bytes& bytes) { return std::string(bytes.begin(), bytes.end()); }

absl::Status DecodeText(const std::string& content) {
  return DecodeImage(Bytes(content.begin(), content.end()), "cat.png").status();
}

TEST(ReadImage, TextFileCalledPng_SaysThatItIsText) {
  const std::string path = WriteFile("cat.png", "not a cat\n");
  const absl::Status status = ReadImage(path).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), path + " is a text file, not a PNG or JPEG image");
}

TEST(ReadImage, WrongExtension_IsReadByContent) {
  const absl::StatusOr<Image> image = ReadImage(WriteFile("cat.jpg", ToString(EncodePng({.rows = {1, 2, 3}}))));
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->pixels, (Bytes{1, 2, 3}));
}

TEST(ReadImage, NoSuchFile_IsNotFoundAndNamed) {
  const absl::Status status = ReadImage("/nowhere/cat.png").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/cat.png: No such file"));
}

TEST(ReadImage, Folder_IsRefused) {
  EXPECT_THAT(std::string(ReadImage(testing::TempDir()).status().message()), HasSubstr("is a folder"));
}

TEST(ReadImage, Pipe_IsRefusedWithoutWaitingForIt) {
  const std::string path = testing::TempDir() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(std::string(ReadImage(path).status().message()), HasSubstr("a device or a pipe"));
}

TEST(ReadImage, EmptyFile_IsRefused) {
  EXPECT_THAT(std::string(ReadImage(WriteFile("empty.png", "")).status().message()),
              HasSubstr("empty.png is empty, not a PNG or JPEG image"));
}

TEST(DecodeImage, OtherFormats_AreNamed) {
  EXPECT_THAT(DecodeText("\n <!DOCTYPE html><title>404</title>").message(), HasSubstr("is an HTML page"));
  EXPECT_THAT(DecodeText("GIF89a\1\2").message(), HasSubstr("is a GIF image"));
  EXPECT_THAT(DecodeText(std::string("RIFF\0\0\0\0WEBPVP8 ", 16)).message(), HasSubstr("is a WebP image"));
  EXPECT_THAT(DecodeText(std::string("\1\0\2\3\4", 5)).message(), HasSubstr("first bytes are 01000203"));
}

// Every prefix: of a file that is cut anywhere, nothing passes for an image.
TEST(DecodeImage, FilesCutAnywhere_AreErrorsThatNameTheFile) {
  Bytes pixels(16 * 16 * 3);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * i);
  const Bytes exif = ExifBlock(6, true);
  for (const Bytes& file : {EncodePng({.width = 16, .height = 16, .rows = pixels, .exif = exif}),
                            EncodePng({.width = 16, .height = 16, .interlaced = true, .rows = pixels}),
                            EncodeJpeg({.width = 16, .height = 16, .pixels = pixels, .exif = exif}),
                            EncodeJpeg({.width = 16, .height = 16, .progressive = true, .pixels = pixels})}) {
    ASSERT_TRUE(DecodeImage(file, "whole").ok());
    for (size_t size = 0; size < file.size(); ++size) {
      // An allocation of its own, so that the address sanitizer sees any read past the end.
      const Bytes cut(file.begin(), file.begin() + size);
      const absl::Status status = DecodeImage(cut, "cut.img").status();
      ASSERT_FALSE(status.ok()) << size << " of " << file.size() << " bytes";
      ASSERT_THAT(std::string(status.message()), HasSubstr("cut.img"));
    }
  }
}

TEST(DecodeImage, TruncatedFile_IsDataLoss) {
  for (Bytes file : {EncodePng({.rows = {1, 2, 3}}), EncodeJpeg({.pixels = Bytes(192, 100)})}) {
    file.resize(file.size() - 4);
    const absl::Status status = DecodeImage(file, "cut.img").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(status.message()), HasSubstr("cut.img is a truncated or damaged"));
  }
}

// Whatever one changed byte makes of a file, it is an image or an error, never a crash (this earns its keep under
// ASan).
TEST(DecodeImage, AnyByteChanged_EndsInAnImageOrAnError) {
  Bytes pixels(9 * 9 * 3);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 7);
  int refused = 0;
  for (Bytes file : {EncodePng({.width = 9, .height = 9, .rows = pixels, .exif = ExifBlock(8, false)}),
                     EncodeJpeg({.width = 9, .height = 9, .pixels = pixels, .exif = ExifBlock(5, false)})}) {
    for (uint8_t& byte : file) {
      for (const uint8_t change : {0x01, 0x80, 0xff}) {
        byte ^= change;
        const absl::StatusOr<Image> image = DecodeImage(file, "changed");
        byte ^= change;
        if (!image.ok()) {
          ++refused;
          continue;
        }
        ASSERT_EQ(image->pixels.size(), size_t{3} * image->width * image->height);
      }
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace assay
