// The kernel against its twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/device_copy.h"
#include "models/ops/cuda/testing/top_k_cases.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

constexpr auto kLaunch = [](const TopKCase& test, auto& buffers) {
  DeviceCopy input(buffers.input), values(buffers.values);
  DeviceCopy indices(buffers.indices);
  const TopK top = {
      .input = input.data(), .k = test.k, .softmax = test.softmax, .values = values.data(), .indices = indices.data()};
  const absl::Status launched = CudaStatus(LaunchTopK(test.rows, top, nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  ASSERT_EQ(values.CopyTo(buffers.values), cudaSuccess);
  ASSERT_EQ(indices.CopyTo(buffers.indices), cudaSuccess);
};

TEST(TopKCuda, Shapes_EqualTheCpu) {
  TestTopKShapes({1, 5, 9, 128, 129, 1000, 2049, 5000, 21841, 100000, 100003}, kLaunch);
}

TEST(TopKCuda, ManyRows_EqualTheCpu) {
  ExpectEqualToCpu({.rows = {300, 100000, ElementType::kFloat16}, .k = 100, .softmax = true}, kLaunch);
}

TEST(TopKCuda, SpecialValues_EqualTheCpu) { TestTopKSpecialValues(kLaunch); }

TEST(TopKCuda, MoreCandidatesThanThereIsRoom_EqualTheCpu) { TestTopKConcentratedValues(kLaunch); }

TEST(TopKCuda, InvalidArguments_AreRefused) {
  EXPECT_EQ(LaunchTopK({.count = 1, .length = 1}, {.k = 2}, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchTopK({.count = 0, .length = 1}, {.k = 1}, nullptr), cudaSuccess);
}

}  // namespace
}  // namespace assay
