// Which module is named: each test changes one thing of a small network, as a change of its code would.
#include "harness/localise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/add.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/trace.h"
#include "models/layers/layer.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using torch::nn::Conv2dOptions;

constexpr double kNoise = 1e-12;

// A stem of modules, two residual blocks, and two branches that are joined.
struct Options {
  // Of layer.1.bn2.
  double eps = 1e-5, momentum = 0.1;
  // Of the stem.
  int64_t stride = 2;
  Activation::Kind activation = Activation::kReLU;
  bool swap_sides = false, ceil_mode = false;
  // Of the blocks.
  bool gelu = false, residual = true, norm_first = true, skip_norm = false, gate = false;
  // Of the branches.
  int64_t padding = 1, dilation = 1;
  bool swap_branches = false, swap_inputs = false, nearest = false, align_corners = false;
  double scale = 0.5;
  // Of the head.
  double dropout = 0.2, hidden_bias = 0;
  int64_t returned = 1;
  // Ways to write the same.
  bool in_place = true, split_addition = false;
};

class ToyBlock : public torch::nn::Module, public Layer {
 public:
  ToyBlock(const Options& options, double eps, double momentum) : options_(options) {
    conv1_ = register_module("conv1", MakeConv());
    bn1_ = register_module("bn1", std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(4)));
    conv2_ = register_module("conv2", MakeConv());
    bn2_ = register_module("bn2",
                           std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(4).eps(eps).momentum(momentum)));
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor x = conv1_->forward(input);
    if (!options_.norm_first) {
      x = bn1_->forward(Activate(x));
    } else {
      x = Activate(options_.skip_norm ? x : bn1_->forward(x));
    }
    x = bn2_->forward(conv2_->forward(x));
    if (options_.gate) x = at::sigmoid(x);
    if (options_.residual) x = options_.in_place ? x += input : input + x;
    return Activate(x);
  }

 private:
  static std::shared_ptr<Conv2d> MakeConv() {
    return std::make_shared<Conv2d>(Conv2dOptions(4, 4, 3).padding(1).bias(false));
  }
  at::Tensor Activate(at::Tensor x) const {
    if (options_.gelu) return at::gelu(x);
    return options_.in_place ? at::relu_(x) : at::relu(x);
  }

  Options options_;
  std::shared_ptr<Conv2d> conv1_, conv2_;
  std::shared_ptr<BatchNorm2d> bn1_, bn2_;
};

class ToyNetwork : public torch::nn::Module {
 public:
  explicit ToyNetwork(const Options& options) : options_(options) {
    stem_ = register_module("stem", ConvNormActivation({.in_channels = 3,
                                                        .out_channels = 4,
                                                        .stride = options.stride,
                                                        .activation = options.activation,
                                                        .norm_layer = nullptr}));
    layer_ = register_module("layer", std::make_shared<Chain>());
    layer_->Add(std::make_shared<ToyBlock>(options, 1e-5, 0.1));
    layer_->Add(std::make_shared<ToyBlock>(options, options.eps, options.momentum));
    fine_ = register_module(
        "fine", std::make_shared<Conv2d>(Conv2dOptions(4, 4, 3).padding(options.padding).dilation(options.dilation)));
    coarse_ = register_module("coarse", std::make_shared<Conv2d>(Conv2dOptions(4, 4, 1)));
    join_ = register_module("join", std::make_shared<Conv2d>(Conv2dOptions(8, 4, 1).bias(false)));
    norm_ = register_module("norm", std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(4)));
    dropout_ = register_module("dropout", std::make_shared<Dropout>(options.dropout));
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(4, 5)));
  }

  std::vector<at::Tensor> forward(const at::Tensor& input) {
    at::Tensor x = options_.swap_sides ? input.transpose(2, 3) : input;
    // Far enough that an activation cuts it at 6.
    x = stem_->forward(x * 8);
    x = at::max_pool2d(x, 3, 2, 0, 1, options_.ceil_mode);
    x = layer_->forward(x);
    at::Tensor joined = Join(x);
    const at::Tensor bias = at::ones({4}, joined.options()) * options_.hidden_bias;
    x = norm_->forward(options_.hidden_bias != 0 ? at::conv2d(joined, join_->weight, bias) : join_->forward(joined));
    // Unlike a mean over both sides, this tells them apart.
    x = dropout_->forward(x.mean(3).amax(2));
    const at::Tensor logits = fc_->forward(x);
    return {x, options_.returned == 1 ? logits : x};
  }

 private:
  at::Tensor Join(const at::Tensor& x) {
    at::Tensor coarse;
    if (options_.swap_branches) coarse = Coarse(x);
    const at::Tensor fine = fine_->forward(x);
    if (!options_.swap_branches) coarse = Coarse(x);
    const auto size = fine.sizes().slice(2);
    coarse = options_.nearest ? at::upsample_nearest2d(coarse, size)
                              : at::upsample_bilinear2d(coarse, size, options_.align_corners);
    return options_.swap_inputs ? at::cat({coarse, fine}, 1) : at::cat({fine, coarse}, 1);
  }
  at::Tensor Coarse(const at::Tensor& x) {
    const at::Tensor pooled = coarse_->forward(at::max_pool2d(x, 2));
    if (options_.split_addition) return pooled * options_.scale + at::zeros_like(pooled);
    return pooled * options_.scale;
  }

  Options options_;
  std::shared_ptr<Chain> stem_, layer_;
  std::shared_ptr<Conv2d> fine_, coarse_, join_;
  std::shared_ptr<BatchNorm2d> norm_;
  std::shared_ptr<Dropout> dropout_;
  std::shared_ptr<Linear> fc_;
};

