#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {
namespace {

FeatureMaps OneRow(int64_t channels, int64_t width) {
  return {.images = 1, .channels = channels, .height = 1, .width = width};
}

TEST(FoldFrozenBatchNorm, OneChannel_IsFoldedByHand) {
  const float weight = 3.0f, bias = 1.0f, mean = 2.0f, var = 3.0f;
  float scale = 0.0f, shift = 0.0f;
  ASSERT_TRUE(FoldFrozenBatchNorm({&weight, &bias, &mean, &var, /*eps=*/1.0}, 1, &scale, &shift));
  EXPECT_EQ(scale, 1.5f);   // 3 / sqrt(3 + 1)
  EXPECT_EQ(shift, -2.0f);  // 1 - 2 * 1.5
}

TEST(FoldFrozenBatchNorm, NegativeVariance_IsNan) {
  const float one = 1.0f, var = -1.0f;
  float scale = 0.0f, shift = 0.0f;
  ASSERT_TRUE(FoldFrozenBatchNorm({&one, &one, &one, &var, 1e-5}, 1, &scale, &shift));
  EXPECT_TRUE(std::isnan(scale));
  EXPECT_TRUE(std::isnan(shift));
}

TEST(FoldFrozenBatchNorm, InvalidArguments_AreRefused) {
  const float one = 1.0f;
  float out = 7.0f;
  EXPECT_FALSE(FoldFrozenBatchNorm({&one, &one, &one, &one}, -1, &out, &out));
  EXPECT_FALSE(FoldFrozenBatchNorm({&one, &one, nullptr, &one}, 1, &out, &out));
  EXPECT_FALSE(FoldFrozenBatchNorm({&one, &one, &one, &one}, 1, &out, nullptr));
  EXPECT_EQ(out, 7.0f);
  EXPECT_TRUE(FoldFrozenBatchNorm({}, 0, nullptr, nullptr));
}

TEST(FrozenBatchNormAddRelu, TwoChannels_AreComputedByHand) {
  const std::vector<float> input = {1, -1, 2, -2}, residual = {0.5f, 0.5f, -8, 1}, scale = {2, 3}, shift = {1, -1};
  std::vector<float> output(4);
  FrozenBatchNormAddRelu arguments = {.input = input.data(),
                                      .scale = scale.data(),
                                      .shift = shift.data(),
                                      .residual = residual.data(),
                                      .output = output.data()};
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(2, 2), arguments));
  EXPECT_EQ(output, (std::vector<float>{3.5f, 0, 0, 0}));
  arguments.relu = false;
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(2, 2), arguments));
  EXPECT_EQ(output, (std::vector<float>{3.5f, -0.5f, -3, -6}));
  arguments.residual = nullptr;
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(2, 2), arguments));
  EXPECT_EQ(output, (std::vector<float>{3, -1, 5, -7}));
  FeatureMaps interleaved = OneRow(2, 2);
  interleaved.layout = Layout::kNhwc;
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(interleaved, arguments));
  EXPECT_EQ(output, (std::vector<float>{3, -4, 5, -7}));
}

TEST(FrozenBatchNormAddRelu, SpecialValues_PassAsInTorch) {
  const std::vector<float> input = {NAN, INFINITY, -INFINITY, -0.0f, -1.0f}, scale = {1}, shift = {-0.0f};
  std::vector<float> output(5);
  FrozenBatchNormAddRelu arguments = {
      .input = input.data(), .scale = scale.data(), .shift = shift.data(), .output = output.data()};
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(1, 5), arguments));
  EXPECT_TRUE(std::isnan(output[0]));
  EXPECT_EQ(output[1], INFINITY);
  EXPECT_EQ(output[2], 0.0f);
  EXPECT_FALSE(std::signbit(output[3]));
  EXPECT_EQ(output[4], 0.0f);
  arguments.relu = false;
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(1, 5), arguments));
  EXPECT_TRUE(std::signbit(output[3]));  // no sum with an absent residual
}

// The spacing of numbers near `value` in T.
double Spacing(ElementType type, double value) {
  const int digits = type == ElementType::kFloat32 ? 23 : type == ElementType::kFloat16 ? 10 : 7;
  const double smallest = type == ElementType::kFloat16 ? std::ldexp(1.0, -24) : 1e-45;
  return std::max(std::ldexp(1.0, std::ilogb(std::abs(value) + 1e-300) - digits), smallest);
}

