#include "models/resnet_fpn/resnet_fpn.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <torch/nn/module.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"
#include "models/testing/reference_maps.h"
#include "models/testing/state_file.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_files::WriteFile;

nlohmann::json Reference(const std::string& builder) {
  return ReadReference("models/resnet_fpn/testdata/reference.json")[builder];
}

NamedTensors Forward(const Model& model, const char* name, const std::vector<int64_t>& shape) {
  return model.forward(NamedTensors{{"input", ProbeInput(name, shape).to(at::kDouble)}});
}

ResNet SmallBackbone() {
  return ResNet(ResNetBlock::kBasic, {1, 1, 1, 1}, {.num_classes = 3, .norm_layer = MakeFrozenBatchNorm2d});
}

// A file that holds the state of a plain ResNet-50 whose tensors are all 2.
WeightEntry BackboneFile() {
  static const std::string& path = *new std::string([] {
    NamedTensors state = StateOf(ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}));
    for (auto& [name, tensor] : state) tensor.fill_(2);
    return WriteFile("backbone.safetensors", SafetensorsOf(state));
  }());
  return {.url = path};
}

// Every tensor of the body is 2, no one of the pyramid is.
void ExpectBackboneAlone(const Model& model) {
  int64_t loaded = 0;
  for (const StateEntry& entry : model.state_dict()) {
    const bool is_body = entry.name.starts_with("body.");
    EXPECT_EQ((entry.tensor == 2).all().item<bool>(), is_body) << entry.name;
    loaded += is_body;
  }
  EXPECT_EQ(loaded, 265);
}

std::vector<std::string> FrozenParameters(const Model& model) {
  std::vector<std::string> names;
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.is_parameter && !entry.tensor.requires_grad()) names.push_back(entry.name);
  }
  return names;
}

class Version : public testing::TestWithParam<std::string> {
 protected:
  Model Make() {
    at::manual_seed(0);
    return get(GetParam(), std::nullopt).value().model;
  }
};

TEST_P(Version, SeedZero_GivesTheReferencesStateAndInitialValues) {
  const nlohmann::json expected = Reference(GetParam())["state"];
  const Model model = Make();
  const std::vector<StateEntry> state = model.state_dict();
  ASSERT_EQ(state.size(), expected.size());
  for (size_t i = 0; i < state.size(); ++i) {
    const std::string key = expected[i]["key"];
    ASSERT_EQ(state[i].name, key);
    EXPECT_EQ(state[i].tensor.sizes(), at::IntArrayRef(expected[i]["shape"].get<std::vector<int64_t>>())) << key;
    EXPECT_EQ(state[i].is_parameter, expected[i]["parameter"].get<bool>()) << key;
    const double sum = expected[i]["sum"];
    EXPECT_NEAR(state[i].tensor.sum(at::kDouble).item<double>(), sum, 1e-5 * std::max(1.0, std::abs(sum))) << key;
    const std::vector<float> first = expected[i]["first"];
    for (size_t j = 0; j < first.size(); ++j) {
      EXPECT_NEAR(state[i].tensor.flatten()[j].item<float>(), first[j], 1e-6) << key;
    }
  }
}

TEST_P(Version, ProbeValues_GiveTheReferencesMapsAndGradients) {
  const nlohmann::json expected = Reference(GetParam());
  Model model = Make();
  FillForProbe(model);
  {
    at::NoGradGuard no_grad;
    ExpectMaps(Forward(model, "input", {2, 3, 64, 64}), expected["output"]);
    ExpectMaps(Forward(model, "input_rect", {1, 3, 97, 75}), expected["rect"]);
  }
  at::Tensor loss;
  for (const auto& [name, map] : Forward(model, "input", {2, 3, 64, 64})) {
    loss = loss.defined() ? loss + map.square().sum() : map.square().sum();
  }
  loss.backward();
  size_t gradients = 0;
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.is_parameter) continue;
    const double l2 = expected["gradient_l2"].at(entry.name);
    EXPECT_NEAR(entry.tensor.grad().norm().item<double>(), l2, 1e-9 * l2) << entry.name;
    ++gradients;
  }
  EXPECT_EQ(gradients, expected["gradient_l2"].size());
}

INSTANTIATE_TEST_SUITE_P(Builders, Version, testing::Values("resnet50_fpn", "resnet50_fpn_v2"));

