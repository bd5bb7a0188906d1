// The kernel against its twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/activation_scale_cases.h"
#include "models/ops/cuda/testing/device_copy.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

// Of float32; a 16-bit number next to a tie may go to its other side, which is 1.
constexpr int64_t kUnits = 4;

constexpr auto kLaunch = [](const ActivationScaleCase& test, auto& buffers) {
  DeviceCopy input(buffers.input), scale(buffers.scale), output(buffers.output);
  const ActivationScale arguments = {.input = input.data(),
                                     .activation = test.activation,
                                     .scale = scale.data(),
                                     .gate = test.gate,
                                     .output = output.data()};
  const absl::Status launched = CudaStatus(LaunchActivationScale(test.maps, arguments, nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  const absl::Status copied = CudaStatus(output.CopyTo(buffers.output), "copy");
  ASSERT_TRUE(copied.ok()) << copied;
};

TEST(ActivationScaleCuda, EveryVariant_EqualsTheCpu) { TestActivationScaleVariants(kUnits, kLaunch); }

TEST(ActivationScaleCuda, OddShapesAndPointers_EqualTheCpu) { TestActivationScaleShapes(kUnits, kLaunch); }

TEST(ActivationScaleCuda, MapsOfTheFamilies_EqualTheCpu) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      ExpectEqualToCpu({{32, 672, 14, 14, layout, type}, MapActivation::kHardswish, Gate::kHardsigmoid}, kUnits,
                       kLaunch);
      ExpectEqualToCpu({{33, 1152, 7, 7, layout, type}, MapActivation::kSilu, Gate::kSigmoid}, kUnits, kLaunch);
    }
  }
}

TEST(ActivationScaleCuda, InvalidArguments_AreRefused) {
  EXPECT_EQ(LaunchActivationScale({.images = 1, .channels = 1, .height = 1, .width = 1}, {}, nullptr),
            cudaErrorInvalidValue);
  EXPECT_EQ(LaunchActivationScale({.images = 0}, {}, nullptr), cudaSuccess);
}

}  // namespace
}  // namespace assay
