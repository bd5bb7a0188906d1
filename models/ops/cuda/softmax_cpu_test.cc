#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/softmax.h"
#include "models/ops/cuda/testing/buffer.h"
#include "models/ops/cuda/testing/softmax_cases.h"

namespace assay {
namespace {

std::vector<float> SoftmaxOf(const std::vector<float>& input, int64_t count = 1) {
  std::vector<float> output(input.size(), -1.0f);
  const Rows rows = {.count = count, .length = static_cast<int64_t>(input.size()) / count};
  EXPECT_TRUE(SoftmaxOnCpu(rows, input.data(), output.data()));
  return output;
}

TEST(Softmax, KnownValues_AreTorchs) {
  EXPECT_EQ(SoftmaxOf({5, 5, 5, 5}), (std::vector<float>{0.25f, 0.25f, 0.25f, 0.25f}));
  const std::vector<float> output = SoftmaxOf({1, 2, 3, 1000, 1000, -1000}, 2);
  EXPECT_FLOAT_EQ(output[0], 0.09003057f);
  EXPECT_FLOAT_EQ(output[2], 0.66524094f);
  EXPECT_EQ(output[4], 0.5f);
  EXPECT_EQ(output[5], 0.0f);
}

TEST(Softmax, NanAndInfinity_AreTorchs) {
  for (const std::vector<float>& row : {std::vector<float>{1, NAN, 2}, {1, INFINITY, 2}, {-INFINITY, -INFINITY}}) {
    for (float value : SoftmaxOf(row)) EXPECT_TRUE(std::isnan(value));
  }
  EXPECT_EQ(SoftmaxOf({-INFINITY, 0, 0}), (std::vector<float>{0.0f, 0.5f, 0.5f}));
}

template <typename T>
void ExpectNearFloat64(const Rows& rows) {
  SoftmaxBuffers<T> buffers({.rows = rows});
  ASSERT_TRUE(SoftmaxOnCpu(rows, buffers.input.data(), buffers.output.data()));
  for (int64_t row = 0; row < rows.count; ++row) {
    double sum = 0.0;
    for (int64_t i = 0; i < rows.length; ++i) sum += std::exp(double{ToFloat(buffers.input[row * rows.length + i])});
    for (int64_t i = 0; i < rows.length; ++i) {
      const double expected = std::exp(double{ToFloat(buffers.input[row * rows.length + i])}) / sum;
      // float32's difference from the largest is off by a unit of it, some 1e-6; then the type's own rounding, which in
      // float16 is absolute below 6e-5.
      const double rounding = sizeof(T) == 4               ? 0.0
                              : std::is_same_v<T, Float16> ? expected / 2048 + 3e-8
                                                           : expected / 256;
      ASSERT_NEAR(ToFloat(buffers.output[row * rows.length + i]), expected, 2e-6 * expected + rounding) << i;
    }
  }
  EXPECT_TRUE(buffers.output.GuardsHold());
}

TEST(Softmax, EveryType_IsNearFloat64) {
  for (ElementType type : kAllTypes) {
    for (int64_t length : {1, 2, 10, 1000, 100000}) {
      WithElementType(type, [&](auto zero) { ExpectNearFloat64<decltype(zero)>({2, length, type}); });
    }
  }
}

TEST(Softmax, InPlace_GivesTheSame) {
  std::vector<float> values = {1, 2, 3};
  const std::vector<float> expected = SoftmaxOf(values);
  ASSERT_TRUE(SoftmaxOnCpu({.length = 3}, values.data(), values.data()));
  EXPECT_EQ(values, expected);
}

TEST(Softmax, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const float input = 1.0f;
  float output = 7.0f;
  EXPECT_FALSE(SoftmaxOnCpu({.length = 1}, nullptr, &output));
  EXPECT_FALSE(SoftmaxOnCpu({.length = 1}, &input, nullptr));
  EXPECT_FALSE(SoftmaxOnCpu({.length = -1}, &input, &output));
  EXPECT_FALSE(SoftmaxOnCpu({.length = int64_t{1} << 31}, &input, &output));
  EXPECT_FALSE(SoftmaxOnCpu({.length = 1}, reinterpret_cast<const char*>(&input) + 1, &output));
  EXPECT_TRUE(SoftmaxOnCpu({.length = 0}, nullptr, nullptr));
  EXPECT_EQ(output, 7.0f);
}

TEST(SoftmaxWork, Bytes_AreReadOnceAndWrittenOnce) {
  EXPECT_EQ(SoftmaxWork({64, 100000, ElementType::kFloat16}).bytes, 64 * 100000 * 4.0);
  EXPECT_EQ(SoftmaxWork({1 << 20, 1 << 20}).flops, 5.0 * (int64_t{1} << 40));
}

}  // namespace
}  // namespace assay
