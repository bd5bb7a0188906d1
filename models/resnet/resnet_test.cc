// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/resnet/resnet.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <torch/nn/modules/normalization.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/features.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/testing/probe_numbers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Made with torchvision 0.26.0's ResNet(Bottleneck, ...) on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const std::array<int64_t, 4>& layers, const ResNetOptions& options, const ProbeNumbers& expected) {
  assay::ExpectProbe([&] { return ResNet(ResNetBlock::kBottleneck, layers, options); }, expected);
}

std::string ErrorOf(ResNetBlock block, const ResNetOptions& options) {
  return ValueErrorOf([&] { ResNet(block, {1, 1, 1, 1}, options); });
}

TEST(ResNet, PlainBottlenecks_GiveTheReferencesNumbers) {
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10}, {13896266, 3.5585857244695873, 11.21569611398931, 4.64059178832});
}

TEST(ResNet, DilationInsteadOfStride_GivesTheReferencesNumbers) {
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10, .replace_stride_with_dilation = {false, true, true}},
              {13896266, 4.150515641365964, 4.697308354722651, 4.35541551347});
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10, .replace_stride_with_dilation = {true, false, true}},
              {13896266, 4.219522859490826, 4.360217058761783, 4.36705137016});
}

TEST(ResNet, GroupsOfNarrowConvolutions_GiveTheReferencesNumbers) {
  ExpectProbe({1, 1, 1, 1}, {.num_classes = 10, .groups = 32, .width_per_group = 4},
              {7383370, 2.697096490965321, 2.937829615658786, 3.13014358315});
}

TEST(ResNet, WiderBottlenecks_GiveTheReferencesNumbers) {
  ExpectProbe({1, 1, 1, 1}, {.num_classes = 10, .width_per_group = 128},
              {19525450, 2.5436676627894297, 2.8102857648309127, 2.92882423776});
}

// As models/layers/norm_layer.h shows it.
struct GroupNorm : torch::nn::GroupNormImpl, Layer {
  explicit GroupNorm(int64_t channels) : GroupNormImpl(torch::nn::GroupNormOptions(32, channels)) {}
  using Layer::forward;
  at::Tensor Compute(const at::Tensor& input) override { return GroupNormImpl::forward(input); }
};

TEST(ResNet, NormalisationOfAnothersMaking_GivesTheReferencesNumbers) {
  const NormLayer groups = [](int64_t channels) { return std::make_shared<GroupNorm>(channels); };
  ExpectProbe({1, 1, 1, 1}, {.num_classes = 10, .norm_layer = groups},
              {8036426, 3.84580482103, 2.25831734281, 3.84580482103});
}

// torchvision's table of weights has the number too, for ResNeXt50_32X4D_Weights.
TEST(ResNet, ResNeXt50Of32Times4_HasThePublishedNumberOfParameters) {
  const ResNet model(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.groups = 32, .width_per_group = 4});
  EXPECT_EQ(model.num_parameters(), 25028904);
}

TEST(ResNet, ZeroInitResidual_ZeroesTheLastNormOfEachBlockAlone) {
  for (const ResNetBlock block : {ResNetBlock::kBasic, ResNetBlock::kBottleneck}) {
    const std::string last = block == ResNetBlock::kBasic ? ".bn2.weight" : ".bn3.weight";
    const ResNet model(block, {1, 1, 1, 2}, {.num_classes = 1, .zero_init_residual = true});
    int zeroed = 0;
    for (const StateEntry& entry : model.state_dict()) {
      if (!entry.is_parameter || !entry.name.ends_with(".weight") || entry.tensor.dim() != 1) continue;
      const bool is_last = entry.name.starts_with("layer") && entry.name.ends_with(last);
      EXPECT_EQ(entry.tensor.abs().sum().item<double>() == 0, is_last) << entry.name;
      zeroed += is_last;
    }
    EXPECT_EQ(zeroed, 5);
  }
}

TEST(ResNet, FrozenNormalisation_HasBuffersAlone) {
  const ResNet plain(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 3});
  const ResNet frozen(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 3, .norm_layer = MakeFrozenBatchNorm2d});
  std::vector<std::string> expected, keys;
  for (const StateEntry& entry : plain.state_dict()) {
    if (!entry.name.ends_with("num_batches_tracked")) expected.push_back(entry.name);
  }
  for (const StateEntry& entry : frozen.state_dict()) {
    keys.push_back(entry.name);
    const bool is_norm =
        entry.name.find("bn") != std::string::npos || entry.name.find("downsample.1") != std::string::npos;
    EXPECT_EQ(entry.is_parameter, !is_norm) << entry.name;
  }
  EXPECT_EQ(keys, expected);
}

TEST(ResNet, ZeroInitResidualOfAFrozenNormalisation_ZeroesItsBuffer) {
  const ResNet model(ResNetBlock::kBasic, {1, 1, 1, 1},
                     {.num_classes = 1, .zero_init_residual = true, .norm_layer = MakeFrozenBatchNorm2d});
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.name.starts_with("layer") || !entry.name.ends_with("weight") || entry.tensor.dim() != 1) continue;
    const bool is_zero = entry.tensor.abs().sum().item<double>() == 0;
    EXPECT_EQ(is_zero, entry.name.ends_with("bn2.weight")) << entry.name;
  }
}

