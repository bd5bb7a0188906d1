#include "models/ops/frozen_batch_norm.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/context.h"
#include "models/testing/reference_maps.h"

namespace assay {
namespace {

nlohmann::json Reference() { return ReadReference("models/ops/testdata/reference.json")["frozen_batch_norm"]; }

using testing::HasSubstr;

Model AsModel(const std::shared_ptr<FrozenBatchNorm2d>& norm) {
  return Model(norm, [norm](const at::Tensor& input) { return norm->forward(input); });
}

TEST(FrozenBatchNorm2d, State_HasTheReferencesKeysAndNoParameter) {
  const Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(5));
  nlohmann::json state;
  for (const StateEntry& entry : model.state_dict()) {
    EXPECT_FALSE(entry.is_parameter) << entry.name;
    state.push_back({entry.name, entry.tensor.sizes().vec()});
  }
  EXPECT_EQ(state, Reference()["state"]);
  EXPECT_EQ(model.num_parameters(), 0);
}

TEST(FrozenBatchNorm2d, ProbeValues_GiveTheReferencesNumbers) {
  const at::Tensor input = ProbeInput("input", {2, 5, 3, 4}).to(at::kDouble);
  const nlohmann::json reference = Reference();
  Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(5));
  FillForProbe(model);
  ExpectSummary(model.forward(input), reference["output"]);
  Model exact = AsModel(std::make_shared<FrozenBatchNorm2d>(5, /*eps=*/0.0));
  FillForProbe(exact);
  ExpectSummary(exact.forward(input), reference["output_of_eps_0"]);
}

TEST(FrozenBatchNorm2d, LibTorchsBatchNorm_GivesTheSame) {
  Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(5));
  FillForProbe(model);
  const auto state = model.state_dict();
  const at::Tensor input = at::randn({2, 5, 3, 4}, at::kDouble);
  const at::Tensor expected = at::batch_norm(input, state[0].tensor, state[1].tensor, state[2].tensor, state[3].tensor,
                                             /*training=*/false, /*momentum=*/0, /*eps=*/1e-5, /*cudnn_enabled=*/false);
  EXPECT_TRUE(at::allclose(model.forward(input), expected, 1e-12, 1e-12));
}

TEST(FrozenBatchNorm2d, TrainingMode_ChangesNothing) {
  Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(5));
  FillForProbe(model);
  const at::Tensor input = at::randn({2, 5, 3, 4}, at::kDouble);
  const at::Tensor expected = model.forward(input);
  const at::Tensor mean = model.state_dict()[2].tensor.clone();
  model.train();
  EXPECT_TRUE(at::equal(model.forward(input), expected));
  EXPECT_TRUE(at::equal(model.state_dict()[2].tensor, mean));
}

TEST(FrozenBatchNorm2d, Eps_IsTheStatedOneThenTheOverriddenThenTheDefault) {
  EXPECT_EQ(FrozenBatchNorm2d(1).eps(), 1e-5);
  ContextParams<FrozenBatchNorm2d> scope({.eps = 0.0});
  EXPECT_EQ(FrozenBatchNorm2d(1).eps(), 0.0);
  EXPECT_EQ(FrozenBatchNorm2d(1, 1e-3).eps(), 1e-3);
  EXPECT_EQ(std::dynamic_pointer_cast<FrozenBatchNorm2d>(MakeFrozenBatchNorm2d(1))->eps(), 0.0);
}

TEST(FrozenBatchNorm2d, Override_IsKnownByName) {
  const auto scope = EnterOverrides({{"FrozenBatchNorm2d", "eps", 0.0}});
  ASSERT_TRUE(scope.ok()) << scope.status();
  EXPECT_EQ(FrozenBatchNorm2d(1).eps(), 0.0);
}

TEST(FrozenBatchNorm2d, FileThatCountsBatches_Loads) {
  Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(1));
  NamedTensors state;
  for (const StateEntry& entry : model.state_dict()) state.emplace_back(entry.name, entry.tensor.clone().fill_(3));
  state.emplace_back("num_batches_tracked", at::zeros({}, at::kLong));
  const absl::Status loaded = model.load_state_dict(state);
  ASSERT_TRUE(loaded.ok()) << loaded;
  EXPECT_EQ(model.state_dict()[2].tensor.item<float>(), 3);
}

TEST(FrozenBatchNorm2d, OtherCounterInAFile_IsUnexpected) {
  Model model = AsModel(std::make_shared<FrozenBatchNorm2d>(1));
  NamedTensors state;
  for (const StateEntry& entry : model.state_dict()) state.emplace_back(entry.name, entry.tensor.clone());
  state.emplace_back("bn2.num_batches_tracked", at::zeros({}, at::kLong));
  EXPECT_THAT(std::string(model.load_state_dict(state).message()), HasSubstr("1 unexpected: bn2.num_batches_tracked"));
}

}  // namespace
}  // namespace assay
