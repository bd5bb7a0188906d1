// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/resnet/resnet.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A probe's output as l2 norm and mean, of [2, 3, 64, 64] and of [1, 3, 97, 75].
struct Numbers {
  int64_t parameters;
  double l2, mean, rect_l2, rect_mean;
};

// Made with torchvision 0.26.0's ResNet(Bottleneck, ...) on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const std::array<int64_t, 4>& layers, const ResNetOptions& options, const Numbers& expected) {
  const auto probe = RunProbe([&] { return ResNet(ResNetBlock::kBottleneck, layers, options); }, {.gradients = false});
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), expected.parameters);
  EXPECT_NEAR(probe->output().l2(), expected.l2, 1e-8 * expected.l2);
  EXPECT_NEAR(probe->output().mean(), expected.mean, 1e-8 * expected.l2);
  EXPECT_NEAR(probe->rect().l2(), expected.rect_l2, 1e-8 * expected.rect_l2);
  EXPECT_NEAR(probe->rect().mean(), expected.rect_mean, 1e-8 * expected.rect_l2);
}

std::string ErrorOf(ResNetBlock block, const ResNetOptions& options) {
  try {
    ResNet(block, {1, 1, 1, 1}, options);
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

TEST(ResNet, PlainBottlenecks_GiveTheReferencesNumbers) {
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10},
              {13896266, 3.5585857244695873, 0.07724077416006289, 11.21569611398931, -0.3701743456431781});
}

TEST(ResNet, DilationInsteadOfStride_GivesTheReferencesNumbers) {
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10, .replace_stride_with_dilation = {false, true, true}},
              {13896266, 4.150515641365964, 0.04238714115103178, 4.697308354722651, 0.03567434888785639});
  ExpectProbe({1, 2, 2, 2}, {.num_classes = 10, .replace_stride_with_dilation = {true, false, true}},
              {13896266, 4.219522859490826, 0.04607206439970666, 4.360217058761783, 0.02288901753948085});
}

TEST(ResNet, GroupsOfNarrowConvolutions_GiveTheReferencesNumbers) {
  ExpectProbe({1, 1, 1, 1}, {.num_classes = 10, .groups = 32, .width_per_group = 4},
              {7383370, 2.697096490965321, 0.029570418578473, 2.937829615658786, 0.05185392289488474});
}

TEST(ResNet, WiderBottlenecks_GiveTheReferencesNumbers) {
  ExpectProbe({1, 1, 1, 1}, {.num_classes = 10, .width_per_group = 128},
              {19525450, 2.5436676627894297, 0.0370715904396933, 2.8102857648309127, 0.11873124261045723});
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
                 c10::Error);
  }
}

}  // namespace
}  // namespace assay