TEST(ResNetFpn, TrainableLayers_FreezeWhatTheReferenceFreezes) {
  const nlohmann::json frozen = Reference("resnet50_fpn_v2")["frozen"];
  for (int64_t layers = 0; layers <= 5; ++layers) {
    const auto model = resnet50_fpn_v2({.trainable_layers = layers});
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_EQ(FrozenParameters(*model), frozen[layers].get<std::vector<std::string>>()) << layers;
  }
}

TEST(ResNetFpn, NoWeights_FreezesNothing) { EXPECT_TRUE(FrozenParameters(resnet50_fpn().value()).empty()); }

// Composition in three ways.
TEST(Builder, BackboneWeights_FillTheBodyAndFreezeItsFirstLayers) {
  const auto model = resnet50_fpn_v2({.weights_backbone = BackboneFile()});
  ASSERT_TRUE(model.ok()) << model.status();
  ExpectBackboneAlone(*model);
  EXPECT_EQ(FrozenParameters(*model), Reference("resnet50_fpn_v2")["frozen"][3].get<std::vector<std::string>>());
}

TEST(Constructor, AnyResNet_SharesItsTensors) {
  const ResNet backbone = SmallBackbone();
  const ResNetFpn model(backbone, {.out_channels = 16});
  std::map<std::string, at::Tensor> tensors;
  for (const StateEntry& entry : model.state_dict()) tensors.emplace(entry.name, entry.tensor);
  for (const StateEntry& entry : backbone.state_dict()) {
    if (entry.name.starts_with("fc.")) continue;
    EXPECT_TRUE(tensors.at("body." + entry.name).is_same(entry.tensor)) << entry.name;
  }
  at::NoGradGuard no_grad;
  const NamedTensors maps = model.forward(NamedTensors{{"input", at::ones({1, 3, 64, 128})}});
  ASSERT_EQ(maps.size(), 5);
  for (int64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(maps[i].first, i < 4 ? std::to_string(i) : "pool");
    EXPECT_EQ(maps[i].second.sizes(), at::IntArrayRef({1, 16, 16 >> i, 32 >> i}));
  }
}

TEST(Hybrid, OneBackboneUnderBothVersions_DiffersInThePyramidsInitialValues) {
  const ResNet backbone = SmallBackbone();
  const auto make = [&](auto builder) {
    at::manual_seed(0);
    return builder(backbone, ResNetFpnOptions{.out_channels = 16}).value();
  };
  const auto old_state = make(resnet_fpn).state_dict(), new_state = make(resnet_fpn_v2).state_dict();
  ASSERT_EQ(old_state.size(), new_state.size());
  for (size_t i = 0; i < old_state.size(); ++i) {
    EXPECT_EQ(old_state[i].name, new_state[i].name);
    EXPECT_EQ(at::equal(old_state[i].tensor, new_state[i].tensor), old_state[i].name.starts_with("body."))
        << old_state[i].name;
  }
}

