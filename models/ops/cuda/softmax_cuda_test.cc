// The kernel against its twin on the CPU. Needs a device: it fails where there is none.
#include <cuda_runtime.h>

#include "gtest/gtest.h"
#include "models/ops/cuda/testing/device_copy.h"
#include "models/ops/cuda/testing/softmax_cases.h"
#include "tools/cuda/cuda_status.h"

namespace assay {
namespace {

constexpr auto kLaunch = [](const SoftmaxCase& test, auto& buffers) {
  DeviceCopy input(buffers.input), output(buffers.output);
  const absl::Status launched = CudaStatus(LaunchSoftmax(test.rows, input.data(), output.data(), nullptr), "launch");
  ASSERT_TRUE(launched.ok()) << launched;
  const absl::Status copied = CudaStatus(output.CopyTo(buffers.output), "copy");
  ASSERT_TRUE(copied.ok()) << copied;
};

TEST(SoftmaxCuda, Lengths_EqualTheCpu) {
  TestSoftmaxLengths({1, 2, 7, 8, 31, 257, 1000, 1001, 4099, 21841, 50257, 100000, 100003, 300001}, kLaunch);
}

TEST(SoftmaxCuda, MisalignedPointers_EqualTheCpu) { TestSoftmaxMisaligned(kLaunch); }

TEST(SoftmaxCuda, SpecialValues_EqualTheCpu) { TestSoftmaxSpecialValues(kLaunch); }

TEST(SoftmaxCuda, InvalidArguments_AreRefused) {
  EXPECT_EQ(LaunchSoftmax({.count = 1, .length = 1}, nullptr, nullptr, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchSoftmax({.count = 0, .length = 1}, nullptr, nullptr, nullptr), cudaSuccess);
}

}  // namespace
}  // namespace assay
