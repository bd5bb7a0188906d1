// The kernels, run on the CPU, against their twin.
#include "models/ops/cuda/roi_align_kernel.cuh"
// Above all else: the device's language.
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/roi_align_cases.h"

namespace assay {
namespace {

constexpr auto kEmulate = [](const RoiAlignCase& test, auto& buffers) {
  using T = std::remove_reference_t<decltype(buffers.input[0])>;
  RoiAlign align = test.align;
  align.input = buffers.input.data(), align.rois = buffers.rois.data(), align.output = buffers.output.data();
  const RoiAlignPlan plan = PlanRoiAlign<T>(test.maps, align);
  const EmulatedLaunch launch = {
      .grid = {static_cast<unsigned>(align.count), plan.rows}, .block = {plan.threads}, .seed = 5};
  const absl::Status ran =
      !plan.interleaved ? EmulateLaunch(launch, RoiAlignPlanesKernel<T>, test.maps, align, plan.lanes)
      : plan.vectors    ? EmulateLaunch(launch, RoiAlignInterleavedKernel<T, 16 / sizeof(T)>, test.maps, align)
                        : EmulateLaunch(launch, RoiAlignInterleavedKernel<T, 1>, test.maps, align);
  ASSERT_TRUE(ran.ok()) << ran;
};

TEST(RoiAlignKernels, EveryVariant_EqualsTheCpu) { TestRoiAlignVariants(0.0f, kEmulate); }

TEST(RoiAlignKernels, OddShapesAndPointers_EqualTheCpu) { TestRoiAlignShapes(0.0f, kEmulate); }

TEST(RoiAlignKernels, OddRegions_EqualTheCpu) { TestRoiAlignOddRois(0.0f, kEmulate); }

TEST(RoiAlignKernels, MoreSamplesThanTheTableHolds_EqualTheCpu) { TestRoiAlignManySamples(0.0f, kEmulate); }

TEST(RoiCorners, PixelsBeyond32Bits_HaveTheirOffset) {
  const RoiCorners<int64_t> corners({30000, 30001, 0.25f, 0.75f}, {7, 8, 0.5f, 0.5f}, /*width=*/30000, /*step=*/2048);
  EXPECT_EQ(corners.offsets[0], (int64_t{30000} * 30000 + 7) * 2048);
  EXPECT_EQ(corners.offsets[3], (int64_t{30001} * 30000 + 8) * 2048);
  EXPECT_EQ(corners.weights[3], 0.375f);
  const RoiCorners<int32_t> plane({30000, 30001, 0.25f, 0.75f}, {7, 8, 0.5f, 0.5f}, /*width=*/30000, /*step=*/1);
  EXPECT_EQ(plane.offsets[3], 30001 * 30000 + 8);
}

TEST(PlanRoiAlign, Blocks_AreEnoughForADeviceAndNotMoreThanThereIsWork) {
  RoiAlign align = {.count = 1000, .pooled_height = 7, .pooled_width = 7};
  RoiAlignPlan plan = PlanRoiAlign<Float16>({2, 256, 200, 304}, align);
  EXPECT_EQ(plan.lanes, 5);
  EXPECT_EQ(plan.threads, 245);
  EXPECT_EQ(plan.rows, 5);
  align.count = 1;
  EXPECT_EQ(PlanRoiAlign<Float16>({2, 256, 200, 304}, align).rows, 13);  // of 20 channels each
  EXPECT_EQ(PlanRoiAlign<Float16>({2, 256, 200, 304, Layout::kNhwc}, align).rows, 7);
}

}  // namespace
}  // namespace assay
