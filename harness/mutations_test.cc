// Small changes of models, injected while the test runs: each must be found under its rule, at its level, with the
// module that it comes from; and what changes nothing must not be found. The suite over the real sources, after a
// bless, is tools/nightly/mutate.py.
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/testing/mutant.h"
#include "models/bert/bert.h"
#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/resnet/resnet.h"
#include "models/resnet_fpn/resnet_fpn.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Model SmallResNet() { return ResNet(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 10}); }

std::vector<Finding> OfResNet(const Constructor& present) { return FindingsOf("resnet", SmallResNet, present); }

TEST(Mutation, EpsilonOfOneNorm_NamesTheNorm) {
  EXPECT_THAT(
      OfResNet(With<BatchNorm2d>(SmallResNet, "layer2.0.bn2", [](BatchNorm2d& norm) { norm.options.eps(1e-3); })),
      ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "layer2.0.bn2")));
}

TEST(Mutation, MomentumOfOneNorm_NamesTheNorm) {
  EXPECT_THAT(
      OfResNet(With<BatchNorm2d>(SmallResNet, "layer2.0.bn2", [](BatchNorm2d& norm) { norm.options.momentum(0.01); })),
      ElementsAre(Named("TRAINING_CHANGED", Level::kOutput, "layer2.0.bn2")));
}

TEST(Mutation, StrideMovedToTheFirstConvolution_NamesIt) {
  const Constructor first = With<Conv2d>(SmallResNet, "layer2.0.conv1", [](Conv2d& conv) {
    conv.options.stride({2, 2});
  });
  EXPECT_THAT(OfResNet(With<Conv2d>(first, "layer2.0.conv2",
                                    [](Conv2d& conv) {
                                      conv.options.stride({1, 1});
                                    })),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "layer2.0.conv1")));
}

TEST(Mutation, PaddingOfTheStem_NamesIt) {
  EXPECT_THAT(OfResNet(With<Conv2d>(SmallResNet, "conv1",
                                    [](Conv2d& conv) {
                                      conv.options.padding({2, 2});
                                    })),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "conv1")));
}

TEST(Mutation, DilationThatKeepsTheSize_NamesTheConvolution) {
  EXPECT_THAT(OfResNet(With<Conv2d>(SmallResNet, "layer1.0.conv2",
                                    [](Conv2d& conv) {
                                      conv.options.dilation({2, 2}).padding({2, 2});
                                    })),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "layer1.0.conv2")));
}

TEST(Mutation, InitialGainOfOneConvolution_NamesIt) {
  EXPECT_THAT(OfResNet(With<Conv2d>(SmallResNet, "layer3.0.conv2",
                                    [](Conv2d& conv) {
                                      at::NoGradGuard no_grad;
                                      conv.weight.mul_(1.1);
                                    })),
              ElementsAre(Named("INIT_CHANGED", Level::kOutput, "layer3.0.conv2")));
}

TEST(Mutation, ParameterThatNoLongerTrains_IsAChangeOfLoading) {
  EXPECT_THAT(OfResNet(With<Linear>(SmallResNet, "fc", [](Linear& fc) { fc.bias.set_requires_grad(false); })),
              ElementsAre(Named("REQUIRES_GRAD_CHANGED", Level::kLoad, "fc")));
}

TEST(Mutation, AnotherNumberOfClasses_IsAnotherShape) {
  EXPECT_THAT(OfResNet([] {
                return ResNet(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 11});
              }),
              ElementsAre(Named("STATE_SHAPE_CHANGED", Level::kLoad, "fc")));
}

TEST(Mutation, BufferThatIsNew_IsAnAddedKey) {
  EXPECT_THAT(
      OfResNet(With<Conv2d>(SmallResNet, "conv1", [](Conv2d& conv) { conv.register_buffer("scale", at::ones({1})); })),
      ElementsAre(Named("STATE_KEY_ADDED", Level::kLoad, "conv1")));
}

TEST(Mutation, FrozenNormForATrainedOne_IsARemovedKey) {
  const Constructor trained = [] { return ResNet(ResNetBlock::kBasic, {1, 1, 1, 1}); };
  const Constructor frozen = [] {
    return ResNet(ResNetBlock::kBasic, {1, 1, 1, 1}, {.norm_layer = MakeFrozenBatchNorm2d});
  };
  // num_batches_tracked is gone, and parameters became buffers: the first, and what follows from it.
  const auto findings = FindingsOf("basic resnet", trained, frozen);
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(findings[0], Named("STATE_KEY_REMOVED", Level::kLoad, "bn1"));
}

