#include "models/layers/layer.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/layers/observe.h"

namespace assay {
namespace {

using testing::ElementsAre;

std::vector<std::string> ParameterNames(const torch::nn::Module& module) {
  std::vector<std::string> names;
  for (const auto& item : module.named_parameters()) names.push_back(item.key());
  return names;
}

// The last rows would lose more than a tenth when rounded down, and go up instead.
TEST(MakeDivisible, Widths_AreThoseOfTheReference) {
  struct Case {
    double value;
    int64_t divisor, expected;
  };
  for (const Case& c : {Case{32, 8, 32},
                        {16, 8, 16},
                        {33.6, 8, 32},
                        {36, 8, 40},
                        {24 * 1.1, 8, 24},
                        {40 * 1.1, 8, 48},
                        {1, 8, 8},
                        {0, 8, 8},
                        {12, 8, 16},
                        {18, 8, 24},
                        {10, 8, 16},
                        {19, 16, 32}}) {
    EXPECT_EQ(MakeDivisible(c.value, c.divisor), c.expected) << c.value << " to a multiple of " << c.divisor;
  }
}

TEST(ConvNormActivation, EvalMode_EqualsTheThreeOperators) {
  at::NoGradGuard no_grad;
  at::manual_seed(1);
  const auto chain = ConvNormActivation({.in_channels = 4,
                                         .out_channels = 6,
                                         .kernel_size = 5,
                                         .stride = 2,
                                         .groups = 2,
                                         .activation = Activation::kReLU6});
  chain->eval();
  auto parameters = chain->named_parameters();
  auto buffers = chain->named_buffers();
  for (auto& item : parameters) item.value().uniform_(-4, 4);
  buffers["1.running_mean"].uniform_(-1, 1);
  buffers["1.running_var"].uniform_(0.5, 2);
  const at::Tensor input = at::randn({2, 4, 9, 7});
  const at::Tensor convolved =
      at::conv2d(input, parameters["0.weight"], {}, /*stride=*/2, /*padding=*/2, /*dilation=*/1, /*groups=*/2);
  const at::Tensor expected =
      at::batch_norm(convolved, parameters["1.weight"], parameters["1.bias"], buffers["1.running_mean"],
                     buffers["1.running_var"],
                     /*training=*/false, /*momentum=*/0.1, /*eps=*/1e-5, /*cudnn_enabled=*/false)
          .clamp(0, 6);
  const at::Tensor output = chain->forward(input);
  EXPECT_TRUE(at::allclose(output, expected, 1e-5, 1e-5)) << (output - expected).abs().max();
  EXPECT_GT(output.max().item<float>(), 5.999) << "no value reached the upper clamp: the case tells nothing of it";
}

TEST(ConvNormActivation, ReLU_HasNoUpperBound) {
  at::NoGradGuard no_grad;
  const auto chain = ConvNormActivation({.in_channels = 1, .out_channels = 1, .kernel_size = 1});
  chain->eval();
  for (auto& parameter : chain->parameters()) parameter.fill_(10);
  EXPECT_GT(chain->forward(at::ones({1, 1, 2, 2})).min().item<float>(), 100);
}

TEST(ConvNormActivation, StrideOne_KeepsTheSize) {
  const auto chain = ConvNormActivation({.in_channels = 1, .out_channels = 3, .kernel_size = 3});
  EXPECT_EQ(chain->forward(at::ones({1, 1, 5, 8})).sizes(), at::IntArrayRef({1, 3, 5, 8}));
}

TEST(ConvNormActivation, NoNormalisation_IsAConvolutionWithBias) {
  const auto chain = ConvNormActivation(
      {.in_channels = 2, .out_channels = 3, .kernel_size = 1, .activation = std::nullopt, .norm_layer = nullptr});
  EXPECT_EQ(chain->size(), 1);
  EXPECT_THAT(ParameterNames(*chain), ElementsAre("0.weight", "0.bias"));
}

// Doubles; a module, and no module.
class Twice : public torch::nn::Module, public Layer {
 protected:
  at::Tensor Compute(const at::Tensor& input) override { return input * 2; }
};
class NoModule : public Layer {
 protected:
  at::Tensor Compute(const at::Tensor& input) override { return input; }
};

TEST(ConvNormActivation, OtherNormalisation_TakesItsPlace) {
  at::NoGradGuard no_grad;
  int64_t asked = 0;
  const auto chain = ConvNormActivation({.in_channels = 1,
                                         .out_channels = 3,
                                         .kernel_size = 1,
                                         .activation = std::nullopt,
                                         .norm_layer = [&](int64_t channels) -> std::shared_ptr<Layer> {
                                           asked = channels;
                                           return std::make_shared<Twice>();
                                         }});
  EXPECT_EQ(asked, 3);
  EXPECT_THAT(ParameterNames(*chain), ElementsAre("0.weight"));
  chain->parameters()[0].fill_(5);
  EXPECT_EQ(chain->forward(at::ones({1, 1, 1, 1})).sum().item<float>(), 30);
}

TEST(Chain, LayerThatIsNoModule_IsRefused) {
  Chain chain;
  EXPECT_THROW(chain.Add(std::make_shared<NoModule>()), c10::Error);
  EXPECT_THROW(chain.Add(nullptr), c10::Error);
  EXPECT_EQ(chain.size(), 0);
}

TEST(Chain, Children_AreNamedByTheirPosition) {
  Chain chain;
  chain.Add(std::make_shared<Linear>(torch::nn::LinearOptions(2, 2)));
  chain.Add(std::make_shared<Activation>(Activation::kReLU));
  chain.Add(std::make_shared<Linear>(torch::nn::LinearOptions(2, 1).bias(false)));
  EXPECT_EQ(chain.size(), 3);
  EXPECT_THAT(ParameterNames(chain), ElementsAre("0.weight", "0.bias", "2.weight"));
}

TEST(Chain, Layers_RunInTheirOrder) {
  at::NoGradGuard no_grad;
  Chain chain;
  const auto negate = std::make_shared<Linear>(torch::nn::LinearOptions(1, 1).bias(false));
  negate->weight.fill_(-2);
  chain.Add(negate);
  chain.Add(std::make_shared<Activation>(Activation::kReLU));
  EXPECT_EQ(chain.forward(at::ones({1, 1})).item<float>(), 0);  // the other order gives -2
}

TEST(Chain, NoLayers_IsTheIdentity) {
  Chain chain;
  EXPECT_EQ(chain.forward(at::ones({1})).item<float>(), 1);
}

TEST(Dropout, EvalMode_IsTheIdentity) {
  Dropout dropout(0.5);
  dropout.eval();
  const at::Tensor input = at::ones({1000});
  EXPECT_TRUE(at::equal(dropout.forward(input), input));
}

TEST(Dropout, TrainingMode_ZeroesItsShareAndScalesTheRest) {
  at::manual_seed(0);
  Dropout dropout(0.2);
  const at::Tensor output = dropout.forward(at::ones({100000}));
  EXPECT_NEAR((output == 0).to(at::kDouble).mean().item<double>(), 0.2, 0.01);
  EXPECT_TRUE(((output == 0) | (output == 1.25)).all().item<bool>());
}

TEST(GlobalAveragePool, FeatureMap_GivesMeansOverHeightAndWidth) {
  const at::Tensor input = at::randn({2, 3, 4, 5});
  const at::Tensor output = GlobalAveragePool(input);
  EXPECT_EQ(output.sizes(), at::IntArrayRef({2, 3}));
  EXPECT_TRUE(at::allclose(output, input.mean({2, 3})));
}

TEST(NormLayer, OptionText_TellsTheDefaultFromOthersAndFromNone) {
  EXPECT_EQ(OptionText(MakeBatchNorm2d), "MakeBatchNorm2d");
  EXPECT_EQ(OptionText(nullptr), "none");
  EXPECT_EQ(OptionText([](int64_t channels) { return MakeBatchNorm2d(channels); }), "set");
}

TEST(ConvNormActivation, Dilation_KeepsTheSizeAndSpreadsTheKernel) {
  at::NoGradGuard no_grad;
  const auto chain = ConvNormActivation({.in_channels = 1,
                                         .out_channels = 1,
                                         .kernel_size = 3,
                                         .activation = std::nullopt,
                                         .norm_layer = nullptr,
                                         .dilation = 2});
  auto parameters = chain->named_parameters();
  parameters["0.weight"].fill_(1);
  parameters["0.bias"].zero_();
  at::Tensor input = at::zeros({1, 1, 7, 7});
  input[0][0][3][3] = 1;
  const at::Tensor output = chain->forward(input);
  EXPECT_EQ(output.sizes(), input.sizes());
  EXPECT_EQ(output.sum().item<float>(), 9);
  EXPECT_EQ(output[0][0][1][5].item<float>(), 1);
  EXPECT_EQ(output[0][0][2][2].item<float>(), 0);
}

TEST(Activation, EveryKind_IsLibTorchsFunctionInPlace) {
  struct Case {
    Activation::Kind kind;
    at::Tensor (*function)(const at::Tensor&);
    const char* name;
  };
  for (const Case& c : {Case{Activation::kReLU, at::relu, "ReLU"},
                        {Activation::kReLU6, [](const at::Tensor& x) { return x.clamp(0, 6); }, "ReLU6"},
                        {Activation::kSiLU, at::silu, "SiLU"},
                        {Activation::kHardswish, at::hardswish, "Hardswish"},
                        {Activation::kHardsigmoid, at::hardsigmoid, "Hardsigmoid"},
                        {Activation::kSigmoid, at::sigmoid, "Sigmoid"}}) {
    at::Tensor input = at::arange(-9, 9, 0.25);
    const at::Tensor expected = c.function(input);
    Activation layer(c.kind);
    const at::Tensor output = layer.forward(input);
    EXPECT_TRUE(at::allclose(output, expected, 1e-6, 1e-6)) << c.name;
    EXPECT_TRUE(output.is_same(input)) << c.name;
    std::ostringstream text;
    layer.pretty_print(text);
    EXPECT_EQ(text.str(), std::string("assay::") + c.name + "()");
  }
}

TEST(Dropout, NoProbability_IsRefused) {
  for (const double p : {-0.5, 1.5}) EXPECT_THROW(Dropout layer(p), c10::ValueError) << p;
}

TEST(Chain, NamedLayers_KeepTheirNamesAndOrder) {
  Chain chain;
  chain.Add("b", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(1, 1, 1)));
  chain.Add("a-1", std::make_shared<Activation>(Activation::kReLU));
  chain.Add(std::make_shared<Twice>());
  std::vector<std::string> names;
  for (const auto& child : chain.named_children()) names.push_back(child.key());
  EXPECT_THAT(names, ElementsAre("b", "a-1", "2"));
}

TEST(BatchNorm2dWith, Constants_AreTheLayersAndNameTheOption) {
  const NormLayer norm = BatchNorm2dWith{.eps = 1e-3, .momentum = 0.01};
  const auto layer = std::dynamic_pointer_cast<BatchNorm2d>(norm(3));
  ASSERT_NE(layer, nullptr);
  EXPECT_EQ(layer->options.eps(), 1e-3);
  EXPECT_EQ(layer->options.momentum(), 0.01);
  EXPECT_EQ(layer->weight.size(0), 3);
  EXPECT_EQ(OptionText(norm), "BatchNorm2dWith{.eps = 0.001, .momentum = 0.01}");
}

// Writes down what it sees.
class Listener : public ModuleObserver {
 public:
  void Observe(const torch::nn::Module& module, const at::Tensor&) override { seen.push_back(&module); }
  std::vector<const torch::nn::Module*> seen;
};

TEST(ObserverScope, Layers_AreSeenInTheOrderOfTheirAnswers) {
  Chain chain;
  const auto first = std::make_shared<Twice>(), second = std::make_shared<Twice>();
  chain.Add(first);
  chain.Add(second);
  Listener outer, inner;
  {
    const ObserverScope outer_scope(outer);
    chain.forward(at::ones({1}));
    const ObserverScope inner_scope(inner);
    first->forward(at::ones({1}));
  }
  chain.forward(at::ones({1}));
  EXPECT_THAT(outer.seen, ElementsAre(first.get(), second.get(), &chain, first.get()));
  EXPECT_THAT(inner.seen, ElementsAre(first.get()));
}

TEST(ObserverScope, LayerThatIsNoModule_IsNotSeen) {
  Listener listener;
  const ObserverScope scope(listener);
  EXPECT_EQ(NoModule().forward(at::ones({1})).item<float>(), 1);
  EXPECT_THAT(listener.seen, ElementsAre());
}

}  // namespace
}  // namespace assay
