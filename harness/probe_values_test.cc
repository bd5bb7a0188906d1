#include "harness/probe_values.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "gtest/gtest.h"

namespace assay {
namespace {

double Uniform(absl::string_view name, int64_t i) { return ProbeUniform(name, i + 1)[i]; }

// The tensor that FillState makes of one of the shape and type, under the key.
at::Tensor Filled(const std::string& key, const std::vector<int64_t>& shape, at::ScalarType type = at::kDouble) {
  const at::Tensor tensor = at::full(shape, 9, type);
  FillState({{.name = key, .tensor = tensor}});
  return tensor;
}

// Every element against offset + scale * u.
void ExpectRole(const std::string& key, const std::vector<int64_t>& shape, double offset, double scale) {
  const at::Tensor tensor = Filled(key, shape).flatten();
  const std::vector<double> uniform = ProbeUniform(key, tensor.numel());
  for (int64_t i = 0; i < tensor.numel(); ++i) {
    EXPECT_EQ(tensor[i].item<double>(), offset + scale * uniform[i]) << key << " " << i;
  }
}

// Numerators computed in Python: splitmix64((zlib.crc32(name) << 32) + i) >> 40, in integers of any size.
TEST(ProbeUniform, NamesAndPositions_GivePythonsNumbers) {
  EXPECT_EQ(Uniform("input", 0), 16736230.0 / 16777216);
  EXPECT_EQ(Uniform("input", 1), 5868625.0 / 16777216);
  EXPECT_EQ(Uniform("conv1.weight", 0), 4276346.0 / 16777216);
  EXPECT_EQ(Uniform("", 0), 14819496.0 / 16777216);
  EXPECT_EQ(Uniform("features.0.1.running_var", 12345), 16650228.0 / 16777216);
}

TEST(ProbeUniform, NoValues_IsEmpty) { EXPECT_TRUE(ProbeUniform("input", 0).empty()); }

TEST(FillState, Tensors_AreScaledToTheirRoles) {
  ExpectRole("bn1.running_mean", {5}, -0.1, 0.2);
  ExpectRole("bn1.running_var", {5}, 0.75, 0.5);
  ExpectRole("bn1.weight", {5}, 0.75, 0.5);
  ExpectRole("bn1.bias", {5}, -0.1, 0.2);
  ExpectRole("logit_scale", {}, 0, 1);
}

TEST(FillState, Weights_AreScaledToTheirFanIn) {
  const double bound = std::sqrt(3.0 / (3 * 7 * 5));
  ExpectRole("conv1.weight", {4, 3, 7, 5}, -bound, 2 * bound);
  ExpectRole("fc.bias", {2, 3}, -1, 2);  // two dimensions outrank the name
}

TEST(FillState, RunningMeanOfTwoDimensions_IsStillARunningMean) { ExpectRole("norm.running_mean", {2, 2}, -0.1, 0.2); }

TEST(FillState, BatchCounter_BecomesZero) {
  EXPECT_EQ(Filled("bn1.num_batches_tracked", {}, at::kLong).item<int64_t>(), 0);
}

TEST(FillState, OtherIntegers_StayAsBuilt) {
  EXPECT_TRUE(at::equal(Filled("relative_position_index", {2, 2}, at::kLong), at::full({2, 2}, 9, at::kLong)));
}

TEST(FillState, Float32_IsRoundedOnceFromFloat64) {
  const at::Tensor single = Filled("bn1.weight", {64}, at::kFloat);
  EXPECT_TRUE(at::equal(single, Filled("bn1.weight", {64}, at::kDouble).to(at::kFloat)));
}

TEST(FillState, Float16_IsRoundedOnceFromFloat64) {
  EXPECT_TRUE(at::equal(Filled("bn1.bias", {64}, at::kHalf), Filled("bn1.bias", {64}, at::kDouble).to(at::kHalf)));
}

TEST(FillState, EmptyTensor_IsLeftAlone) { EXPECT_EQ(Filled("head.weight", {0, 3}).numel(), 0); }

TEST(FillState, ParameterThatWantsGradients_IsFilled) {
  const at::Tensor parameter = at::ones({2}, at::TensorOptions().requires_grad(true));
  FillState({{.name = "bias", .tensor = parameter, .is_parameter = true}});
  EXPECT_LT(parameter.max().item<float>(), 0.1);
}

TEST(ProbeInput, Values_LieInMinusTwoToTwo) {
  const at::Tensor input = ProbeInput("input", {2, 3});
  EXPECT_EQ(input.scalar_type(), at::kFloat);
  EXPECT_EQ(input.sizes(), at::IntArrayRef({2, 3}));
  EXPECT_EQ(input[0][0].item<float>(), static_cast<float>(4 * 16736230.0 / 16777216 - 2));
  EXPECT_EQ(input[0][1].item<float>(), static_cast<float>(4 * 5868625.0 / 16777216 - 2));
}

TEST(FillStateAsDouble, TensorsOfAnyType_AreThoseOfTheirTypeConverted) {
  std::vector<StateEntry> direct, converted;
  std::vector<at::ScalarType> types;
  int64_t rows = 3;
  for (const at::ScalarType type : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16}) {
    for (const char* name : {"weight", "running_mean", "running_var", "bias"}) {
      const std::vector<int64_t> shape =
          name == std::string("weight") ? std::vector<int64_t>{rows, 7} : std::vector<int64_t>{++rows};
      direct.push_back({c10::toString(type) + std::string(".") + name, at::ones(shape, type)});
      converted.push_back({direct.back().name, at::ones(shape, type)});
      types.push_back(type);
    }
  }
  direct.push_back({"num_batches_tracked", at::ones({}, at::kLong)});
  converted.push_back({"num_batches_tracked", at::ones({}, at::kLong)});
  types.push_back(at::kLong);
  FillStateAsDouble(direct, types);
  FillState(converted);
  for (size_t i = 0; i < direct.size(); ++i) {
    const at::Tensor& expected = converted[i].tensor;
    EXPECT_TRUE(at::equal(direct[i].tensor, expected.is_floating_point() ? expected.to(at::kDouble) : expected))
        << direct[i].name;
  }
}

}  // namespace
}  // namespace assay