TEST(Mutation, HeightForWidth_IsAnotherOutput) {
  const auto findings = OfResNet(Around(
      SmallResNet, [](const Model& model, const at::Tensor& images) { return model.forward(images.transpose(2, 3)); }));
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(Mutation, GradientsAlone_AreNamedSo) {
  const auto findings = OfResNet(Around(SmallResNet, [](const Model& model, const at::Tensor& images) {
    const at::Tensor logits = model.forward(images);
    return logits + (logits - logits.detach());
  }));
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "GRADIENT_CHANGED");
}

TEST(Mutation, AnotherAnswerInTrainingMode_IsNamedSo) {
  const auto findings = OfResNet(Around(SmallResNet, [](const Model& model, const at::Tensor& images) {
    const at::Tensor logits = model.forward(images);
    return model.module()->is_training() ? logits * 1.5 : logits;
  }));
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "TRAINING_CHANGED");
}

// A convolution, a constant, a normalisation, an activation.
struct ToyOptions {
  double offset = 0;
  bool relu6 = false;
  bool parameter = true;
  const char* name = "norm";
};

class Toy : public torch::nn::Module {
 public:
  explicit Toy(const ToyOptions& options) : options_(options) {
    conv_ = register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 4, 3)));
    norm_ = register_module(options.name, std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(4)));
    const at::Tensor scale = at::ones({4, 1, 1});
    scale_ = options.parameter ? register_parameter("scale", scale) : register_buffer("scale", scale);
  }
  at::Tensor forward(const at::Tensor& images) {
    const at::Tensor x = norm_->forward(conv_->forward(images) + options_.offset) * scale_;
    return options_.relu6 ? x.clamp(0, 1) : x.relu();
  }

 private:
  ToyOptions options_;
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<BatchNorm2d> norm_;
  at::Tensor scale_;
};

Constructor MakeToy(const ToyOptions& options) {
  return [options] {
    auto toy = std::make_shared<Toy>(options);
    return Model(toy, [toy](const at::Tensor& images) { return toy->forward(images); });
  };
}

std::vector<Finding> OfToy(const ToyOptions& options) { return FindingsOf("toy", MakeToy({}), MakeToy(options)); }

TEST(Mutation, ConstantThatCalibrationHides_ShowsInTheStatistics) {
  const auto findings = OfToy({.offset = 0.5});
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "CALIBRATION_CHANGED");
  EXPECT_THAT(findings[0].module, testing::AnyOf("conv", "norm"));
}

TEST(Mutation, AnotherActivation_IsAnotherOutput) {
  const auto findings = OfToy({.relu6 = true});
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(Mutation, ParameterThatIsABufferNow_IsOfAnotherKind) {
  const auto findings = OfToy({.parameter = false});
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].rule, "PARAMETER_KIND_CHANGED");
  EXPECT_EQ(findings[0].level, Level::kLoad);
}

TEST(Mutation, ModuleOfAnotherName_IsARemovedKey) {
  const auto findings = OfToy({.name = "bn"});
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].rule, "STATE_KEY_REMOVED");
}

Model SmallMobileNet() { return MobileNetV2({.num_classes = 10, .settings = {{1, 8, 1, 1}, {6, 12, 2, 2}}}); }

TEST(Mutation, RateOfDropout_IsTrainings) {
  EXPECT_THAT(
      FindingsOf("mobilenet", SmallMobileNet,
                 [] {
                   return MobileNetV2({.num_classes = 10, .settings = {{1, 8, 1, 1}, {6, 12, 2, 2}}, .dropout = 0.3});
                 }),
      ElementsAre(Named("TRAINING_CHANGED", Level::kOutput, "classifier.0")));
}

TEST(Mutation, RoundingOfWidths_IsAnotherShape) {
  const auto findings = FindingsOf("mobilenet", SmallMobileNet, [] {
    return MobileNetV2({.num_classes = 10, .settings = {{1, 8, 1, 1}, {6, 12, 2, 2}}, .round_nearest = 4});
  });
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].rule, "STATE_SHAPE_CHANGED");
}

