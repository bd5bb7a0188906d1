#include "harness/gradient_norms.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

at::Tensor Parameter(std::vector<double> values) { return at::tensor(values, at::kDouble).set_requires_grad(true); }

TEST(GradientNorms, Backward_GivesNormsAndKeepsNoGradient) {
  const at::Tensor a = Parameter({3, 4});
  const GradientNorms norms({{"a", a, true}});
  a.square().sum().backward();
  EXPECT_EQ(norms.Of(a), 10);
  EXPECT_FALSE(a.grad().defined());
}

TEST(GradientNorms, UsedTwice_GivesTheNormOfTheSum) {
  const at::Tensor a = Parameter({1, 2});
  const GradientNorms norms({{"first", a, true}, {"second", a, true}});
  (at::mul(a, 3) + a).sum().backward();
  EXPECT_DOUBLE_EQ(*norms.Of(a), 4 * std::sqrt(2));
}

TEST(GradientNorms, WithoutAGradient_IsNone) {
  const at::Tensor used = Parameter({1}), unused = Parameter({1}), buffer = at::ones({1});
  const GradientNorms norms({{"used", used, true}, {"unused", unused, true}, {"buffer", buffer, false}});
  used.sum().backward();
  EXPECT_TRUE(norms.Of(used).has_value());
  EXPECT_FALSE(norms.Of(unused).has_value());
  EXPECT_FALSE(norms.Of(buffer).has_value());
}

TEST(GradientNorms, OldGradient_DoesNotCount) {
  const at::Tensor a = Parameter({5});
  a.sum().backward();
  const GradientNorms norms({{"a", a, true}});
  a.sum().backward();
  EXPECT_EQ(norms.Of(a), 1);
}

TEST(GradientNorms, Afterwards_GradientsAreKeptAgain) {
  const at::Tensor a = Parameter({5});
  { const GradientNorms norms({{"a", a, true}}); }
  a.sum().backward();
  EXPECT_TRUE(a.grad().defined());
}

}  // namespace
}  // namespace assay
