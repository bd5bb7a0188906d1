#include "models/ops/feature_pyramid_network.h"

#include <ATen/Context.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <c10/util/Exception.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/context.h"
#include "models/testing/reference_maps.h"

namespace assay {
namespace {

nlohmann::json Reference() { return ReadReference("models/ops/testdata/reference.json")["feature_pyramid_network"]; }

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<int64_t> kChannels = {8, 16, 24};

// Sizes that no factor of two relates.
NamedTensors Features() {
  return {{"fine", ProbeInput("fine", {2, 8, 13, 11}).to(at::kDouble)},
          {"middle", ProbeInput("middle", {2, 16, 7, 6}).to(at::kDouble)},
          {"coarse", ProbeInput("coarse", {2, 24, 3, 3}).to(at::kDouble)}};
}

NamedTensors ProbePyramid(FeaturePyramidNetworkOptions options) {
  options.in_channels = kChannels;
  options.out_channels = 12;
  auto fpn = std::make_shared<FeaturePyramidNetwork>(options);
  Model model(fpn, nullptr);
  FillForProbe(model);
  return fpn->forward(Features());
}

// The state after the seed 0: keys, shapes, sums, and the first values to the last bit.
void ExpectInitial(const nlohmann::json& expected) {
  at::manual_seed(0);
  const Model model(std::make_shared<FeaturePyramidNetwork>(
                        FeaturePyramidNetworkOptions{.in_channels = kChannels, .out_channels = 12}),
                    nullptr);
  const std::vector<StateEntry> state = model.state_dict();
  ASSERT_EQ(state.size(), expected.size());
  for (size_t i = 0; i < state.size(); ++i) {
    const std::string key = expected[i]["key"];
    EXPECT_EQ(state[i].name, key);
    EXPECT_EQ(state[i].tensor.sizes(), at::IntArrayRef(expected[i]["shape"].get<std::vector<int64_t>>())) << key;
    EXPECT_NEAR(state[i].tensor.sum(at::kDouble).item<double>(), expected[i]["sum"].get<double>(), 1e-6) << key;
    const std::vector<float> first = expected[i]["first"];
    for (size_t j = 0; j < first.size(); ++j) {
      EXPECT_EQ(state[i].tensor.flatten()[j].item<float>(), first[j]) << key << " at " << j;
    }
  }
}

std::string ErrorOf(const FeaturePyramidNetworkOptions& options) {
  try {
    FeaturePyramidNetwork fpn(options);
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

TEST(FeaturePyramidNetwork, ProbeValues_GiveTheReferencesNumbers) {
  ExpectMaps(ProbePyramid({.extra_blocks = std::make_shared<LastLevelMaxPool>()}), Reference()["output"]);
}

TEST(FeaturePyramidNetwork, Normalisation_GivesTheReferencesNumbers) {
  ExpectMaps(ProbePyramid({.norm_layer = MakeBatchNorm2d}), Reference()["output_of_batch_norm"]);
}

TEST(FeaturePyramidNetwork, CoarsestMap_IsTwoPlainConvolutions) {
  auto fpn =
      std::make_shared<FeaturePyramidNetwork>(FeaturePyramidNetworkOptions{.in_channels = {3}, .out_channels = 2});
  auto parameters = fpn->named_parameters();
  const at::Tensor input = at::ones({1, 3, 4, 5});
  const at::Tensor inner =
      at::conv2d(input, parameters["inner_blocks.0.0.weight"], parameters["inner_blocks.0.0.bias"]);
  const at::Tensor expected = at::conv2d(inner, parameters["layer_blocks.0.0.weight"],
                                         parameters["layer_blocks.0.0.bias"], /*stride=*/1, /*padding=*/1);
  EXPECT_TRUE(at::equal(fpn->forward({{"c5", input}})[0].second, expected));
}

TEST(FeaturePyramidNetwork, SeedZero_GivesTheReferencesInitialValues) {
  ExpectInitial(Reference()["init_over_modules"]);
}

TEST(FeaturePyramidNetwork, InitOverChildren_GivesTheOldInitialValues) {
  ContextParams<FeaturePyramidNetwork> scope({.init_over = FeaturePyramidNetwork::InitOver::kChildren});
  ExpectInitial(Reference()["init_over_children"]);
}

TEST(FeaturePyramidNetwork, HiddenParameter_IsKnownByName) {
  const auto scope = EnterOverrides({{"FeaturePyramidNetwork", "init_over", "children"}});
  ASSERT_TRUE(scope.ok()) << scope.status();
  ExpectInitial(Reference()["init_over_children"]);
}

TEST(FeaturePyramidNetwork, OldAndNewInitialValues_Differ) {
  const nlohmann::json reference = Reference();
  EXPECT_NE(reference["init_over_modules"][0]["first"], reference["init_over_children"][0]["first"]);
}

TEST(LastLevelMaxPool, CoarsestMap_LosesEverySecondRowAndColumn) {
  at::Tensor map = ProbeInput("map", {1, 2, 3, 4});
  NamedTensors pyramid = {{"fine", at::ones({1, 2, 6, 8})}, {"coarse", map}};
  LastLevelMaxPool().Extend({}, pyramid);
  ASSERT_EQ(pyramid.size(), 3);
  EXPECT_EQ(pyramid[2].first, "pool");
  EXPECT_TRUE(at::equal(pyramid[2].second, map.slice(2, 0, 3, 2).slice(3, 0, 4, 2)));
}

TEST(FeaturePyramidNetwork, BadChannels_AreRefused) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("in_channels is empty"));
  EXPECT_THAT(ErrorOf({.in_channels = {8, 0}}), HasSubstr("a map of a feature pyramid needs channels, got 0"));
}

TEST(FeaturePyramidNetwork, OtherNumberOfMaps_IsRefused) {
  FeaturePyramidNetwork fpn({.in_channels = {3, 3}, .out_channels = 2});
  EXPECT_THROW(fpn.forward(NamedTensors{{"0", at::ones({1, 3, 4, 4})}}), c10::Error);
  EXPECT_THROW(fpn.forward(NamedTensors{}), c10::Error);
}

}  // namespace
}  // namespace assay