proto::Trace TraceOf(const Options& options) {
  const auto trace = RecordTrace([&] {
    auto network = std::make_shared<ToyNetwork>(options);
    return Model(network, [network](const std::vector<at::Tensor>& inputs) { return network->forward(inputs[0]); },
                 {.outputs = {"features", "logits"}});
  });
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.value_or(proto::Trace());
}

const proto::Trace& Plain() {
  static const auto& plain = *new proto::Trace(TraceOf({}));
  return plain;
}

std::optional<Localisation> SourceOf(const Options& options) {
  return FirstDifference(Plain(), TraceOf(options), kNoise);
}

// "place: what", with "(and N others)"; "nothing" for none.
std::string Words(const std::optional<Localisation>& source) {
  if (!source) return "nothing";
  return source->Place() + ": " + source->what +
         (source->others > 0 ? " (and " + std::to_string(source->others) + ")" : "");
}
std::string Named(const Options& options) { return Words(SourceOf(options)); }
std::string NamedForTraining(const Options& options) { return Words(FirstAttributeChange(Plain(), TraceOf(options))); }

TEST(FirstDifference, SameNetwork_IsNone) { EXPECT_EQ(Named({}), "nothing"); }

TEST(FirstDifference, Epsilon_IsTheNormalisation) {
  const auto source = SourceOf({.eps = 1e-3});
  EXPECT_EQ(Words(source), "layer.1.bn2: eps is 0.001, was 1e-05");
  EXPECT_EQ(source->type, "BatchNorm2d");
  EXPECT_EQ(source->op, "batch_norm");
  EXPECT_GT(source->relative, 1e-5);
  EXPECT_LT(source->relative, 1);
}

TEST(FirstDifference, EpsilonMovedByATenth_IsSeen) {
  EXPECT_EQ(Named({.eps = 1.1e-5}), "layer.1.bn2: eps is 1.1e-05, was 1e-05");
}

TEST(FirstDifference, Stride_IsTheConvolution) {
  const auto source = SourceOf({.stride = 1});
  EXPECT_EQ(Words(source), "stem.0: stride is 1, was 2");
  EXPECT_EQ(source->relative, std::numeric_limits<double>::infinity());
}

TEST(FirstDifference, Padding_IsTheConvolution) { EXPECT_EQ(Named({.padding = 0}), "fine: padding is 0, was 1"); }

TEST(FirstDifference, Dilation_IsTheConvolution) {
  EXPECT_EQ(Named({.padding = 2, .dilation = 2}), "fine: padding is 2, was 1, and dilation is 2, was 1");
}

