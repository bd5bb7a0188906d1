#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/testing/buffer.h"

namespace assay {
namespace {

constexpr MapActivation kActivations[] = {MapActivation::kNone, MapActivation::kRelu, MapActivation::kHardswish,
                                          MapActivation::kSilu};
constexpr Gate kGates[] = {Gate::kNone, Gate::kSigmoid, Gate::kHardsigmoid};

float One(float value, MapActivation activation, float scale, Gate gate) {
  float output = 0.0f;
  EXPECT_TRUE(ActivationScaleOnCpu(
      {.images = 1, .channels = 1, .height = 1, .width = 1},
      {.input = &value, .activation = activation, .scale = &scale, .gate = gate, .output = &output}));
  return output;
}

TEST(ActivationScale, KnownValues_AreTorchs) {
  EXPECT_EQ(One(-2.0f, MapActivation::kNone, 3.0f, Gate::kNone), -6.0f);
  EXPECT_EQ(One(-2.0f, MapActivation::kRelu, 3.0f, Gate::kNone), 0.0f);
  EXPECT_FLOAT_EQ(One(1.0f, MapActivation::kHardswish, 1.0f, Gate::kNone), 2.0f / 3.0f);
  EXPECT_EQ(One(-3.0f, MapActivation::kHardswish, 1.0f, Gate::kNone), 0.0f);
  EXPECT_FLOAT_EQ(One(4.0f, MapActivation::kHardswish, 1.0f, Gate::kNone), 4.0f);
  EXPECT_FLOAT_EQ(One(1.0f, MapActivation::kSilu, 1.0f, Gate::kNone), 0.73105858f);
  EXPECT_FLOAT_EQ(One(2.0f, MapActivation::kNone, 0.0f, Gate::kSigmoid), 1.0f);
  EXPECT_FLOAT_EQ(One(2.0f, MapActivation::kNone, 0.0f, Gate::kHardsigmoid), 1.0f);
  EXPECT_EQ(One(2.0f, MapActivation::kNone, -4.0f, Gate::kHardsigmoid), 0.0f);
  EXPECT_FLOAT_EQ(One(2.0f, MapActivation::kNone, 5.0f, Gate::kHardsigmoid), 2.0f);
}

TEST(ActivationScale, NanAndInfinity_AreTorchs) {
  for (MapActivation activation : kActivations) {
    EXPECT_TRUE(std::isnan(One(NAN, activation, 1.0f, Gate::kNone)));
    EXPECT_EQ(One(INFINITY, activation, 1.0f, Gate::kNone), INFINITY);
  }
  for (Gate gate : kGates) EXPECT_TRUE(std::isnan(One(1.0f, MapActivation::kNone, NAN, gate)));
  EXPECT_TRUE(std::isnan(One(-INFINITY, MapActivation::kHardswish, 1.0f, Gate::kNone)));
  EXPECT_TRUE(std::isnan(One(-INFINITY, MapActivation::kSilu, 1.0f, Gate::kNone)));
  EXPECT_EQ(One(-INFINITY, MapActivation::kRelu, 1.0f, Gate::kNone), 0.0f);
  EXPECT_EQ(One(-200.0f, MapActivation::kSilu, 1.0f, Gate::kNone), 0.0f);
}

double Exact(double value, MapActivation activation, double scale, Gate gate) {
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  const auto hardsigmoid = [](double x) { return std::min(std::max(x + 3.0, 0.0), 6.0) / 6.0; };
  if (gate == Gate::kSigmoid) scale = sigmoid(scale);
  if (gate == Gate::kHardsigmoid) scale = hardsigmoid(scale);
  if (activation == MapActivation::kRelu) value = std::max(value, 0.0);
  if (activation == MapActivation::kHardswish) value *= hardsigmoid(value);
  if (activation == MapActivation::kSilu) value *= sigmoid(value);
  return value * scale;
}

template <typename T>
void ExpectNearFloat64(const FeatureMaps& maps, MapActivation activation, Gate gate) {
  Buffer<T> input(maps.count()), scale(maps.images * maps.channels), output(maps.count());
  input.FillNormal(1, 0.0f, 4.0f), scale.FillNormal(2, 0.0f, 3.0f);
  ASSERT_TRUE(ActivationScaleOnCpu(
      maps,
      {.input = input.data(), .activation = activation, .scale = scale.data(), .gate = gate, .output = output.data()}));
  for (int64_t i = 0; i < maps.count(); ++i) {
    const int64_t image = i / (maps.channels * maps.plane());
    const int64_t channel = maps.layout == Layout::kNchw ? i / maps.plane() % maps.channels : i % maps.channels;
    const double expected = Exact(ToFloat(input[i]), activation, ToFloat(scale[image * maps.channels + channel]), gate);
    // float32's x + 3 is off by up to half a unit of 3, 2e-7, however small what remains; then T's own rounding.
    const double allowed = 3e-7 * (1.0 + std::abs(expected)) * (1.0 + std::abs(ToFloat(input[i]))) +
                           (sizeof(T) == 4               ? 0.0
                            : std::is_same_v<T, Float16> ? std::abs(expected) / 2048 + 3e-8
                                                         : std::abs(expected) / 256);
    ASSERT_NEAR(ToFloat(output[i]), expected, allowed) << i;
  }
  EXPECT_TRUE(output.GuardsHold());
}

TEST(ActivationScale, EveryVariant_IsNearFloat64) {
  for (Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kBFloat16}) {
      for (MapActivation activation : kActivations) {
        for (Gate gate : kGates) {
          WithElementType(type, [&](auto zero) {
            ExpectNearFloat64<decltype(zero)>({3, 13, 7, 5, layout, type}, activation, gate);
          });
        }
      }
    }
  }
}

TEST(ActivationScale, InvalidArguments_AreRefusedAndNothingIsWritten) {
  const FeatureMaps one = {.images = 1, .channels = 1, .height = 1, .width = 1};
  const float value = 1.0f;
  float output = 7.0f;
  EXPECT_FALSE(ActivationScaleOnCpu(one, {.input = &value, .output = &output}));
  EXPECT_FALSE(ActivationScaleOnCpu(one, {.input = &value, .scale = &value}));
  EXPECT_FALSE(ActivationScaleOnCpu(
      one, {.input = reinterpret_cast<const char*>(&value) + 1, .scale = &value, .output = &output}));
  EXPECT_FALSE(ActivationScaleOnCpu({.images = -1}, {.input = &value, .scale = &value, .output = &output}));
  EXPECT_TRUE(ActivationScaleOnCpu({.images = 0}, {}));
  EXPECT_EQ(output, 7.0f);
}

TEST(ActivationScaleWork, Bytes_AreEachTensorsOnce) {
  const FeatureMaps maps = {.images = 2, .channels = 3, .height = 5, .width = 7, .type = ElementType::kBFloat16};
  EXPECT_EQ(ActivationScaleWork(maps).bytes, 210 * 2 * 2 + 6 * 2);
}

}  // namespace
}  // namespace assay