template <typename T>
void ExpectNearFloat64(const FeatureMaps& maps, bool add, bool relu) {
  Buffer<T> input(maps.count()), residual(maps.count()), output(maps.count());
  Buffer<float> scale(maps.channels), shift(maps.channels);
  input.FillNormal(1), residual.FillNormal(2), scale.FillNormal(3), shift.FillNormal(4);
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(maps, {.input = input.data(),
                                                 .scale = scale.data(),
                                                 .shift = shift.data(),
                                                 .residual = add ? residual.data() : nullptr,
                                                 .relu = relu,
                                                 .output = output.data()}));
  for (int64_t i = 0; i < maps.count(); ++i) {
    const int64_t channel = maps.layout == Layout::kNchw ? i / maps.plane() % maps.channels : i % maps.channels;
    const double product = double{ToFloat(input[i])} * scale[channel], added = add ? ToFloat(residual[i]) : 0.0;
    double expected = product + shift[channel] + added;
    // Each of three operations rounds a number that is no larger than this, then the result is rounded.
    const double largest = std::abs(product) + std::abs(shift[channel]) + std::abs(added);
    if (relu && expected < 0.0) expected = 0.0;
    const double allowed = 1.5 * Spacing(ElementType::kFloat32, largest) + 0.5 * Spacing(maps.type, expected);
    ASSERT_NEAR(ToFloat(output[i]), expected, allowed * 1.001) << i;
  }
  EXPECT_TRUE(output.GuardsHold());
}

TEST(FrozenBatchNormAddRelu, EveryVariant_IsNearFloat64) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      for (int variant = 0; variant < 4; ++variant) {
        const FeatureMaps maps = {.images = 3, .channels = 13, .height = 7, .width = 5, .layout = layout, .type = type};
        WithElementType(type, [&](auto zero) {
          ExpectNearFloat64<decltype(zero)>(maps, /*add=*/(variant & 1) != 0, /*relu=*/(variant & 2) != 0);
        });
      }
    }
  }
}

TEST(FrozenBatchNormAddRelu, InPlace_GivesTheSame) {
  const FeatureMaps maps = OneRow(2, 9);
  Buffer<float> input(18), residual(18), expected(18), scale(2), shift(2);
  input.FillNormal(1), residual.FillNormal(2), scale.FillNormal(3), shift.FillNormal(4);
  FrozenBatchNormAddRelu arguments = {.input = input.data(),
                                      .scale = scale.data(),
                                      .shift = shift.data(),
                                      .residual = residual.data(),
                                      .output = expected.data()};
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(maps, arguments));
  arguments.output = residual.data();
  ASSERT_TRUE(FrozenBatchNormAddReluOnCpu(maps, arguments));
  ExpectSameBits(residual, expected);
}

TEST(FrozenBatchNormAddRelu, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const float one = 1.0f;
  float output = 7.0f;
  const FrozenBatchNormAddRelu valid = {.input = &one, .scale = &one, .shift = &one, .output = &output};
  FrozenBatchNormAddRelu arguments = valid;
  arguments.input = nullptr;
  EXPECT_FALSE(FrozenBatchNormAddReluOnCpu(OneRow(1, 1), arguments));
  arguments = valid, arguments.shift = nullptr;
  EXPECT_FALSE(FrozenBatchNormAddReluOnCpu(OneRow(1, 1), arguments));
  arguments = valid, arguments.input = reinterpret_cast<const char*>(&one) + 2;
  EXPECT_FALSE(FrozenBatchNormAddReluOnCpu(OneRow(1, 1), arguments));
  arguments = valid, arguments.output = nullptr;
  EXPECT_FALSE(FrozenBatchNormAddReluOnCpu(OneRow(1, 1), arguments));
  EXPECT_FALSE(FrozenBatchNormAddReluOnCpu(OneRow(1, -1), valid));
  EXPECT_TRUE(FrozenBatchNormAddReluOnCpu(OneRow(1, 0), {}));
  EXPECT_EQ(output, 7.0f);
}

TEST(FrozenBatchNormAddReluWork, Bytes_AreEachTensorsOnce) {
  FeatureMaps maps = {.images = 2, .channels = 3, .height = 5, .width = 7, .type = ElementType::kFloat16};
  EXPECT_EQ(FrozenBatchNormAddReluWork(maps, true).bytes, 210 * 2 * 3 + 24);
  EXPECT_EQ(FrozenBatchNormAddReluWork(maps, false).bytes, 210 * 2 * 2 + 24);
  maps.type = ElementType::kFloat32;
  EXPECT_EQ(FrozenBatchNormAddReluWork(maps, true).bytes, 210 * 4 * 3 + 24);
  EXPECT_EQ(FrozenBatchNormAddReluWork(maps, true).flops, 210 * 4);
  maps.images = 1 << 20, maps.height = maps.width = 1 << 10;
  EXPECT_EQ(FrozenBatchNormAddReluWork(maps, false).flops, 9.0 * (1ll << 40));
}

}  // namespace
}  // namespace assay
