// The kernel against its twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/cuda/normalize.h"

namespace assay {
namespace {

constexpr NormalizeParameters kImageNet{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}};

void ExpectEqualToCpu(const BatchSize& size) {
  const size_t count = static_cast<size_t>(size.images * size.height * size.width) * 3;
  std::vector<uint8_t> pixels(count);
  for (size_t i = 0; i < count; ++i) pixels[i] = static_cast<uint8_t>(i * 37 + i / 251);
  std::vector<float> expected(count), got(count, -1.0f);
  ASSERT_TRUE(NormalizeOnCpu(pixels.data(), size, kImageNet, expected.data()));
  uint8_t* device_pixels = nullptr;
  float* device_planes = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&device_pixels), count), cudaSuccess);
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&device_planes), count * sizeof(float)), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(device_pixels, pixels.data(), count, cudaMemcpyHostToDevice), cudaSuccess);
  ASSERT_EQ(LaunchNormalize(device_pixels, size, kImageNet, device_planes, nullptr), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(got.data(), device_planes, count * sizeof(float), cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(got, expected);
  cudaFree(device_pixels);
  cudaFree(device_planes);
}

TEST(NormalizeCuda, OnePixel_EqualsTheCpu) { ExpectEqualToCpu({.images = 1, .height = 1, .width = 1}); }

TEST(NormalizeCuda, OddSizes_EqualTheCpu) { ExpectEqualToCpu({.images = 3, .height = 257, .width = 255}); }

TEST(NormalizeCuda, MorePixelsThanThreads_EqualTheCpu) {
  ExpectEqualToCpu({.images = 6, .height = 2048, .width = 2048});
}

TEST(NormalizeCuda, InvalidArguments_AreRefused) {
  float planes[3];
  EXPECT_EQ(LaunchNormalize(nullptr, {.images = 1, .height = 1, .width = 1}, kImageNet, planes, nullptr),
            cudaErrorInvalidValue);
}

}  // namespace
}  // namespace assay
