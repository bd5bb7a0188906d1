// The kernel, run on the CPU, against its twin.
#include "models/ops/cuda/top_k_kernel.cuh"
// Above all else: the device's language.
#include "gtest/gtest.h"
#include "models/ops/cuda/testing/top_k_cases.h"

namespace assay {
namespace {

constexpr auto kEmulate = [](const TopKCase& test, auto& buffers) {
  using T = std::remove_reference_t<decltype(buffers.input[0])>;
  const TopK top = {.input = buffers.input.data(),
                    .k = test.k,
                    .softmax = test.softmax,
                    .values = buffers.values.data(),
                    .indices = buffers.indices.data()};
  const absl::Status ran =
      EmulateLaunch({.grid = {static_cast<unsigned>(test.rows.count)}, .block = {TopKThreads<T>(test.rows)}, .seed = 5},
                    TopKKernel<T>, top, static_cast<uint32_t>(test.rows.length));
  ASSERT_TRUE(ran.ok()) << ran;
};

TEST(TopKKernel, Shapes_EqualTheCpu) { TestTopKShapes({1, 5, 9, 128, 129, 1000, 2049, 5000}, kEmulate); }

TEST(TopKKernel, LongRow_EqualsTheCpu) {
  ExpectEqualToCpu({.rows = {1, 100003, ElementType::kBFloat16}, .k = 128, .softmax = true, .offset = 3}, kEmulate);
}

TEST(TopKKernel, SpecialValues_EqualTheCpu) { TestTopKSpecialValues(kEmulate); }

TEST(TopKKernel, MoreCandidatesThanThereIsRoom_EqualTheCpu) { TestTopKConcentratedValues(kEmulate); }

// The case above reaches the digits: 32 threads see all of the large values, so that the 128th of the threads' largest is a
// small one, which thousands of elements are not below. This calls the digits by themselves.
template <typename T>
void CountDigits(RowParts<T, 16 / sizeof(T)> parts, uint64_t* ranks) {
  ASSAY_SHARED_ARRAY(uint32_t, counts, kTopKDigits + 2);
  for (uint32_t k = 1; k <= 20; ++k) {
    const uint64_t rank = KthRank(parts, k, counts);
    if (threadIdx.x == 0) ranks[k - 1] = rank;
  }
}

TEST(KthRank, EveryK_IsTheRowsOrder) {
  const std::vector<float> row = {3,         -1, 3, NAN, 0, -0.0f, INFINITY, 1e-40f, -1e-40f, 3,
                                  -INFINITY, 7,  8, 9,   3, 3,     2,        1,      0,       5};
  std::vector<uint64_t> ranks(row.size()), expected;
  for (uint32_t i = 0; i < row.size(); ++i) expected.push_back(TopKRank(row[i], i));
  std::sort(expected.begin(), expected.end());
  const absl::Status ran =
      EmulateLaunch({.grid = {1}, .block = {64}, .seed = 5}, CountDigits<float>,
                    RowParts<float, 4>(row.data(), static_cast<uint32_t>(row.size())), ranks.data());
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(ranks, expected);
}

TEST(TopKThreads, Rows_HaveAtLeastAsManyAsKCanBe) {
  EXPECT_EQ(TopKThreads<float>({1, 1}), 128);
  EXPECT_EQ(TopKThreads<float>({1, 4096}), 256);
  EXPECT_EQ(TopKThreads<float>({1, 100000}), 1024);
}

}  // namespace
}  // namespace assay