TEST(FirstDifference, ActivationModule_IsThatModule) {
  EXPECT_EQ(Named({.activation = Activation::kReLU6}), "stem.1: type is ReLU6, was ReLU");
}

TEST(FirstDifference, ActivationInAForward_IsTheBlockAndTheModulesAroundIt) {
  EXPECT_EQ(Named({.gelu = true}), "layer.0 between its bn1 and its conv2: gelu instead of relu (and 3)");
}

TEST(FirstDifference, CeilMode_IsTheOperatorBetweenItsNeighbours) {
  EXPECT_EQ(Named({.ceil_mode = true}),
            "the model between its stem.0 and its layer.0.conv1: max_pool2d: ceil_mode is true, was false");
}

TEST(FirstDifference, DroppedResidual_IsTheBlock) {
  EXPECT_EQ(Named({.residual = false}), "layer.0 after its bn2: add is gone");
}

TEST(FirstDifference, SwappedInputs_AreTheJoin) {
  EXPECT_EQ(Named({.swap_inputs = true}),
            "the model between its coarse and its join: cat takes its inputs in another order");
}

TEST(FirstDifference, SwappedSides_AreBeforeTheFirstModule) {
  EXPECT_EQ(Named({.swap_sides = true}), "the model before its stem.0: transpose is new");
}

TEST(FirstDifference, SkippedModule_IsNamed) {
  EXPECT_EQ(Named({.skip_norm = true}), "layer.0.bn1: does not run, did");
}

TEST(FirstDifference, OtherOrderOfModules_IsTheBlock) { EXPECT_EQ(SourceOf({.norm_first = false})->module, "layer.0"); }

TEST(FirstDifference, NewOperator_IsTheBlock) {
  EXPECT_EQ(Named({.gate = true}), "layer.0 after its bn2: sigmoid is new (and 1)");
}

TEST(FirstDifference, Interpolation_IsTheOperator) {
  EXPECT_EQ(Named({.nearest = true}),
            "the model between its coarse and its join: upsample_nearest2d instead of upsample_bilinear2d");
}

TEST(FirstDifference, AlignCorners_IsTheArgument) {
  EXPECT_EQ(Named({.align_corners = true}),
            "the model between its coarse and its join: upsample_bilinear2d: align_corners is true, was false");
}

TEST(FirstDifference, Factor_IsTheArgument) {
  EXPECT_EQ(Named({.scale = 0.25}), "the model between its coarse and its join: mul: other is 0.25, was 0.5");
}

TEST(FirstDifference, BiasThatNormalisationHides_IsTheConvolution) {
  EXPECT_EQ(Named({.hidden_bias = 0.1}), "join: conv2d also takes the mul after coarse");
}

TEST(FirstDifference, OtherTensorReturned_IsTheOutput) {
  EXPECT_EQ(Named({.returned = 0}), "the model: output 1 is the dropout after norm, was the output of fc");
}

TEST(FirstDifference, TwoChanges_AreTheFirstThatRuns) {
  EXPECT_EQ(SourceOf({.eps = 1e-3, .scale = 0.25})->module, "layer.1.bn2");
}

TEST(FirstDifference, DifferenceBelowTheNoise_IsNone) {
  EXPECT_EQ(FirstDifference(Plain(), TraceOf({.eps = 1e-3}), /*noise=*/10), std::nullopt);
}

TEST(Refactoring, OperatorsOutOfPlace_AreNoDifference) { EXPECT_EQ(Named({.in_place = false}), "nothing"); }

TEST(Refactoring, OtherOrderOfBranches_IsNoDifference) { EXPECT_EQ(Named({.swap_branches = true}), "nothing"); }

TEST(Refactoring, AdditionOfZero_IsNoDifference) { EXPECT_EQ(Named({.split_addition = true}), "nothing"); }

TEST(Refactoring, TogetherWithAChange_HidesItNot) {
  EXPECT_EQ(Named({.eps = 1e-3, .swap_branches = true, .in_place = false}), "layer.1.bn2: eps is 0.001, was 1e-05");
}

