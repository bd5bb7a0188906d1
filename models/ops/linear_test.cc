#include "models/ops/linear.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

struct Layer {
  at::Tensor weight, bias;
};

Layer MakeLayer(int64_t in, int64_t out) {
  at::manual_seed(0);
  return {at::randn({out, in}) / std::sqrt(static_cast<double>(in)), at::randn({out})};
}

// The largest error against float64.
double Error(const at::Tensor& actual, const at::Tensor& expected) {
  EXPECT_EQ(actual.sizes(), expected.sizes());
  return (actual.to(at::kDouble) - expected).abs().max().item<double>();
}

at::Tensor Exact(const at::Tensor& input, const Layer& layer) {
  return at::linear(input.to(at::kDouble), layer.weight.to(at::kDouble), layer.bias.to(at::kDouble));
}

TEST(Linear, AnyShape_AgreesWithFloat64ToRounding) {
  c10::InferenceMode inference;
  const Layer layer = MakeLayer(384, 1536);
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{384}, {1, 384}, {9, 384}, {2, 5, 384}, {3, 2, 2, 384}, {200, 384}}) {
    const at::Tensor input = at::randn(shape);
    EXPECT_LT(Error(InferenceLinear(input, layer.weight, layer.bias), Exact(input, layer)), 1e-5);
    EXPECT_LT(Error(InferenceLinearGelu(input, layer.weight, layer.bias), at::gelu(Exact(input, layer))), 1e-5);
  }
}

TEST(Linear, StridedInput_IsReadByItsStrides) {
  c10::InferenceMode inference;
  const Layer layer = MakeLayer(8, 16);
  const at::Tensor input = at::randn({8, 5}).t();
  EXPECT_LT(Error(InferenceLinear(input, layer.weight, layer.bias), Exact(input, layer)), 1e-5);
}

TEST(Linear, NoRows_GiveNoRows) {
  c10::InferenceMode inference;
  const Layer layer = MakeLayer(8, 16);
  EXPECT_EQ(InferenceLinear(at::randn({0, 8}), layer.weight, layer.bias).sizes(), at::IntArrayRef({0, 16}));
}

TEST(Linear, Float64_IsAtLinears) {
  const Layer layer = MakeLayer(8, 16);
  const at::Tensor input = at::randn({3, 8}).to(at::kDouble);
  EXPECT_FALSE(UsesOneDnn(input, layer.weight.to(at::kDouble)));
  EXPECT_TRUE(
      at::equal(InferenceLinear(input, layer.weight.to(at::kDouble), layer.bias.to(at::kDouble)), Exact(input, layer)));
}

TEST(Linear, WhereGradientsAreWanted_HasThem) {
  const Layer layer = MakeLayer(8, 16);
  at::Tensor weight = layer.weight.clone().requires_grad_();
  const at::Tensor input = at::randn({3, 8});
  EXPECT_FALSE(UsesOneDnn(input, weight));
  InferenceLinearGelu(input, weight, layer.bias).sum().backward();
  EXPECT_TRUE(weight.grad().defined());
  at::NoGradGuard no_grad;
  EXPECT_EQ(UsesOneDnn(input, weight), UsesOneDnn(input, layer.weight));
}

TEST(Linear, OneDnnTurnedOff_IsAtLinears) {
  c10::InferenceMode inference;
  const Layer layer = MakeLayer(8, 16);
  const at::Tensor input = at::randn({3, 8});
  at::globalContext().setUserEnabledMkldnn(false);
  EXPECT_FALSE(UsesOneDnn(input, layer.weight));
  EXPECT_TRUE(at::equal(InferenceLinear(input, layer.weight, layer.bias), at::linear(input, layer.weight, layer.bias)));
  at::globalContext().setUserEnabledMkldnn(true);
}

TEST(Linear, OtherWidth_Throws) {
  c10::InferenceMode inference;
  const Layer layer = MakeLayer(8, 16);
  EXPECT_THROW(InferenceLinear(at::randn({3, 9}), layer.weight, layer.bias), c10::Error);
}

}  // namespace
}  // namespace assay
