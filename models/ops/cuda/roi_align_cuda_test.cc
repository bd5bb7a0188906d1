// The kernels against their twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/device_copy.h"
#include "models/ops/cuda/testing/roi_align_cases.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

constexpr float kRounding = 2e-6f;

constexpr auto kLaunch = [](const RoiAlignCase& test, auto& buffers) {
  DeviceCopy input(buffers.input), output(buffers.output);
  DeviceCopy rois(buffers.rois);
  RoiAlign align = test.align;
  align.input = input.data(), align.rois = rois.data(), align.output = output.data();
  const absl::Status launched = CudaStatus(LaunchRoiAlign(test.maps, align, nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  const absl::Status copied = CudaStatus(output.CopyTo(buffers.output), "copy");
  ASSERT_TRUE(copied.ok()) << copied;
};

TEST(RoiAlignCuda, EveryVariant_EqualsTheCpu) { TestRoiAlignVariants(kRounding, kLaunch); }

TEST(RoiAlignCuda, OddShapesAndPointers_EqualTheCpu) { TestRoiAlignShapes(kRounding, kLaunch); }

TEST(RoiAlignCuda, OddRegions_EqualTheCpu) { TestRoiAlignOddRois(kRounding, kLaunch); }

TEST(RoiAlignCuda, MoreSamplesThanTheTableHolds_EqualTheCpu) { TestRoiAlignManySamples(kRounding, kLaunch); }

TEST(RoiAlignCuda, MapsOfADetector_EqualTheCpu) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    RoiAlign align = {.count = 500, .pooled_height = 7, .pooled_width = 7, .spatial_scale = 0.25f, .sampling_ratio = 2};
    ExpectEqualToCpu({.maps = {2, 256, 100, 152, layout, ElementType::kFloat16}, .align = align}, kRounding, kLaunch);
  }
}

TEST(RoiAlignCuda, InvalidArguments_AreRefused) {
  const FeatureMaps maps = {.images = 1, .channels = 1, .height = 1, .width = 1};
  EXPECT_EQ(LaunchRoiAlign(maps, {.count = 1}, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchRoiAlign(maps, {.count = 0}, nullptr), cudaSuccess);
}

}  // namespace
}  // namespace assay