TEST(Hybrid, BadOption_IsAStatus) {
  EXPECT_THAT(std::string(resnet_fpn_v2(SmallBackbone(), {.trainable_layers = 6}).status().message()),
              HasSubstr("trainable_layers must be 0 to 5, got 6"));
  EXPECT_EQ(resnet50_fpn({.trainable_layers = -1}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ByName, BackboneWeights_FillTheBodyAndFreezeAsTheTypedBuilderDoes) {
  const auto built = get("resnet50_fpn", GetOptions{.weights_backbone = BackboneFile()});
  ASSERT_TRUE(built.ok()) << built.status();
  ExpectBackboneAlone(built->model);
  const auto typed = resnet50_fpn({.weights_backbone = BackboneFile()});
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_EQ(FrozenParameters(*typed).size(), 11);
  EXPECT_EQ(FrozenParameters(built->model), FrozenParameters(*typed));
}

TEST(ByName, NumClasses_AreRefused) {
  EXPECT_EQ(std::string(get("resnet50_fpn", GetOptions{.num_classes = 7}).status().message()),
            "resnet50_fpn takes no num_classes, since its outputs are no classes: leave it out");
}

TEST(ByName, OwnCheckpoint_FreezesAsTheTypedBuilderDoes) {
  const std::string path = WriteFile("own.safetensors", SafetensorsOf(StateOf(resnet50_fpn_v2().value())));
  const auto typed = resnet50_fpn_v2({.weights = WeightEntry{.url = path}});
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_EQ(FrozenParameters(*typed).size(), 11);
  EXPECT_EQ(FrozenParameters(get("resnet50_fpn_v2", WeightEntry{.url = path})->model), FrozenParameters(*typed));
}

double EpsOfBackbone(const Model& model) {
  const auto body = model.module()->named_children()["body"];
  return dynamic_cast<FrozenBatchNorm2d&>(*body->named_children()["bn1"]).eps();
}

// The model's own version says 0, today's default is 1e-5.
TEST(Builder, BackboneThatImpliesAnOverride_IsConstructedUnderIt) {
  WeightEntry entry = BackboneFile();
  entry.implied_overrides = {{"FrozenBatchNorm2d", "eps", 0.25}};
  EXPECT_EQ(EpsOfBackbone(resnet50_fpn({.weights_backbone = entry}).value()), 0.25);
  EXPECT_EQ(EpsOfBackbone(resnet50_fpn_v2({.weights_backbone = entry}).value()), 0.25);
  EXPECT_EQ(EpsOfBackbone(get("resnet50_fpn_v2", GetOptions{.weights_backbone = entry})->model), 0.25);
  EXPECT_EQ(EpsOfBackbone(resnet50_fpn_v2({.weights_backbone = BackboneFile()}).value()), 1e-5);
  EXPECT_EQ(EpsOfBackbone(resnet50_fpn().value()), 0.0);
}

TEST(Builder, BackboneThatImpliesWhatIsNotThere_IsRefused) {
  WeightEntry layer = BackboneFile(), option = BackboneFile();
  layer.implied_overrides = {{"NoSuchLayer", "eps", 0.0}};
  option.implied_options = {{"aux_logits", true}};
  EXPECT_EQ(resnet50_fpn({.weights_backbone = layer}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(get("resnet50_fpn", GetOptions{.weights_backbone = layer}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(resnet50_fpn({.weights_backbone = option}).status().message()),
            option.url + " implies the option \"aux_logits\", which resnet50 does not have");
}

TEST(Builder, OwnCheckpoint_FillsTheWhole) {
  NamedTensors state = StateOf(resnet50_fpn().value());
  for (auto& [name, tensor] : state) tensor.fill_(3);
  const std::string path = WriteFile("whole.safetensors", SafetensorsOf(state));
  // The backbone's file is not there, and is not looked for.
  const auto model =
      resnet50_fpn({.weights = WeightEntry{.url = path}, .weights_backbone = WeightEntry{.url = "none"}});
  ASSERT_TRUE(model.ok()) << model.status();
  for (const StateEntry& entry : model->state_dict()) EXPECT_TRUE((entry.tensor == 3).all().item<bool>()) << entry.name;
}

TEST(Builder, BackboneThatIsNotAtHand_IsNamed) {
  setenv("ASSAY_HOME", testing::TempDir().c_str(), 1);
  setenv("TORCH_HOME", testing::TempDir().c_str(), 1);
  unsetenv("ASSAY_WEIGHTS");
  const auto model = resnet50_fpn_v2({.weights_backbone = ResNet50Weights::kImageNet1kV2});
  EXPECT_EQ(model.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(model.status().message()),
              AllOf(HasSubstr("assay fetch ResNet50_Weights.IMAGENET1K_V2"), HasSubstr("resnet50-11ad3fa6.pth")));
}

TEST(Builder, BackboneOfAnotherArchitecture_IsRefused) {
  const WeightEntry other = get_weight("ResNet18_Weights.IMAGENET1K_V1").value();
  for (const absl::Status& status : {resnet50_fpn_v2({.weights_backbone = other}).status(),
                                     get("resnet50_fpn_v2", GetOptions{.weights_backbone = other}).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("are weights of resnet18, not of resnet50"));
  }
}

TEST(Builder, BackboneFileWithAnotherKey_IsRefused) {
  NamedTensors state = StateOf(SmallBackbone());
  const std::string path = WriteFile("small.safetensors", SafetensorsOf(state));
  const auto model = resnet50_fpn({.weights_backbone = WeightEntry{.url = path}});
  EXPECT_THAT(std::string(model.status().message()), HasSubstr("missing: layer1.0.conv3.weight"));
}

}  // namespace
}  // namespace assay
