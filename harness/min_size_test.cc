#include "harness/min_size.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones.h>
#include <torch/nn/module.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

Model Of(Model::ForwardFunction forward) { return Model(std::make_shared<torch::nn::Module>(), std::move(forward)); }

std::string Found(const absl::StatusOr<SizeMeta>& size) {
  return size.ok() ? absl::StrCat(size->height, "x", size->width) : std::string(size.status().message());
}

std::string FindIn(int height, int width, SizeMeta known = {224, 224}) {
  return Found(FindMinSize([=](SizeMeta size) { return size.height >= height && size.width >= width; }, known));
}

TEST(FindMinSize, AnyBoundary_IsFound) {
  EXPECT_EQ(FindIn(1, 1), "1x1");
  EXPECT_EQ(FindIn(2, 2), "2x2");
  EXPECT_EQ(FindIn(29, 29), "29x29");
  EXPECT_EQ(FindIn(75, 75), "75x75");
  EXPECT_EQ(FindIn(223, 223), "223x223");
  EXPECT_EQ(FindIn(224, 224), "224x224");
}

TEST(FindMinSize, SidesThatDiffer_AreFoundEach) {
  EXPECT_EQ(FindIn(7, 40), "7x40");
  EXPECT_EQ(FindIn(40, 7), "40x7");
  EXPECT_EQ(FindIn(1, 100), "1x100");
  EXPECT_EQ(FindIn(100, 300, {128, 384}), "100x300");
  EXPECT_EQ(FindIn(128, 1, {128, 384}), "128x1");
}

TEST(FindMinSize, SmallestOfAll_IsFoundInFewAttempts) {
  int attempts = 0;
  EXPECT_EQ(Found(FindMinSize([&](SizeMeta) { return ++attempts > 0; }, {224, 224})), "1x1");
  EXPECT_EQ(attempts, 2);  // 1x1, and that 2x2 fits too
}

TEST(FindMinSize, SmallBoundary_IsFoundWithoutALargeImage) {
  int attempts = 0, largest = 0;
  const auto takes = [&](SizeMeta size) {
    ++attempts;
    largest = std::max(largest, size.height);
    return size.height >= 75 && size.width >= 75;
  };
  EXPECT_EQ(Found(FindMinSize(takes, {299, 299})), "75x75");
  EXPECT_EQ(largest, 128);
  // 1, 2, 4, ... 128; six halvings of 64 to 128; each side less by one; both more by one.
  EXPECT_EQ(attempts, 8 + 6 + 2 + 1);
}

TEST(FindMinSize, KnownSizeThatIsNotTaken_IsAnError) {
  EXPECT_EQ(FindIn(225, 225), "the model does not take an image of 224x224");
  EXPECT_EQ(FindIn(1, 1, {0, 0}), "the model does not take an image of 0x0");
}

TEST(FindMinSize, OnlyTheKnownSize_IsTheLeast) {
  const auto takes = [](SizeMeta size) { return size.height == 224 && size.width == 224; };
  EXPECT_EQ(Found(FindMinSize(takes, {224, 224})), "224x224");
}

TEST(FindMinSize, OnlyMultiples_HaveNoSmallestSize) {
  const auto evens = [](SizeMeta size) { return size.height % 2 == 0 && size.width % 2 == 0; };
  EXPECT_THAT(Found(FindMinSize(evens, {7, 7})), HasSubstr("takes an image of 2x2, but none of 3x3"));
  const auto sevens = [](SizeMeta size) { return size.height % 7 == 0 && size.width % 7 == 0 && size.height > 7; };
  // 224 is found between 128 and it: the search tries few sizes, and no smaller one of these.
  EXPECT_EQ(Found(FindMinSize(sevens, {224, 224})), "224x224");
}

TEST(FindMinSize, LargerSizeThatIsNotTaken_IsNamed) {
  const auto takes = [](SizeMeta size) { return size.width != 2; };
  EXPECT_THAT(Found(FindMinSize(takes, {224, 224})),
              HasSubstr("takes an image of 1x1, but none of 2x2: it has no smallest size"));
}

TEST(FindMinSize, Convolution_NeedsItsKernel) {
  const Model model = Of([](const at::Tensor& image) { return at::conv2d(image, at::ones({2, 3, 5, 3})); });
  EXPECT_EQ(Found(FindMinSize(model, {32, 32})), "5x3");
}

TEST(FindMinSize, PoolingAfterAStride_NeedsWhatComesThrough) {
  const Model model = Of([](const at::Tensor& image) {
    return at::avg_pool2d(at::conv2d(image, at::ones({2, 3, 1, 1}), {}, /*stride=*/4), /*kernel_size=*/3);
  });
  EXPECT_EQ(Found(FindMinSize(model, {32, 32})), "9x9");
}

TEST(TakesImage, AnswerThatIsNoNumber_IsNone) {
  const Model model = Of([](const at::Tensor& image) { return image.slice(2, 2).mean({2, 3}); });
  EXPECT_FALSE(TakesImage(model, {2, 2}));
  EXPECT_TRUE(TakesImage(model, {3, 2}));
}

TEST(TakesImage, EmptyAnswer_IsNone) {
  EXPECT_FALSE(TakesImage(Of([](const at::Tensor& image) { return image.slice(2, 2); }), {2, 2}));
}

TEST(TakesImage, OneImageOfThreeChannels_IsWhatTheModelGets) {
  std::vector<int64_t> shape;
  TakesImage(Of([&](const at::Tensor& image) { return shape = image.sizes().vec(), image; }), {4, 5});
  EXPECT_EQ(shape, (std::vector<int64_t>{1, 3, 4, 5}));
}

}  // namespace
}  // namespace assay
