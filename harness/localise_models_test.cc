// Which module is named in the library's own models, where one thing is changed after they were made.

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/localise.h"
#include "harness/textproto.h"
#include "harness/trace.h"
#include "models/bert/bert.h"
#include "models/context_params.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/layers/layer.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/resnet/resnet.h"
#include "models/resnet_fpn/resnet_fpn.h"

namespace assay {
namespace {

using Construct = std::function<Model()>;

proto::Trace TraceOf(const Construct& construct) {
  const auto trace = RecordTrace(construct);
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.value_or(proto::Trace());
}

// "place (type): what", with "(and N others)"; "nothing" for none.
std::string Words(std::optional<Localisation> source) {
  if (!source) return "nothing";
  source->relative = 0;
  return source->Sentence();
}
std::string Named(const Construct& was, const Construct& is) {
  return Words(FirstDifference(TraceOf(was), TraceOf(is), /*noise=*/1e-12));
}

Model ResNet18() { return ResNet(ResNetBlock::kBasic, {2, 2, 2, 2}); }

// The module at a path, as what it is.
template <class M>
M& ModuleOf(const Model& model, const std::string& path) {
  return *model.module()->named_modules()[path]->as<M>();
}

TEST(Localise, EpsilonOfOneNormalisation_IsNamed) {
  EXPECT_EQ(Named(ResNet18,
                  [] {
                    Model model = ResNet18();
                    ModuleOf<BatchNorm2d>(model, "layer3.0.bn2").options.eps(1e-3);
                    return model;
                  }),
            "layer3.0.bn2 (BatchNorm2d): eps is 0.001, was 1e-05");
}

TEST(Localise, StrideMovedWithinABottleneck_IsTheConvolution) {
  const Construct was = [] { return ResNet(ResNetBlock::kBottleneck, {1, 1, 1, 1}); };
  EXPECT_EQ(Named(was,
                  [&] {
                    Model model = was();
                    ModuleOf<Conv2d>(model, "layer2.0.conv1").options.stride({2, 2});
                    ModuleOf<Conv2d>(model, "layer2.0.conv2").options.stride({1, 1});
                    return model;
                  }),
            "layer2.0.conv1 (Conv2d): stride is 2, was 1");
}

TEST(Localise, DilationInsteadOfStride_IsTheFirstConvolutionThatHasIt) {
  EXPECT_EQ(Named(ResNet18, [] { return ResNet(ResNetBlock::kBasic, {2, 2, 2, 2}, {.groups = 1}); }), "nothing");
  const auto bottlenecks = [](bool dilate) {
    return [dilate]() -> Model {
      return ResNet(ResNetBlock::kBottleneck, {1, 1, 1, 2}, {.replace_stride_with_dilation = {false, false, dilate}});
    };
  };
  EXPECT_EQ(Named(bottlenecks(false), bottlenecks(true)), "layer4.0.conv2 (Conv2d): stride is 1, was 2 (and 1 other)");
}

TEST(Localise, DefaultOfAFrozenNormalisation_IsTheFirstAndCountsTheOthers) {
  const Construct was = []() -> Model {
    ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0});
    return ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.norm_layer = MakeFrozenBatchNorm2d});
  };
  EXPECT_EQ(Named(was,
                  []() -> Model {
                    return ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.norm_layer = MakeFrozenBatchNorm2d});
                  }),
            "bn1 (FrozenBatchNorm2d): eps is 1e-05, was 0 (and 52 others)");
}

TEST(Localise, EpsilonOfLayerNorms_IsTheFirstAndCountsTheOthers) {
  const auto bert = [](double eps) {
    return [eps]() -> Model {
      return Bert({.vocab_size = 99,
                   .hidden_size = 32,
                   .num_hidden_layers = 2,
                   .num_attention_heads = 4,
                   .intermediate_size = 64,
                   .layer_norm_eps = eps});
    };
  };
  EXPECT_EQ(Named(bert(1e-12), bert(1e-5)), "embeddings.LayerNorm (LayerNorm): eps is 1e-05, was 1e-12 (and 4 others)");
}

TEST(Localise, OtherNumberOfHeads_IsTheAttention) {
  const auto bert = [](int64_t heads) {
    return [heads]() -> Model {
      return Bert({.vocab_size = 99,
                   .hidden_size = 32,
                   .num_hidden_layers = 2,
                   .num_attention_heads = heads,
                   .intermediate_size = 64});
    };
  };
  EXPECT_EQ(Named(bert(4), bert(8)),
            "encoder.layer.0.attention.self (SelfAttention) between its query and its key: heads is 8, was 4 "
            "(and 1 other)");
}

TEST(Localise, ImageSizeOfSamePadding_IsTheFirstConvolutionThatPadsOtherwise) {
  const auto lite = [](int64_t size) { return [size]() -> Model { return EfficientNetLite({.image_size = size}); }; };
  EXPECT_EQ(Named(lite(224), lite(225)), "_conv_stem (SamePaddingConv2d): before is 1, was 0 (and 2 others)");
}

TEST(Localise, DropoutOfAClassifier_IsThatModule) {
  const auto mobilenet = [](double p) { return [p]() -> Model { return MobileNetV2({.dropout = p}); }; };
  const proto::Trace was = TraceOf(mobilenet(0.2)), is = TraceOf(mobilenet(0.1));
  EXPECT_EQ(Words(FirstDifference(was, is, 1e-12)), "nothing");
  EXPECT_EQ(Words(FirstAttributeChange(was, is)), "classifier.0 (Dropout): p is 0.1, was 0.2");
}

TEST(Localise, DropConnect_IsTheFirstBlockThatDrops) {
  const auto lite = [](double rate) { return [rate]() -> Model { return EfficientNetLite({.drop_connect = rate}); }; };
  EXPECT_EQ(Words(FirstAttributeChange(TraceOf(lite(0.2)), TraceOf(lite(0.1)))),
            "_blocks.1 (MBConvBlock): drop_connect is 0.00625, was 0.0125");
}

// The lock is read by people and kept for ever.
TEST(RecordTrace, LargestModels_StaySmall) {
  const Construct resnet152 = []() -> Model { return ResNet(ResNetBlock::kBottleneck, {3, 8, 36, 3}); };
  EXPECT_LT(TextprotoText(TraceOf(resnet152), "harness/golden.proto").size(), 120'000u);
  const Construct fpn = []() -> Model {
    return ResNetFpn(ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.norm_layer = MakeFrozenBatchNorm2d}));
  };
  EXPECT_LT(TextprotoText(TraceOf(fpn), "harness/golden.proto").size(), 120'000u);
}

}  // namespace
}  // namespace assay