TEST(FirstAttributeChange, DropoutRate_IsThatModule) {
  EXPECT_EQ(NamedForTraining({.dropout = 0.5}), "dropout: p is 0.5, was 0.2");
}

TEST(FirstAttributeChange, Momentum_IsTheNormalisation) {
  EXPECT_EQ(NamedForTraining({.momentum = 0.01}), "layer.1.bn2: momentum is 0.01, was 0.1");
}

TEST(FirstAttributeChange, SameNetwork_IsNone) { EXPECT_EQ(NamedForTraining({}), "nothing"); }

TEST(AttributeChanges, SeveralModules_AreAllListed) {
  std::vector<std::string> changes;
  for (const AttributeChange& change : AttributeChanges(Plain(), TraceOf({.momentum = 0.01, .dropout = 0.5})))
    changes.push_back(change.module + " " + change.attribute + " " + change.was + " " + change.is);
  EXPECT_THAT(changes, ElementsAre("layer.1.bn2 momentum 0.1 0.01", "dropout p 0.2 0.5"));
}

proto::Probe Sums(std::initializer_list<std::pair<const char*, double>> values) {
  proto::Probe probe;
  for (const auto& [name, value] : values) {
    proto::NamedValue& sum = *probe.add_init_seed0_sum();
    sum.set_name(name);
    sum.set_value(value);
  }
  return probe;
}
std::string TensorNamed(const proto::Probe& was, const proto::Probe& is, double tolerance) {
  return Words(FirstDifferentTensor(was.init_seed0_sum(), is.init_seed0_sum(), tolerance, 1, Plain()));
}

TEST(FirstDifferentTensor, OtherSum_IsItsModule) {
  const auto was = Sums({{"stem.0.weight", 2}, {"fc.weight", 2}, {"fc.bias", 0}, {"norm.weight", 4}});
  const auto is = Sums({{"stem.0.weight", 2}, {"fc.weight", 3}, {"fc.bias", 1}, {"norm.weight", 5}});
  EXPECT_EQ(TensorNamed(was, is, 1e-5), "fc: weight: 3, was 2 (and 1)");
  const auto source = FirstDifferentTensor(was.init_seed0_sum(), is.init_seed0_sum(), 1e-5, 1, Plain());
  EXPECT_EQ(source->type, "Linear");
}

TEST(FirstDifferentTensor, SumsWithinTheTolerance_AreNone) {
  EXPECT_EQ(TensorNamed(Sums({{"a.weight", 100}}), Sums({{"a.weight", 100.5}}), 1e-2), "nothing");
  EXPECT_EQ(TensorNamed(Sums({{"a.weight", 0}}), Sums({{"a.weight", 0.005}}), 1e-2), "nothing");
  EXPECT_EQ(TensorNamed(Sums({{"a.weight", 0}}), Sums({{"a.weight", 0.02}}), 1e-2), "a: weight: 0.02, was 0");
}

TEST(FirstDifferentTensor, NotANumber_IsADifference) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(TensorNamed(Sums({{"a.weight", 1}}), Sums({{"a.weight", nan}}), 1e-2), "a: weight: nan, was 1");
  EXPECT_EQ(TensorNamed(Sums({{"a.weight", nan}}), Sums({{"a.weight", nan}}), 1e-2), "nothing");
}

TEST(Localisation, Sentence_SaysModuleTypeChangeAndHowFar) {
  const Localisation source{.module = "bn1",
                            .type = "FrozenBatchNorm2d",
                            .what = "eps is 1e-05, was 0",
                            .op = "mul",
                            .relative = 3.14e-6,
                            .others = 52};
  EXPECT_EQ(source.Sentence(), "bn1 (FrozenBatchNorm2d): eps is 1e-05, was 0; its output moved 3e-06 (and 52 others)");
  EXPECT_EQ((Localisation{.type = "Network", .where = "after its bn1", .what = "relu is gone"}).Sentence(),
            "the model (Network) after its bn1: relu is gone");
}

}  // namespace
}  // namespace assay
