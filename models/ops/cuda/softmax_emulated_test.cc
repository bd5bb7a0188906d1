// The kernel, run on the CPU, against its twin.
#include "models/ops/cuda/softmax_kernel.cuh"
// Above all else: the device's language.
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/softmax_cases.h"

namespace assay {
namespace {

constexpr auto kEmulate = [](const SoftmaxCase& test, auto& buffers) {
  using T = std::remove_reference_t<decltype(buffers.input[0])>;
  const uint32_t length = static_cast<uint32_t>(test.rows.length);
  const SoftmaxPlan plan = PlanSoftmax<T>(length, buffers.input.data(), buffers.output.data(), test.most_shared);
  ASSERT_LE(plan.shared_bytes, test.most_shared);
  const absl::Status ran = EmulateLaunch({.grid = {static_cast<unsigned>(test.rows.count)},
                                          .block = {plan.threads},
                                          .shared_bytes = plan.shared_bytes,
                                          .seed = 5},
                                         SoftmaxKernelOf<T>(plan), static_cast<const T*>(buffers.input.data()),
                                         buffers.output.data(), length, plan.shared_slots);
  ASSERT_TRUE(ran.ok()) << ran;
};

TEST(SoftmaxKernel, Lengths_EqualTheCpu) { TestSoftmaxLengths({1, 2, 7, 8, 31, 257, 1000, 1001, 4099}, kEmulate); }

TEST(SoftmaxKernel, LongRows_EqualTheCpu) {
  for (ElementType type : kAllTypes) {
    // Registers; and shared memory; and what has room in neither.
    for (uint32_t most_shared : {100 * 1024, 16 * 1024, 0}) {
      ExpectEqualToCpu({.rows = {1, 100003, type}, .most_shared = most_shared}, kEmulate);
    }
  }
}

TEST(SoftmaxKernel, MisalignedPointers_EqualTheCpu) { TestSoftmaxMisaligned(kEmulate); }

TEST(SoftmaxKernel, SpecialValues_EqualTheCpu) { TestSoftmaxSpecialValues(kEmulate); }

TEST(OnlineSoftmax, NanBesideMinusInfinity_IsNotForgotten) {
  OnlineSoftmax<false> online;
  online.Add(Packed<float, 1>{-INFINITY});
  EXPECT_EQ(online.sum, 0.0f);
  online.Add(Packed<float, 1>{NAN});
  online.Add(Packed<float, 1>{1.0f});
  EXPECT_EQ(online.largest, 1.0f);
  EXPECT_TRUE(std::isnan(online.sum));
}

TEST(PlanSoftmax, RowOfHundredThousand_IsKeptForTheMostPart) {
  const SoftmaxPlan plan = PlanSoftmax<float>(100000, nullptr, nullptr, 226 * 1024);
  EXPECT_EQ(plan.threads, 1024);
  EXPECT_TRUE(plan.many_slots);
  EXPECT_EQ(plan.shared_slots, 14);  // with 8 in registers, 22 of 25
  EXPECT_EQ(PlanSoftmax<Float16>(100000, nullptr, nullptr, 226 * 1024).shared_slots, 5);  // all 13
  EXPECT_EQ(PlanSoftmax<Float16>(1000, nullptr, nullptr, 226 * 1024).threads, 32);
}

}  // namespace
}  // namespace assay
