// What the builder's own test cannot show: the constructor's other options, training, and refused inputs. The builder
// is held by its golden. Numbers of the reference were made with transformers 5.17.0's BertModel on torch 2.11.0.
#include "models/bert/bert.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/util/Exception.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

BertOptions Small() {
  return {.vocab_size = 50,
          .hidden_size = 32,
          .num_hidden_layers = 2,
          .num_attention_heads = 4,
          .intermediate_size = 48,
          .max_position_embeddings = 40,
          .type_vocab_size = 3,
          .layer_norm_eps = 1e-5};
}

// In evaluation mode, with the probe's values.
Bert SmallModel(const BertOptions& options = Small()) {
  Bert model(options);
  FillState(model.state_dict());
  model.eval();
  return model;
}

// [2, 24] ids below 50.
at::Tensor ProbeIds() {
  return MakeProbeInputs({.inputs = {"input_ids"}, .tokens = {{"input_ids", 50}}}).batch[0].second;
}

// Their mask, without the last row's last 8.
at::Tensor ProbeMask() {
  return MakeProbeInputs({.inputs = {"attention_mask"}, .tokens = {{.name = "attention_mask"}}}).batch[0].second;
}

TEST(Bert, OtherSizes_GiveTheReferencesNumbers) {
  const auto probe = RunProbe([] { return Bert(Small()); });
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), 19104);
  EXPECT_NEAR(probe->output().l2(), 38.69999325389485, 1e-8);
  EXPECT_NEAR(probe->output().mean(), 0.03770335063678084, 1e-9);
  EXPECT_NEAR(probe->rect().l2(), 34.52889261592231, 1e-8);
  ASSERT_EQ(probe->other_output_size(), 1);
  EXPECT_EQ(probe->other_output(0).name(), "pooler_output");
  EXPECT_NEAR(probe->other_output(0).summary().l2(), 4.6154320147319225, 1e-8);
  for (const proto::NamedValue& sum : probe->init_seed0_sum()) {
    if (sum.name() != "encoder.layer.1.output.dense.weight") continue;
    EXPECT_NEAR(sum.value(), 0.566700548759, 1e-5);
  }
}

TEST(Bert, WithoutPoolingLayer_GivesTheHiddenStateAlone) {
  BertOptions options = Small();
  options.add_pooling_layer = false;
  const auto probe = RunProbe([&] { return Bert(options); });
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), 18048);
  EXPECT_NEAR(probe->output().l2(), 38.69999325389485, 1e-8);
  EXPECT_EQ(probe->other_output_size(), 0);
  const Bert model(options);
  EXPECT_THAT(model.signature().outputs, ElementsAre("last_hidden_state"));
  EXPECT_FALSE(model.forward(ProbeIds(), ProbeMask()).pooler_output.defined());
}

// The defaults of the options, by the number of parameters that bert-base-uncased has.
TEST(Bert, Defaults_AreBertBase) { EXPECT_EQ(Bert().num_parameters(), 109482240); }

TEST(Bert, InputsThatAreLeftOut_StandForAllTokensOfTheFirstSegment) {
  const Bert model = SmallModel();
  const BertOutput plain = model.forward(ProbeIds(), {});
  const BertOutput stated = model.forward(ProbeIds(), at::ones_like(ProbeIds()), at::zeros_like(ProbeIds()));
  EXPECT_TRUE(at::equal(plain.last_hidden_state, stated.last_hidden_state));
  EXPECT_TRUE(at::equal(plain.pooler_output, stated.pooler_output));
  EXPECT_TRUE(at::equal(model.forward(ProbeIds()), plain.last_hidden_state));
}

TEST(Bert, MaskOfAnyType_KeepsWhatIsNotZero) {
  const Bert model = SmallModel();
  const at::Tensor expected = model.forward(ProbeIds(), ProbeMask()).last_hidden_state;
  for (const at::ScalarType type : {at::kBool, at::kInt, at::kFloat})
    EXPECT_TRUE(at::equal(model.forward(ProbeIds(), ProbeMask().to(type)).last_hidden_state, expected));
}

TEST(Bert, MaskedTokens_DoNotChangeTheOthers) {
  const Bert model = SmallModel();
  const at::Tensor other = ProbeIds().clone();
  other[1].slice(0, 16).fill_(7);
  const at::Tensor before = model.forward(ProbeIds(), ProbeMask()).last_hidden_state;
  const at::Tensor after = model.forward(other, ProbeMask()).last_hidden_state;
  EXPECT_TRUE(at::equal(before[0], after[0]));
  EXPECT_TRUE(at::equal(before[1].slice(0, 0, 16), after[1].slice(0, 0, 16)));
  EXPECT_FALSE(at::equal(model.forward(ProbeIds(), {}).last_hidden_state, model.forward(other, {}).last_hidden_state));
}

TEST(Bert, IdsOfInt32_AreAsGood) {
  const Bert model = SmallModel();
  EXPECT_TRUE(at::equal(model.forward(ProbeIds().to(at::kInt)), model.forward(ProbeIds())));
}

void ExpectTraining(double hidden_dropout, double attention_dropout, double l2, double mean) {
  BertOptions options = Small();
  options.hidden_dropout_prob = hidden_dropout;
  options.attention_probs_dropout_prob = attention_dropout;
  Bert model = SmallModel(options);
  model.train();
  at::NoGradGuard no_grad;
  at::manual_seed(1);
  const at::Tensor hidden = model.forward(ProbeIds(), ProbeMask()).last_hidden_state.to(at::kDouble);
  EXPECT_NEAR(hidden.norm().item<double>(), l2, 1e-4);
  EXPECT_NEAR(hidden.mean().item<double>(), mean, 1e-5);
}

