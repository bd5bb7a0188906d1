#include "harness/probe_inputs.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

using testing::ElementsAre;

const Signature kText = {.inputs = {"input_ids"},
                         .optional_inputs = {"attention_mask", "token_type_ids"},
                         .tokens = {{"input_ids", 1000}, {.name = "attention_mask"}, {"token_type_ids", 2}}};

std::vector<std::string> Names(const NamedTensors& tensors) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors) names.push_back(name);
  return names;
}

TEST(MakeProbeInputs, ModelOfImages_GetsTheProbesImages) {
  const ProbeInputs inputs = MakeProbeInputs({});
  ASSERT_THAT(Names(inputs.batch), ElementsAre("input"));
  EXPECT_TRUE(at::equal(inputs.batch[0].second, ProbeInput("input", {2, 3, 64, 64}).to(at::kDouble)));
  ASSERT_THAT(Names(inputs.other), ElementsAre("input"));
  EXPECT_TRUE(at::equal(inputs.other[0].second, ProbeInput("input_rect", {1, 3, 97, 75}).to(at::kDouble)));
}

// The ids of harness/testdata/reference/minilm_l6_v2.json begin so, with 30522 of them: numpy computed them.
TEST(MakeProbeInputs, TokenIds_AreTheIntegerPartsOfScaledValues) {
  const ProbeInputs inputs = MakeProbeInputs({.inputs = {"input_ids"}, .tokens = {{"input_ids", 30522}}});
  const at::Tensor ids = inputs.batch[0].second;
  EXPECT_EQ(ids.scalar_type(), at::kLong);
  EXPECT_EQ(ids.sizes(), at::IntArrayRef({2, 24}));
  EXPECT_EQ(ids[0][0].item<int64_t>(), 10109);
  EXPECT_EQ(ids[0][1].item<int64_t>(), 29387);
  EXPECT_EQ(inputs.other[0].second.sizes(), at::IntArrayRef({1, 37}));
  EXPECT_EQ(inputs.other[0].second[0][0].item<int64_t>(), 18594);
}

TEST(MakeProbeInputs, IdsOfASmallVocabulary_AreAllInIt) {
  const at::Tensor ids = MakeProbeInputs(kText).batch[2].second;
  EXPECT_EQ(ids.min().item<int64_t>(), 0);
  EXPECT_EQ(ids.max().item<int64_t>(), 1);
}

TEST(MakeProbeInputs, Mask_EndsTheLastRowAlone) {
  const at::Tensor mask = MakeProbeInputs(kText).batch[1].second;
  EXPECT_TRUE(at::equal(mask[0], at::ones({24}, at::kLong)));
  EXPECT_TRUE(at::equal(mask[1].slice(0, 0, 16), at::ones({16}, at::kLong)));
  EXPECT_TRUE(at::equal(mask[1].slice(0, 16), at::zeros({8}, at::kLong)));
}

TEST(MakeProbeInputs, OptionalInputs_AreInTheBatchAlone) {
  const ProbeInputs inputs = MakeProbeInputs(kText);
  EXPECT_THAT(Names(inputs.batch), ElementsAre("input_ids", "attention_mask", "token_type_ids"));
  EXPECT_THAT(Names(inputs.other), ElementsAre("input_ids"));
}

}  // namespace
}  // namespace assay