// As resnet50_fpn_v2, but small.
Model SmallFpn() {
  const ResNet backbone(ResNetBlock::kBasic, {1, 1, 1, 1}, {.norm_layer = MakeFrozenBatchNorm2d});
  return ResNetFpn(backbone, {.out_channels = 8});
}

TEST(Mutation, MovedDefaultOfAFrozenNorm_NamesTheFirstOne) {
  EXPECT_THAT(FindingsOf("fpn", SmallFpn,
                         [] {
                           ContextParams<FrozenBatchNorm2d> moved({.eps = 0.0});
                           return SmallFpn();
                         }),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "body.bn1")));
}

TEST(Mutation, MovedDefaultOfThePyramidsInitialisation_IsInitial) {
  EXPECT_THAT(FindingsOf("fpn", SmallFpn,
                         [] {
                           ContextParams<FeaturePyramidNetwork> moved(
                               {.init_over = FeaturePyramidNetwork::InitOver::kChildren});
                           return SmallFpn();
                         }),
              ElementsAre(Named("INIT_CHANGED", Level::kOutput, "fpn.inner_blocks.0.0")));
}

BertOptions SmallBertOptions() {
  return {
      .vocab_size = 100, .hidden_size = 32, .num_hidden_layers = 2, .num_attention_heads = 4, .intermediate_size = 64};
}

std::vector<Finding> OfBert(const std::function<void(BertOptions&)>& change) {
  return FindingsOf(
      "bert", [] { return Model(Bert(SmallBertOptions())); },
      [change] {
        BertOptions options = SmallBertOptions();
        change(options);
        return Model(Bert(options));
      });
}

TEST(Mutation, EpsilonOfLayerNorm_NamesTheFirstOne) {
  EXPECT_THAT(OfBert([](BertOptions& options) { options.layer_norm_eps = 1e-5; }),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "embeddings.LayerNorm")));
}

TEST(Mutation, NumberOfHeads_NamesTheAttention) {
  EXPECT_THAT(OfBert([](BertOptions& options) { options.num_attention_heads = 8; }),
              ElementsAre(Named("PROBE_OUTPUT_CHANGED", Level::kOutput, "encoder.layer.0.attention.self")));
}

TEST(Mutation, DropoutOfText_IsTrainings) {
  const auto findings = OfBert([](BertOptions& options) { options.hidden_dropout_prob = 0; });
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "TRAINING_CHANGED");
}

TEST(Mutation, DeviationOfInitialWeights_IsInitial) {
  const auto findings = OfBert([](BertOptions& options) { options.initializer_range = 0.03; });
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "INIT_CHANGED");
}

// --- What changes nothing ---

TEST(Refactoring, SameModelAgain_IsSilent) { EXPECT_THAT(OfResNet(SmallResNet), IsEmpty()); }

// The statistics of a batch are summed in another order.
TEST(Refactoring, OtherOrderOfSums_IsSilent) {
  EXPECT_THAT(
      OfResNet(Around(SmallResNet, [](const Model& model,
                                      const at::Tensor& images) { return model.forward(images.flip(0)).flip(0); })),
      IsEmpty());
}

TEST(Refactoring, DefaultsThatAreStated_AreSilent) {
  EXPECT_THAT(
      OfResNet(With<BatchNorm2d>(SmallResNet, "bn1", [](BatchNorm2d& norm) { norm.options.eps(1e-5).momentum(0.1); })),
      IsEmpty());
}

TEST(Refactoring, ScaleByPowersOfTwo_IsSilent) {
  EXPECT_THAT(
      OfResNet(Around(SmallResNet, [](const Model& model,
                                      const at::Tensor& images) { return model.forward(images * 2 / 2) * 4 / 4; })),
      IsEmpty());
}

TEST(Refactoring, OverrideThatIsTheDefault_IsSilent) {
  EXPECT_THAT(FindingsOf("fpn", SmallFpn,
                         [] {
                           ContextParams<FrozenBatchNorm2d> same({.eps = 1e-5});
                           return SmallFpn();
                         }),
              IsEmpty());
}

}  // namespace
}  // namespace assay
