// The kernel against its twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/device_copy.h"
#include "models/ops/cuda/testing/frozen_batch_norm_add_relu_cases.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

constexpr auto kLaunch = [](const FrozenBatchNormCase& test, auto& buffers) {
  DeviceCopy input(buffers.input), residual(buffers.residual), output(buffers.output);
  DeviceCopy scale(buffers.scale), shift(buffers.shift);
  const FrozenBatchNormAddRelu arguments = {.input = input.data(),
                                            .scale = scale.data(),
                                            .shift = shift.data(),
                                            .residual = test.add ? residual.data() : nullptr,
                                            .relu = test.relu,
                                            .output = output.data()};
  const absl::Status launched = CudaStatus(LaunchFrozenBatchNormAddRelu(test.maps, arguments, nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  const absl::Status copied = CudaStatus(output.CopyTo(buffers.output), "copy");
  ASSERT_TRUE(copied.ok()) << copied;
};

TEST(FrozenBatchNormAddReluCuda, OddShapes_EqualTheCpu) { TestFrozenBatchNormOddShapes(kLaunch); }

TEST(FrozenBatchNormAddReluCuda, MisalignedPointers_EqualTheCpu) { TestFrozenBatchNormMisaligned(kLaunch); }

TEST(FrozenBatchNormAddReluCuda, FewerElementsThanAVector_EqualTheCpu) { TestFrozenBatchNormFewElements(kLaunch); }

TEST(FrozenBatchNormAddReluCuda, MapsOfAResNet_EqualTheCpu) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    ExpectEqualToCpu({.maps = {32, 256, 56, 56, layout, ElementType::kFloat16}}, kLaunch);
    ExpectEqualToCpu({.maps = {33, 2048, 7, 7, layout, ElementType::kBFloat16}}, kLaunch);
  }
}

TEST(FrozenBatchNormAddReluCuda, InvalidArguments_AreRefused) {
  const FeatureMaps maps = {.images = 1, .channels = 1, .height = 1, .width = 1};
  EXPECT_EQ(LaunchFrozenBatchNormAddRelu(maps, {}, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchFrozenBatchNormAddRelu({.images = 0}, {}, nullptr), cudaSuccess);
}

}  // namespace
}  // namespace assay
