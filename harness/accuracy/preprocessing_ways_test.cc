#include "harness/accuracy/preprocessing_ways.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> Names(const ImageClassificationOptions& own) {
  std::vector<std::string> names;
  for (const PreprocessingWay& way : UsualWays(own)) names.push_back(way.name);
  return names;
}

const PreprocessingWay Find(const ImageClassificationOptions& own, const std::string& name) {
  for (PreprocessingWay& way : UsualWays(own)) {
    if (way.name == name) return way;
  }
  ADD_FAILURE() << name << " is none of the ways";
  return {};
}

// A gradient in red, blue constant.
Image Gradient(int width, int height) {
  Image image = {.width = width, .height = height};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {10 * x, 7 * y, 200}) image.pixels.push_back(static_cast<uint8_t>(value));
    }
  }
  return image;
}

TEST(UsualWays, RightOneComesFirstAndOthersDiffer) {
  const ImageClassificationOptions own = {.crop_size = 224, .resize_size = 232};
  const std::vector<PreprocessingWay> ways = UsualWays(own);
  EXPECT_EQ(ways[0].name, "as the weights say");
  EXPECT_EQ(ways[0].mend, "");
  EXPECT_EQ(ways[0].change, nullptr);
  const std::vector<std::string> names = Names(own);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  EXPECT_THAT(names, IsSupersetOf({"BGR order", "mean and std in BGR order", "0 to 1, no mean and std",
                                   "0 to 255, no mean and std", "divided by 255 twice", "bicubic interpolation",
                                   "nearest interpolation", "bilinear without antialias",
                                   "resized to 224, the crop's own size", "resized to 256, the crop's and 32",
                                   "squashed to 224x224, no crop", "squashed to 232x232 before the crop"}));
  for (size_t i = 1; i < ways.size(); ++i) EXPECT_NE(ways[i].mend, "") << ways[i].name;
}

TEST(UsualWays, WhatIsRight_IsNoMistake) {
  ImageClassificationOptions own = {.crop_size = 8, .resize_size = 8};
  own.mean = own.std = {0.5f, 0.5f, 0.5f};
  own.interpolation = Interpolation::kBicubic;
  EXPECT_THAT(Names(own), Not(Contains("-1 to 1: mean and std 0.5")));
  EXPECT_THAT(Names(own), Not(Contains("mean and std in BGR order")));
  EXPECT_THAT(Names(own), Not(Contains("resized to 8, the crop's own size")));
  EXPECT_THAT(Names(own), Not(Contains("bicubic interpolation")));
  EXPECT_THAT(Names(own), IsSupersetOf({"ImageNet's mean and std", "bilinear interpolation",
                                        "bicubic without antialias", "resized to 9, the crop's by 0.875"}));
}

TEST(UsualWays, Changes_DoWhatTheirNamesSay) {
  const ImageClassificationOptions own = {.crop_size = 4, .resize_size = 6};
  const Image image = Gradient(12, 18);
  const Image bgr = *Find(own, "BGR order").change(image);
  EXPECT_EQ(bgr.pixels[3], 200);
  EXPECT_EQ(bgr.pixels[5], image.pixels[3]);
  const Image nearest = *Find(own, "nearest interpolation").change(image);
  EXPECT_EQ(nearest.width, 6);
  EXPECT_EQ(nearest.height, 9);
  EXPECT_EQ(nearest.pixels[3], 30);  // of the source's column 3
  const Image squashed = *Find(own, "squashed to 4x4, no crop").change(image);
  EXPECT_EQ(squashed.width, 4);
  EXPECT_EQ(squashed.height, 4);
  const PreprocessingWay unscaled = Find(own, "0 to 255, no mean and std");
  const FloatImage values = *ImageClassification(unscaled.options)(Gradient(6, 6));
  EXPECT_NEAR(values.values.back(), 200, 1e-4);
  const FloatImage twice = *ImageClassification(Find(own, "divided by 255 twice").options)(Gradient(6, 6));
  EXPECT_NEAR(twice.values.back(), (200 / 255.0 / 255 - 0.406) / 0.225, 1e-4);
}

TEST(ResizeWithoutAntialias, SameSize_IsTheSameImage) {
  const Image image = Gradient(5, 7);
  for (const Sampling sampling : {Sampling::kNearest, Sampling::kBilinear, Sampling::kBicubic})
    EXPECT_EQ(ResizeWithoutAntialias(image, 7, 5, sampling)->pixels, image.pixels);
}

// A quarter of the size: bilinear takes the two pixels in the middle of four and skips the others.
TEST(ResizeWithoutAntialias, Shrinking_SkipsPixels) {
  Image row = {.width = 8, .height = 1};
  for (const int value : {0, 10, 20, 30, 40, 50, 60, 70}) row.pixels.insert(row.pixels.end(), 3, value);
  const auto red = [&](int width, Sampling sampling) {
    const Image resized = *ResizeWithoutAntialias(row, 1, width, sampling);
    std::vector<int> values;
    for (size_t i = 0; i < resized.pixels.size(); i += 3) values.push_back(resized.pixels[i]);
    return values;
  };
  EXPECT_THAT(red(2, Sampling::kBilinear), ElementsAre(15, 55));
  EXPECT_THAT(red(2, Sampling::kNearest), ElementsAre(20, 60));
  EXPECT_THAT(red(2, Sampling::kBicubic), ElementsAre(15, 55));
  EXPECT_THAT(red(16, Sampling::kBilinear), testing::AllOf(testing::Contains(3), testing::Contains(8)));
}

TEST(ResizeWithoutAntialias, SizesThatAreNone_AreErrors) {
  EXPECT_FALSE(ResizeWithoutAntialias(Gradient(2, 2), 0, 2, Sampling::kBilinear).ok());
  EXPECT_FALSE(ResizeWithoutAntialias(Gradient(2, 2), 100000, 100000, Sampling::kBilinear).ok());
  EXPECT_FALSE(Find({.crop_size = 4, .resize_size = 4000}, "nearest interpolation").change(Gradient(1, 60000)).ok());
}

}  // namespace
}  // namespace assay
