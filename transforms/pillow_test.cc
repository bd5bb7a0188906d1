// Every pixel and every preprocessed value against Pillow and torchvision, by the digests in testdata/pillow.json
// (written by pillow_reference.py). The digests of JPEGs too are Pillow's own: the libjpeg-turbo of Debian decodes them
// to the same bytes as the newer one in Pillow's wheel.
#include <openssl/sha.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "transforms/decode.h"
#include "transforms/image_classification.h"
#include "transforms/pattern_for_tests.h"
#include "transforms/resize.h"

namespace assay {
namespace {

using nlohmann::json;

std::string Runfile(const std::string& path) { return absl::StrCat(std::getenv("TEST_SRCDIR"), "/", path); }

json ReadTestdata(const std::string& name) {
  std::ifstream file(Runfile(absl::StrCat(std::getenv("TEST_WORKSPACE"), "/transforms/testdata/", name)));
  return json::parse(file);
}

json Reference() { return ReadTestdata("pillow.json"); }

absl::StatusOr<Image> ReadPhotograph(const json& reference) {
  return ReadImage(Runfile(
      absl::StrCat(reference.at("repository").get<std::string>(), "/", reference.at("file").get<std::string>())));
}

template <typename T>
std::string Sha256(const std::vector<T>& values) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(values.data()), values.size() * sizeof(T), digest);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

Interpolation InterpolationOf(const json& reference) {
  return reference.at("interpolation") == "bilinear" ? Interpolation::kBilinear : Interpolation::kBicubic;
}

void UseLiteNormalisation(ImageClassificationOptions& options) {
  options.mean.fill(127.0 / 255);
  options.std.fill(128.0 / 255);
}

void ExpectPreset(const Image& image, const json& reference) {
  ImageClassificationOptions options = {.crop_size = reference.at("crop_size"),
                                        .resize_size = reference.at("resize_size"),
                                        .interpolation = InterpolationOf(reference)};
  if (reference.contains("lite")) UseLiteNormalisation(options);
  const absl::StatusOr<FloatImage> values = ImageClassification(options)(image);
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_EQ(Sha256(values->values), reference.at("sha256").get<std::string>()) << "preset " << reference;
}

TEST(Pillow, EveryPhotograph_DecodedAndResizedToTheSameBytes) {
  const json reference = Reference();
  ASSERT_EQ(reference.at("photographs").size(), 19);
  for (const json& photograph : reference.at("photographs")) {
    SCOPED_TRACE(photograph.at("file"));
    const absl::StatusOr<Image> image = ReadPhotograph(photograph);
    ASSERT_TRUE(image.ok()) << image.status();
    EXPECT_EQ(image->width, photograph.at("decoded").at("width").get<int>());
    EXPECT_EQ(Sha256(image->pixels), photograph.at("decoded").at("sha256").get<std::string>());
    ASSERT_EQ(photograph.at("resized").size(), 6);
    for (const json& expected : photograph.at("resized")) {
      const absl::StatusOr<Image> resized =
          Resize(*image, expected.at("height"), expected.at("width"), InterpolationOf(expected));
      ASSERT_TRUE(resized.ok()) << resized.status();
      EXPECT_EQ(Sha256(resized->pixels), expected.at("sha256").get<std::string>()) << "resized " << expected;
    }
    ASSERT_EQ(photograph.at("preset").size(), 4);
    for (const json& expected : photograph.at("preset")) ExpectPreset(*image, expected);
  }
}

TEST(Pillow, ImagesOfExtremeShapes_PreprocessedToTheSameValues) {
  const json reference = Reference();
  ASSERT_GT(reference.at("patterns").size(), 10);
  for (const json& pattern : reference.at("patterns")) {
    SCOPED_TRACE(absl::StrCat(pattern.at("width").get<int>(), "x", pattern.at("height").get<int>()));
    const Image image = Pattern(pattern.at("width"), pattern.at("height"));
    for (const json& expected : pattern.at("preset")) ExpectPreset(image, expected);
  }
}

// The numbers that were recorded beside the logits of real weights, apart from the digests.
TEST(Pillow, RecordedSumsAndFirstValues_AreReproduced) {
  const json reference = ReadTestdata("preprocessed.json");
  ASSERT_EQ(reference.at("cases").size(), 6);
  for (const json& expected : reference.at("cases")) {
    SCOPED_TRACE(
        absl::StrCat(expected.at("preset").get<std::string>(), " on ", expected.at("file").get<std::string>()));
    ImageClassificationOptions options;
    if (expected.at("preset") == "efficientnet_lite0") {
      options.interpolation = Interpolation::kBicubic;
      UseLiteNormalisation(options);
    }
    const absl::StatusOr<Image> image = ReadPhotograph(expected);
    ASSERT_TRUE(image.ok()) << image.status();
    const absl::StatusOr<FloatImage> values = ImageClassification(options)(*image);
    ASSERT_TRUE(values.ok()) << values.status();
    double sum = 0, squares = 0;
    for (const float value : values->values) sum += value, squares += double{value} * value;
    const double l2 = expected.at("l2"), mean = expected.at("mean");
    EXPECT_NEAR(std::sqrt(squares), l2, 1e-9 * l2);
    EXPECT_NEAR(sum / values->values.size(), mean, 1e-9);
    for (size_t i = 0; i < expected.at("first").size(); ++i) {
      EXPECT_NEAR(values->values[i], expected.at("first")[i].get<double>(), 1e-9) << "value " << i;
    }
  }
}

// The digests above can fail: one level off by one is another digest.
TEST(Pillow, OneLevelOffByOne_HasAnotherDigest) {
  const json expected = Reference().at("patterns").at(3).at("preset").at(0);
  Image image = Pattern(37, 23);
  image.pixels[image.pixels.size() / 2] ^= 1;
  const absl::StatusOr<FloatImage> values = ImageClassification({.crop_size = 224, .resize_size = 256})(image);
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_NE(Sha256(values->values), expected.at("sha256").get<std::string>());
}

}  // namespace
}  // namespace assay