// The same elements are dropped in the same places.
TEST(Bert, TrainingFromASeed_GivesTheReferencesNumbers) {
  ExpectTraining(0.1, 0.1, 39.185043821589865, 0.05065121528559757);
  ExpectTraining(0, 0.5, 39.213868672079755, 0.05523194643160423);
  ExpectTraining(0.5, 0, 39.62014057395672, 0.03827172789061587);
}

TEST(Bert, PaddingsEmbedding_StartsAsZerosAndGetsNoGradient) {
  Bert model(Small());
  model.forward(at::zeros_like(ProbeIds()) + at::tensor({0, 1}).repeat({2, 12}), {})
      .last_hidden_state.square()
      .sum()
      .backward();
  const at::Tensor words = model.state_dict()[0].tensor;
  EXPECT_EQ(words[0].abs().sum().item<double>(), 0);
  EXPECT_NE(words[1].abs().sum().item<double>(), 0);
  EXPECT_EQ(words.grad()[0].abs().sum().item<double>(), 0);
  EXPECT_NE(words.grad()[1].abs().sum().item<double>(), 0);
}

NamedTensors StateOf(const Model& model) {
  NamedTensors state;
  for (const StateEntry& entry : model.state_dict()) state.emplace_back(entry.name, entry.tensor.detach());
  return state;
}

// transformers saved this buffer before its version 4.31, so that older files hold it.
TEST(Bert, PositionIdsOfOldFiles_AreTakenWhereTheyAreTheOnlyOnesPossible) {
  Bert model(Small());
  NamedTensors state = StateOf(model);
  state.emplace_back("embeddings.position_ids", at::arange(40).unsqueeze(0));
  EXPECT_TRUE(model.load_state_dict(state).ok());
  state.back().second = at::arange(1, 41).unsqueeze(0);
  EXPECT_THAT(std::string(model.load_state_dict(state).message()), HasSubstr("embeddings.position_ids"));
}

// What forward says.
std::string Refusal(const at::Tensor& ids, const at::Tensor& mask = {}, const at::Tensor& types = {}) {
  static const Bert model = SmallModel();
  try {
    model.forward(ids, mask, types);
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "no error";
}

at::Tensor Ids(int64_t rows, int64_t columns, int64_t value = 1) { return at::full({rows, columns}, value, at::kLong); }

TEST(Bert, IdOutsideTheVocabulary_IsNamed) {
  EXPECT_THAT(Refusal(Ids(1, 3, 50)),
              HasSubstr("input_ids holds 50, but the vocabulary's size is 50: ids are 0 to 49"));
  EXPECT_THAT(Refusal(Ids(1, 3, -1)), HasSubstr("input_ids holds -1"));
  EXPECT_THAT(Refusal(Ids(1, 3), {}, Ids(1, 3, 3)),
              HasSubstr("token_type_ids holds 3, but the number of segments is 3: ids are 0 to 2"));
}

TEST(Bert, TooManyTokensOrNone_AreRefused) {
  EXPECT_EQ(Refusal(Ids(1, 40)), "no error");
  EXPECT_THAT(Refusal(Ids(1, 41)), HasSubstr("41 tokens are too many for a model of 40 positions: truncate the text"));
  EXPECT_THAT(Refusal(Ids(2, 0)), HasSubstr("a sequence has at least one token, got shape [2, 0]"));
}

TEST(Bert, OtherShapes_AreRefusedWithBoth) {
  EXPECT_THAT(Refusal(Ids(1, 3)[0]), HasSubstr("input_ids: expected [N, T], got [3]"));
  EXPECT_THAT(Refusal(Ids(2, 3), Ids(2, 4)),
              HasSubstr("attention_mask: expected the shape of input_ids, [2, 3], got [2, 4]"));
  EXPECT_THAT(Refusal(Ids(2, 3), {}, Ids(1, 3)),
              HasSubstr("token_type_ids: expected the shape of input_ids, [2, 3], got [1, 3]"));
}

TEST(Bert, IdsThatAreNoIntegers_AreRefused) {
  EXPECT_THAT(Refusal(at::ones({1, 3})), HasSubstr("input_ids: expected int64 or int32, got Float"));
  EXPECT_THAT(Refusal(Ids(1, 3), {}, at::zeros({1, 3})),
              HasSubstr("token_type_ids: expected int64 or int32, got Float"));
}

TEST(Bert, SizesThatDoNotDivide_AreRefused) {
  BertOptions options = Small();
  options.num_attention_heads = 5;
  EXPECT_THROW(Bert{options}, c10::Error);
  options.num_attention_heads = 0;
  EXPECT_THROW(Bert{options}, c10::Error);
}

TEST(Bert, Builder_MakesAMiniLM) {
  const auto model = minilm_l6_v2();
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->num_parameters(), 22713216);
  EXPECT_THAT(model->signature().inputs, ElementsAre("input_ids"));
  EXPECT_THAT(model->signature().optional_inputs, ElementsAre("attention_mask", "token_type_ids"));
  EXPECT_THAT(model->signature().outputs, ElementsAre("last_hidden_state", "pooler_output"));
}

}  // namespace
}  // namespace assay