TEST(ResNet, ZeroInitResidualOfANormalisationWithoutWeight_ChangesNothing) {
  const NormLayer plain = [](int64_t channels) {
    return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(channels).affine(false));
  };
  const ResNetOptions options{.num_classes = 1, .zero_init_residual = true, .norm_layer = plain};
  for (const ResNetBlock block : {ResNetBlock::kBasic, ResNetBlock::kBottleneck}) {
    EXPECT_EQ(ErrorOf(block, options), "no error");
  }
}

// torchvision's named_modules(), below the model itself.
TEST(ResNet, ModulePaths_AreTheReferences) {
  const auto of_layer2 = [](ResNetBlock block) {
    std::vector<std::string> paths = module_paths(ResNet(block, {1, 1, 1, 1}, {.num_classes = 1}));
    std::erase_if(paths, [](const std::string& path) {
      return path.starts_with("layer1") || path.starts_with("layer3") || path.starts_with("layer4");
    });
    return paths;
  };
  EXPECT_THAT(of_layer2(ResNetBlock::kBottleneck),
              ElementsAre("conv1", "bn1", "relu", "maxpool", "layer2", "layer2.0", "layer2.0.conv1", "layer2.0.bn1",
                          "layer2.0.conv2", "layer2.0.bn2", "layer2.0.conv3", "layer2.0.bn3", "layer2.0.relu",
                          "layer2.0.downsample", "layer2.0.downsample.0", "layer2.0.downsample.1", "avgpool", "fc"));
  EXPECT_THAT(of_layer2(ResNetBlock::kBasic),
              ElementsAre("conv1", "bn1", "relu", "maxpool", "layer2", "layer2.0", "layer2.0.conv1", "layer2.0.bn1",
                          "layer2.0.relu", "layer2.0.conv2", "layer2.0.bn2", "layer2.0.downsample",
                          "layer2.0.downsample.0", "layer2.0.downsample.1", "avgpool", "fc"));
}

TEST(ResNet, Body_GivesTheStagesOfTheSameTensors) {
  ResNet model(ResNetBlock::kBasic, {1, 1, 1, 1}, {.num_classes = 3});
  model.eval();
  c10::InferenceMode inference;
  const at::Tensor images = at::ones({1, 3, 64, 96});
  const ResNetBody body = model.body();
  const NamedTensors stages = body.model.forward({{"input", images}});
  EXPECT_EQ(body.channels, (std::array<int64_t, 4>{64, 128, 256, 512}));
  ASSERT_EQ(stages.size(), 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(stages[i].first, "layer" + std::to_string(i + 1));
    EXPECT_EQ(stages[i].second.sizes(), at::IntArrayRef({1, body.channels[i], 16 >> i, 24 >> i}));
  }
  const auto state = model.state_dict(), body_state = body.model.state_dict();
  ASSERT_EQ(body_state.size(), state.size() - 2);  // fc.weight, fc.bias
  for (size_t i = 0; i < body_state.size(); ++i) {
    EXPECT_EQ(body_state[i].name, state[i].name);
    EXPECT_TRUE(body_state[i].tensor.is_same(state[i].tensor)) << state[i].name;
  }
  const at::Tensor logits =
      at::linear(stages[3].second.mean({2, 3}), state[state.size() - 2].tensor, state.back().tensor);
  EXPECT_TRUE(at::allclose(model.forward(images), logits, 1e-5, 1e-6));
}

TEST(ResNet, BodyOfBottlenecks_HasTheirChannels) {
  const ResNet model(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 1});
  EXPECT_EQ(model.body().channels, (std::array<int64_t, 4>{256, 512, 1024, 2048}));
}

TEST(ResNet, BasicBlocksWithGroups_AreRefused) {
  EXPECT_THAT(ErrorOf(ResNetBlock::kBasic, {.groups = 2}), HasSubstr("groups 1 and width_per_group 64, got 2 and 64"));
  EXPECT_THAT(ErrorOf(ResNetBlock::kBasic, {.width_per_group = 128}), HasSubstr("got 1 and 128"));
}

TEST(ResNet, NoNormalisation_IsRefused) {
  EXPECT_THAT(ErrorOf(ResNetBlock::kBasic, {.norm_layer = nullptr}), HasSubstr("leave it out for batch normalisation"));
}

TEST(ResNet, DilatedBasicBlocks_AreRefused) {
  for (const auto& layers : {std::array<int64_t, 4>{1, 1, 1, 2}, std::array<int64_t, 4>{2, 2, 2, 2}}) {
    EXPECT_THROW(ResNet(ResNetBlock::kBasic, layers, {.replace_stride_with_dilation = {false, false, true}}),
                 c10::NotImplementedError);
  }
}

}  // namespace
}  // namespace assay
