#include "models/layers/squeeze_excitation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;

class SqueezeExcitationTest : public testing::Test {
 protected:
  // The layer's answer, and that of plain operators with its tensors and these activations.
  void ExpectOperators(const SqueezeExcitationOptions& options, at::Tensor (*activation)(const at::Tensor&),
                       at::Tensor (*scale_activation)(const at::Tensor&)) {
    at::NoGradGuard no_grad;
    at::manual_seed(1);
    SqueezeExcitation layer(options);
    auto parameters = layer.named_parameters();
    for (auto& item : parameters) item.value().uniform_(-2, 2);
    const at::Tensor input = at::randn({2, 6, 5, 4});
    const at::Tensor squeezed =
        activation(at::conv2d(input.mean({2, 3}, /*keepdim=*/true), parameters["fc1.weight"], parameters["fc1.bias"]));
    const at::Tensor scale = scale_activation(at::conv2d(squeezed, parameters["fc2.weight"], parameters["fc2.bias"]));
    const at::Tensor output = layer.forward(input);
    EXPECT_TRUE(at::allclose(output, scale * input, 1e-5, 1e-5));
    EXPECT_GT((output - input).abs().max().item<float>(), 0.1) << "all factors are 1: the case tells nothing";
  }
};

TEST_F(SqueezeExcitationTest, Defaults_AreReluAndSigmoid) {
  ExpectOperators({.input_channels = 6, .squeeze_channels = 3}, at::relu, at::sigmoid);
}

TEST_F(SqueezeExcitationTest, OtherActivations_TakeTheirPlaces) {
  ExpectOperators({.input_channels = 6,
                   .squeeze_channels = 3,
                   .activation = Activation::kSiLU,
                   .scale_activation = Activation::kHardsigmoid},
                  at::silu, at::hardsigmoid);
}

TEST_F(SqueezeExcitationTest, Input_IsNotOverwritten) {
  SqueezeExcitation layer({.input_channels = 6, .squeeze_channels = 2});
  const at::Tensor input = at::randn({1, 6, 1, 1});
  const at::Tensor before = input.clone();
  layer.forward(input);
  EXPECT_TRUE(at::equal(input, before));
}

TEST_F(SqueezeExcitationTest, Children_AreNamedAsTheReferences) {
  const SqueezeExcitation layer({.input_channels = 6, .squeeze_channels = 2});
  std::vector<std::string> names;
  for (const auto& child : layer.named_children()) names.push_back(child.key());
  EXPECT_THAT(names, ElementsAre("avgpool", "fc1", "fc2", "activation", "scale_activation"));
}

}  // namespace
}  // namespace assay
