#include "models/features.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/relu.h>
#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/bert/bert.h"
#include "models/layers/layer.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/resnet/resnet.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

ResNet SmallResNet() {
  at::manual_seed(1);
  ResNet model(ResNetBlock::kBottleneck, {1, 1, 1, 1}, {.num_classes = 3});
  model.eval();
  return model;
}

at::Tensor Images() { return at::arange(2 * 3 * 64 * 64, at::kFloat).view({2, 3, 64, 64}).sin(); }

TEST(Features, Stages_EqualTheBodysOutputs) {
  at::NoGradGuard no_grad;
  const ResNet model = SmallResNet();
  const auto maps = features(model, {"layer4", "layer1"});
  ASSERT_TRUE(maps.ok()) << maps.status();
  const NamedTensors outputs = maps->forward({{"input", Images()}});
  const NamedTensors stages = model.body().model.forward({{"input", Images()}});
  ASSERT_EQ(outputs.size(), 2);
  EXPECT_EQ(outputs[0].first, "layer4");
  EXPECT_TRUE(at::equal(outputs[0].second, stages[3].second));
  EXPECT_EQ(outputs[1].first, "layer1");
  EXPECT_TRUE(at::equal(outputs[1].second, stages[0].second));
}

// The ReLU behind a normalisation overwrites what that answered.
TEST(Features, OutputThatIsOverwritten_IsWhatTheModuleGave) {
  at::NoGradGuard no_grad;
  const auto maps = features(SmallResNet(), {"bn1", "relu"}).value();
  const NamedTensors outputs = maps.forward({{"input", Images()}});
  EXPECT_LT(outputs[0].second.min().item<float>(), 0);
  EXPECT_TRUE(at::equal(at::relu(outputs[0].second), outputs[1].second));
}

TEST(Features, Embedding_IsWhatTheClassifierTakes) {
  at::NoGradGuard no_grad;
  const ResNet model = SmallResNet();
  const at::Tensor embedding = features(model, {"avgpool"}).value().forward(Images()).flatten(1);
  const auto state = model.state_dict();
  const at::Tensor logits = at::matmul(embedding, state[state.size() - 2].tensor.t()) + state.back().tensor;
  EXPECT_TRUE(at::allclose(logits, model.forward(Images()), 1e-5, 1e-6));
}

TEST(Features, PathsOfTheReference_AreModules) {
  const auto paths = module_paths(SmallResNet());
  for (const char* path :
       {"conv1", "bn1", "relu", "maxpool", "layer1", "layer1.0.conv2", "layer2.0.downsample.1", "avgpool", "fc"}) {
    EXPECT_THAT(paths, Contains(path));
  }
}

TEST(Features, EveryPathOfTwoFamilies_GivesATensor) {
  at::NoGradGuard no_grad;
  for (const Model& model :
       {Model(SmallResNet()), Model(MobileNetV2({.num_classes = 2, .settings = {{1, 8, 1, 2}, {2, 8, 1, 1}}}))}) {
    const auto paths = module_paths(model);
    const NamedTensors outputs = features(model, paths).value().forward({{"input", Images()}});
    ASSERT_EQ(outputs.size(), paths.size());
    for (const auto& [name, tensor] : outputs) EXPECT_GT(tensor.numel(), 0) << name;
  }
}

TEST(Features, TextEncoder_GivesTheOutputsOfItsBlocks) {
  at::NoGradGuard no_grad;
  Bert model({.vocab_size = 20,
              .hidden_size = 8,
              .num_hidden_layers = 2,
              .num_attention_heads = 2,
              .intermediate_size = 16,
              .max_position_embeddings = 10});
  model.eval();
  const auto maps =
      features(model, {"embeddings", "encoder.layer.0.attention", "encoder.layer.1", "encoder", "pooler"});
  ASSERT_TRUE(maps.ok()) << maps.status();
  const at::Tensor ids = at::arange(10).view({2, 5});
  const NamedTensors outputs = maps->forward({{"input_ids", ids}});
  const BertOutput whole = model.forward(ids, {}, {});
  EXPECT_EQ(outputs[0].second.sizes(), at::IntArrayRef({2, 5, 8}));
  EXPECT_TRUE(at::equal(outputs[2].second, whole.last_hidden_state));
  EXPECT_TRUE(at::equal(outputs[3].second, whole.last_hidden_state));
  EXPECT_TRUE(at::equal(outputs[4].second, whole.pooler_output));
}

TEST(Features, Gradients_FlowThroughAnOutput) {
  const ResNet model = SmallResNet();
  features(model, {"layer1"}).value().forward(Images()).sum().backward();
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.is_parameter) continue;
    const bool is_below = entry.name.starts_with("layer1.") || !entry.name.starts_with("layer");
    EXPECT_EQ(entry.tensor.grad().defined(), is_below && !entry.name.starts_with("fc")) << entry.name;
  }
}

TEST(Features, OfAModelOfFeatures_AreThoseOfTheModel) {
  at::NoGradGuard no_grad;
  const ResNet model = SmallResNet();
  const Model inner = features(model, {"layer1"}).value();
  const at::Tensor nested = features(inner, {"layer2"}).value().forward(Images());
  EXPECT_TRUE(at::equal(nested, features(model, {"layer2"}).value().forward(Images())));
}

TEST(Features, Model_IsTheSameAsBefore) {
  at::NoGradGuard no_grad;
  ResNet model = SmallResNet();
  const at::Tensor before = model.forward(Images());
  Model maps = features(model, {"fc"}).value();
  EXPECT_TRUE(at::equal(maps.forward(Images()), before));
  EXPECT_TRUE(at::equal(model.forward(Images()), before));
  EXPECT_TRUE(maps.state_dict()[0].tensor.is_same(model.state_dict()[0].tensor));
  maps.train();
  EXPECT_TRUE(model.module()->is_training());
}

TEST(Features, UnknownPath_SuggestsTheNearestAndItsNeighbours) {
  const ResNet model = SmallResNet();
  EXPECT_THAT(features(model, {"layer5"}).status().ToString(),
              testing::AllOf(HasSubstr("NOT_FOUND"), HasSubstr("\"layer5\""), HasSubstr("did you mean \"layer1\"?"),
                             HasSubstr("the model holds conv1, bn1, relu, maxpool, layer1")));
  EXPECT_THAT(features(model, {"layer1.0.norm"}).status().message(),
              HasSubstr("layer1.0 holds conv1, bn1, conv2, bn2, conv3, bn3, relu, downsample"));
  EXPECT_THAT(features(model, {"fc.weight"}).status().message(), HasSubstr("fc holds no module"));
}

TEST(Features, NoPathOrOneTwice_IsRefused) {
  const ResNet model = SmallResNet();
  EXPECT_THAT(features(model, {}).status().message(), HasSubstr("no path"));
  EXPECT_THAT(features(model, {"fc", "fc"}).status().message(), HasSubstr("asked for twice"));
  EXPECT_EQ(features(model, {""}).status().code(), absl::StatusCode::kNotFound);
}

TEST(Features, ModuleThatDoesNotRun_IsAnError) {
  auto module = std::make_shared<torch::nn::Module>();
  module->register_module("idle", std::make_shared<Dropout>(0.5));
  const Model model(module, [](const at::Tensor& input) { return input * 2; });
  try {
    features(model, {"idle"}).value().forward(Images());
    FAIL() << "no error";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"idle\" gave no tensor"));
  }
}

}  // namespace
}  // namespace assay
