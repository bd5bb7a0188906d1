#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/cuda/normalize.h"

namespace assay {
namespace {

constexpr NormalizeParameters kImageNet{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}};

TEST(Normalize, TwoPixels_AreSplitIntoPlanes) {
  const std::vector<uint8_t> pixels = {0, 51, 102, 153, 204, 255};
  std::vector<float> planes(6);
  ASSERT_TRUE(NormalizeOnCpu(pixels.data(), {.images = 1, .height = 1, .width = 2}, {}, planes.data()));
  EXPECT_EQ(planes, (std::vector<float>{0.0f, 0.6f, 0.2f, 0.8f, 0.4f, 1.0f}));
}

TEST(Normalize, MeanAndStd_AreEachChannelsOwn) {
  const std::vector<uint8_t> pixels = {255, 255, 255};
  std::vector<float> planes(3);
  ASSERT_TRUE(NormalizeOnCpu(pixels.data(), {.images = 1, .height = 1, .width = 1}, kImageNet, planes.data()));
  // torchvision's normalize of a white pixel.
  EXPECT_FLOAT_EQ(planes[0], 2.2489083f);
  EXPECT_FLOAT_EQ(planes[1], 2.4285715f);
  EXPECT_FLOAT_EQ(planes[2], 2.64f);
}

TEST(Normalize, SecondImage_FollowsTheFirstOnesPlanes) {
  const std::vector<uint8_t> pixels = {0, 0, 0, 255, 0, 51};
  std::vector<float> planes(6);
  ASSERT_TRUE(NormalizeOnCpu(pixels.data(), {.images = 2, .height = 1, .width = 1}, {}, planes.data()));
  EXPECT_EQ(planes, (std::vector<float>{0.0f, 0.0f, 0.0f, 1.0f, 0.0f, 0.2f}));
}

TEST(Normalize, EmptyBatch_IsNothingToDo) {
  EXPECT_TRUE(NormalizeOnCpu(nullptr, {.images = 0, .height = 224, .width = 224}, kImageNet, nullptr));
}

TEST(Normalize, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const uint8_t pixels[3] = {1, 2, 3};
  float planes[3] = {7.0f, 7.0f, 7.0f};
  const BatchSize one{.images = 1, .height = 1, .width = 1};
  EXPECT_FALSE(NormalizeOnCpu(pixels, {.images = 1, .height = -1, .width = 1}, kImageNet, planes));
  EXPECT_FALSE(NormalizeOnCpu(pixels, one, {.mean = {}, .std = {1.0f, 0.0f, 1.0f}}, planes));
  EXPECT_FALSE(NormalizeOnCpu(nullptr, one, kImageNet, planes));
  EXPECT_FALSE(NormalizeOnCpu(pixels, one, kImageNet, nullptr));
  EXPECT_EQ(planes[0], 7.0f);
}

}  // namespace
}  // namespace assay
