#include "models/features.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/bert/bert.h"
#include "models/efficientnet/efficientnet.h"
#include "models/layers/layer.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/mobilenet/mobilenet_v3.h"
#include "models/regnet/regnet.h"
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

// Its third block has no shortcut, and so no use for its stochastic depth.
EfficientNet SmallEfficientNet() {
  at::manual_seed(1);
  EfficientNet model({{.block = MBConv::kFused, .expand_ratio = 2, .in_channels = 8, .out_channels = 8, .repeats = 2},
                      {.expand_ratio = 2, .stride = 2, .in_channels = 8, .out_channels = 16, .repeats = 2}},
                     {.num_classes = 2, .stochastic_depth = 0.5});
  model.eval();
  return model;
}
constexpr char kIdle[] = "features.2.0.stochastic_depth";

Bert SmallBert() {
  Bert model({.vocab_size = 20,
              .hidden_size = 8,
              .num_hidden_layers = 2,
              .num_attention_heads = 2,
              .intermediate_size = 16,
              .max_position_embeddings = 10});
  model.eval();
  return model;
}

// One layer under two names, which runs twice.
Model TiedLayers() {
  auto module = std::make_shared<torch::nn::Module>();
  auto layer = module->register_module("first", std::make_shared<Linear>(torch::nn::LinearOptions(4, 4)));
  module->register_module("second", layer);
  return Model(module, [layer](const at::Tensor& input) { return layer->forward(layer->forward(input)) * 2; });
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

TEST(Features, EveryPathOfEachFamily_GivesATensor) {
  at::NoGradGuard no_grad;
  for (Model model : {Model(SmallResNet()), Model(SmallEfficientNet()),
                      Model(MobileNetV2({.num_classes = 2, .settings = {{1, 8, 1, 2}, {2, 8, 1, 1}}})),
                      Model(MobileNetV3({{8, 3, 8, 8, /*squeeze_excitation=*/true}, {8, 3, 16, 8, true, true, 2}},
                                        /*last_channel=*/8, {.num_classes = 2})),
                      Model(RegNet({{.depth = 2, .width = 8, .group_width = 8}},
                                   {.num_classes = 2, .stem_width = 8, .se_ratio = 0.25}))}) {
    model.eval();
    auto paths = module_paths(model);
    std::erase(paths, kIdle);
    const NamedTensors outputs = features(model, paths).value().forward({{"input", Images()}});
    ASSERT_EQ(outputs.size(), paths.size());
    for (const auto& [name, tensor] : outputs) EXPECT_GT(tensor.numel(), 0) << name;
    // The classifier is constructed last.
    EXPECT_TRUE(at::allclose(outputs.back().second, model.forward(Images()), 1e-5, 1e-6)) << outputs.back().first;
  }
}

TEST(Features, ModuleThatRunsTwice_GivesItsLastOutput) {
  const Model model = TiedLayers();
  const at::Tensor input = at::arange(8, at::kFloat).view({2, 4});
  EXPECT_TRUE(at::equal(features(model, {"first"}).value().forward(input) * 2, model.forward(input)));
}

TEST(Features, ModuleWithTwoPaths_AnswersUnderEach) {
  at::NoGradGuard no_grad;
  const Model model = TiedLayers();
  const at::Tensor input = at::arange(8, at::kFloat).view({2, 4});
  const auto maps = features(model, {"second", "first"});
  ASSERT_TRUE(maps.ok()) << maps.status();
  NamedTensors outputs = maps->forward({{"input", input}});
  ASSERT_EQ(outputs.size(), 2);
  EXPECT_EQ(outputs[0].first, "second");
  EXPECT_EQ(outputs[1].first, "first");
  outputs[0].second.mul_(2);  // a copy of its own
  EXPECT_TRUE(at::equal(outputs[0].second, model.forward(input)));
  EXPECT_TRUE(at::equal(outputs[1].second * 2, model.forward(input)));
}

// The same draws of dropout and stochastic depth; and what stands behind the wanted module counts the batch too.
TEST(Features, TrainingMode_ChangesTheModelAsItsOwnForwardDoes) {
  at::NoGradGuard no_grad;
  EfficientNet model = SmallEfficientNet(), reference = SmallEfficientNet();
  Model maps = features(model, {"features.1", "classifier"}).value();
  maps.train();
  reference.train();
  at::manual_seed(2);
  const NamedTensors outputs = maps.forward({{"input", Images()}});
  at::manual_seed(2);
  EXPECT_TRUE(at::equal(outputs[1].second, reference.forward(Images())));
  const auto state = model.state_dict(), expected = reference.state_dict();
  for (size_t i = 0; i < state.size(); ++i) {
    EXPECT_TRUE(at::equal(state[i].tensor, expected[i].tensor)) << state[i].name;
  }
  const auto last_norm = model.module()->named_modules()["features.3.1"];
  EXPECT_EQ(last_norm->as<BatchNorm2d>()->num_batches_tracked.item<int64_t>(), 1);
}

TEST(Features, TwoThreadsAtOnce_EachGetsItsOwnOutputs) {
  at::NoGradGuard no_grad;
  const Model maps = features(SmallResNet(), {"layer1", "fc"}).value();
  const std::array<at::Tensor, 2> images = {Images(), Images().neg()};
  const std::array<NamedTensors, 2> expected = {maps.forward({{"input", images[0]}}),
                                                maps.forward({{"input", images[1]}})};
  ASSERT_FALSE(at::allclose(expected[0][0].second, expected[1][0].second, 1e-5, 1e-6));
  std::array<int, 2> right = {};
  const auto run = [&](size_t thread) {
    at::NoGradGuard no_grad_here;
    for (int i = 0; i < 5; ++i) {
      const NamedTensors outputs = maps.forward({{"input", images[thread]}});
      for (size_t j = 0; j < outputs.size(); ++j) {
        right[thread] += at::allclose(outputs[j].second, expected[thread][j].second, 1e-5, 1e-6);
      }
    }
  };
  std::thread first(run, 0), second(run, 1);
  first.join();
  second.join();
  EXPECT_THAT(right, ElementsAre(10, 10));
}

TEST(Features, TextEncoder_GivesTheOutputsOfItsBlocks) {
  at::NoGradGuard no_grad;
  const Bert model = SmallBert();
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

// Old files of transformers hold a buffer that Bert takes and drops.
TEST(Features, FileThatTheModelTakes_IsTaken) {
  const Bert model = SmallBert();
  NamedTensors state;
  for (const StateEntry& entry : model.state_dict()) state.emplace_back(entry.name, entry.tensor.detach().clone());
  state.emplace_back("embeddings.position_ids", at::arange(10).unsqueeze(0));
  Model encoder = features(model, {"encoder"}).value();
  const absl::Status loaded = encoder.load_state_dict(state);
  EXPECT_TRUE(loaded.ok()) << loaded;
  state.back().second = at::arange(1, 11).unsqueeze(0);
  EXPECT_THAT(encoder.load_state_dict(state).message(), HasSubstr("embeddings.position_ids"));
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

// What forward says where it is asked for the module at `path`.
std::string Refusal(const Model& model, const std::string& path, const at::Tensor& input) {
  try {
    features(model, {path}).value().forward(input);
    return "no error";
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
}

TEST(Features, ModuleThatDoesNotRun_IsAnErrorThatSaysSo) {
  EXPECT_THAT(
      Refusal(SmallEfficientNet(), kIdle, Images()),
      HasSubstr("the module \"features.2.0.stochastic_depth\" gave no tensor: this model's forward does not run "
                "it, or it does not show what it gives (models/layers/observe.h)"));
}

TEST(Features, ModuleThatOnlyHoldsOthers_IsAnErrorThatNamesThem) {
  auto module = std::make_shared<torch::nn::Module>();
  auto list = module->register_module("list", std::make_shared<torch::nn::Module>());
  auto layer = list->register_module("0", std::make_shared<Linear>(torch::nn::LinearOptions(4, 4)));
  const Model model(module, [layer](const at::Tensor& input) { return layer->forward(input); });
  EXPECT_THAT(Refusal(model, "list", at::ones({2, 4})),
              testing::AllOf(HasSubstr("only holds others, or gives several; ask for one within it"),
                             HasSubstr("list holds 0")));
}

}  // namespace
}  // namespace assay
