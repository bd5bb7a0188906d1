#include "harness/accuracy/prove_fast_forward.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full_like.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/evaluate.h"
#include "harness/accuracy/metrics.h"
#include "harness/probe_values.h"
#include "models/fast_forward.h"
#include "models/mobilenet/mobilenet_v2.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int kSide = 32, kTop = 3;

// Noise, another one of each image.
class Noise : public Dataset {
 public:
  explicit Noise(int64_t size) : size_(size) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return {absl::StrCat("noise ", index), index % 10}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    if (index == broken) return absl::DataLossError(absl::StrCat("noise ", index, ": is damaged"));
    Image image{.width = kSide, .height = kSide};
    for (const double value : ProbeUniform(absl::StrCat("noise ", index), kSide * kSide * 3))
      image.pixels.push_back(static_cast<uint8_t>(255 * value));
    return image;
  }
  absl::StatusOr<std::string> Digest() const override { return "noise"; }

  int64_t broken = -1;

 private:
  int64_t size_;
};

Model Small() {
  MobileNetV2 model({.num_classes = 10, .settings = {{1, 8, 1, 1}, {4, 16, 2, 2}}});
  FillState(model.state_dict());
  model.eval();
  return model;
}

at::Tensor State(const Model& model, const std::string& name) {
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.name == name) return entry.tensor.detach();
  }
  ADD_FAILURE() << name;
  return {};
}

ImageClassification Preprocess() { return ImageClassification({.crop_size = kSide, .resize_size = kSide}); }

proto::EvaluationKey Key(int64_t count) {
  proto::EvaluationKey key;
  key.set_weights("Small_Weights.V1");
  key.set_count(count);
  key.set_batch_size(12);
  key.set_top(kTop);
  return key;
}

std::vector<at::Tensor> Batches() {
  return {ProbeInput("a", {5, 3, kSide, kSide}), ProbeInput("b", {3, 3, kSide, kSide})};
}

ForwardCandidate CandidateOf(const Model& model) {
  const FastForward fast = FastForward::Make(model, Batches()[0]).value();
  return {.takes = [fast](const at::Tensor& images) { return fast.Takes(images); },
          .forward = fast,
          .under = [fast](const at::Tensor& images,
                          const std::vector<at::Tensor>& state) { return fast.Traced(images, state); }};
}

// The note of the proof, where the fast forward is that of a model whose state was changed by `damage`.
std::string NoteOfDamaged(void (*damage)(const Model&)) {
  const Model model = Small(), damaged = Small();
  damage(damaged);
  ForwardCandidate candidate = CandidateOf(model);
  candidate.forward = CandidateOf(damaged).forward;
  const ProvenModel proven = ProveCandidate(model, candidate, Batches(), kTop);
  EXPECT_EQ(proven.fast, absl::StartsWith(proven.note, "fast:")) << proven.note;
  EXPECT_EQ(proven.forward, proven.fast ? "fast" : "");
  return proven.note;
}

// What cannot be sorted is left to the plain forward, whose answer the evaluation refuses.
TEST(ProveFastForward, NaN_IsNeitherProvenNorHidden) {
  const Model model = Small();
  State(model, "classifier.1.bias").fill_(std::numeric_limits<float>::quiet_NaN());
  const auto proven = ProveFastForward(model, Preprocess(), Noise(50), Key(50));
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_FALSE(proven->fast);
  EXPECT_THAT(proven->note, StartsWith("plain: "));
  // Proven on good images, then NaN.
  const ForwardCandidate good = CandidateOf(Small());
  const auto is_wild = std::make_shared<bool>(false);
  ForwardCandidate turning = good;
  turning.forward = [=](const at::Tensor& images) {
    return *is_wild ? at::full_like(good.forward(images), std::numeric_limits<float>::quiet_NaN())
                    : good.forward(images);
  };
  const ProvenModel turned = ProveCandidate(Small(), turning, Batches(), kTop);
  ASSERT_TRUE(turned.fast) << turned.note;
  *is_wild = true;
  const c10::InferenceMode inference;
  EXPECT_TRUE(at::equal(turned.model.forward(Batches()[0]), Small().forward(Batches()[0])));
  EXPECT_EQ(*turned.plain_batches, 1);
}

TEST(ProveFastForward, TrueFold_IsUsedAndAnswersAsTheModel) {
  const Model model = Small();
  const Noise data(50);
  const auto proven = ProveFastForward(model, Preprocess(), data, Key(50));
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_TRUE(proven->fast);
  EXPECT_THAT(proven->note, StartsWith("fast: logits of 16 images within "));
  EXPECT_GT(proven->difference, 0);
  EXPECT_LE(proven->difference, proven->tolerance);
  EXPECT_LT(proven->tolerance, 1e-4);
  const auto plain = Evaluate(model, Preprocess(), data, Key(50));
  const auto fast = Evaluate(proven->model, Preprocess(), data, Key(50));
  ASSERT_TRUE(plain.ok() && fast.ok()) << plain.status() << fast.status();
  for (int i = 0; i < plain->batches_size(); ++i)
    EXPECT_THAT(fast->batches(i).answer(), testing::ElementsAreArray(plain->batches(i).answer()));
  EXPECT_LT(*proven->plain_batches, plain->batches_size());
  EXPECT_NE(fast->SerializeAsString(), plain->SerializeAsString()) << "the plain forward was used";
}

TEST(ProveFastForward, ShardsAndRepetition_GiveTheSameBits) {
  const Noise data(50);
  const auto prove = [&] { return ProveFastForward(Small(), Preprocess(), data, Key(50)).value(); };
  const auto whole = Evaluate(prove().model, Preprocess(), data, Key(50));
  std::vector<proto::Evaluation> shards;
  for (int i = 0; i < 3; ++i)
    shards.push_back(Evaluate(prove().model, Preprocess(), data, Key(50), {.shard = i, .shards = 3}).value());
  EXPECT_EQ(MergeEvaluations(shards)->SerializeAsString(), whole->SerializeAsString());
}

TEST(ProveCandidate, UndamagedFold_IsProven) {
  EXPECT_THAT(NoteOfDamaged([](const Model&) {}), StartsWith("fast: "));
}

TEST(ProveCandidate, BrokenFolds_AreRefused) {
  // The variance without eps.
  EXPECT_THAT(NoteOfDamaged([](const Model& model) { State(model, "features.1.conv.0.1.running_var").sub_(1e-3); }),
              HasSubstr("where rounding allows"));
  // A mean that is left out.
  EXPECT_THAT(NoteOfDamaged([](const Model& model) { State(model, "features.2.conv.3.running_mean").zero_(); }),
              HasSubstr("where rounding allows"));
  // One weight of 8,650, off by a thousandth.
  EXPECT_THAT(NoteOfDamaged([](const Model& model) { State(model, "features.0.0.weight")[0][0][1][1].mul_(1.001); }),
              HasSubstr("where rounding allows"));
  // Weights in half precision.
  EXPECT_THAT(NoteOfDamaged([](const Model& model) {
                const at::Tensor weight = State(model, "features.1.conv.1.weight");
                weight.copy_(weight.to(at::kBFloat16));
              }),
              HasSubstr("where rounding allows"));
}

TEST(ProveCandidate, AnswersThatAreNoNumbers_AreRefused) {
  const Model model = Small();
  ForwardCandidate candidate = CandidateOf(model);
  const auto fast = candidate.forward;
  candidate.forward = [fast](const at::Tensor& images) {
    return at::full_like(fast(images), std::numeric_limits<float>::quiet_NaN());
  };
  EXPECT_THAT(ProveCandidate(model, candidate, Batches(), kTop).note, StartsWith("plain: "));
}

TEST(ProveCandidate, OtherBitsTheSecondTime_AreRefused) {
  const Model model = Small();
  ForwardCandidate candidate = CandidateOf(model);
  const auto fast = candidate.forward;
  std::atomic<int> calls = 0;
  candidate.forward = [&calls, fast](const at::Tensor& images) { return fast(images) * (1 + 1e-7 * calls++); };
  EXPECT_THAT(ProveCandidate(model, candidate, Batches(), kTop).note, HasSubstr("other bits when it is asked again"));
}

TEST(ProveCandidate, ForwardThatThrowsOrGivesAnotherShape_IsRefusedWithItsWords) {
  const Model model = Small();
  ForwardCandidate candidate = CandidateOf(model);
  const auto fast = candidate.forward;
  candidate.forward = [](const at::Tensor&) -> at::Tensor { TORCH_CHECK(false, "no such kernel"); };
  EXPECT_THAT(ProveCandidate(model, candidate, Batches(), kTop).note, HasSubstr("plain: no such kernel"));
  // As where a trace has kept the example's number of rows.
  candidate.forward = [fast](const at::Tensor& images) { return fast(images).slice(0, 0, 3); };
  EXPECT_THAT(ProveCandidate(model, candidate, Batches(), kTop).note, HasSubstr("answers 5 images"));
}

// Two categories whose logits are equal but for rounding.
Model Tied() {
  const Model model = Small();
  for (const char* name : {"classifier.1.weight", "classifier.1.bias"}) {
    const at::Tensor tensor = State(model, name);
    tensor[1].copy_(tensor[0]);
    if (tensor.dim() == 1) tensor.slice(0, 0, 2).fill_(100);  // the best ones
  }
  return model;
}

TEST(ProveCandidate, OtherAnswersWithinTheTolerance_AreRefused) {
  const Model model = Tied();
  ForwardCandidate candidate = CandidateOf(model);
  candidate.under = [&model](const at::Tensor& images, const std::vector<at::Tensor>&) {
    return model.forward(images) * 1.001;  // a model whose logits rounding moves far
  };
  candidate.forward = [&model](const at::Tensor& images) {
    const at::Tensor logits = model.forward(images).clone();
    logits.select(1, 1).mul_(1 + 1e-6);
    return logits;
  };
  EXPECT_THAT(ProveCandidate(model, candidate, Batches(), kTop).note,
              HasSubstr("best categories of proof image 0 are others"));
}

TEST(ProveCandidate, NearLogits_AreAnsweredByThePlainForward) {
  const Model model = Tied();
  const ProvenModel proven = ProveCandidate(model, CandidateOf(model), Batches(), kTop);
  ASSERT_TRUE(proven.fast) << proven.note;
  EXPECT_EQ(*proven.plain_batches, 0);
  const c10::InferenceMode inference;
  EXPECT_TRUE(at::equal(proven.model.forward(Batches()[0]), model.forward(Batches()[0])));
  EXPECT_EQ(*proven.plain_batches, 1);
}

TEST(ProveCandidate, ImagesOfAnotherShape_AreAnsweredByThePlainForward) {
  const Model model = Small();
  const ProvenModel proven = ProveCandidate(model, CandidateOf(model), Batches(), kTop);
  ASSERT_TRUE(proven.fast) << proven.note;
  const c10::InferenceMode inference;
  const at::Tensor images = ProbeInput("c", {2, 3, kSide + 8, kSide});
  EXPECT_TRUE(at::equal(proven.model.forward(images), model.forward(images)));
  EXPECT_EQ(*proven.plain_batches, 1);
}

TEST(ProveFastForward, WhereThereIsNoFastForward_TheModelIsGivenBackWithTheReason) {
  Model model = Small();
  model.train();
  const auto training = ProveFastForward(model, Preprocess(), Noise(20), Key(20));
  ASSERT_TRUE(training.ok()) << training.status();
  EXPECT_FALSE(training->fast);
  EXPECT_THAT(training->note, HasSubstr("plain: the model is in training mode"));
  const auto nothing = ProveFastForward(Small(), Preprocess(), Noise(0), Key(0));
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_THAT(nothing->note, HasSubstr("no images"));
  const auto few = ProveFastForward(Small(), Preprocess(), Noise(1), Key(1));
  ASSERT_TRUE(few.ok()) << few.status();
  EXPECT_TRUE(few->fast) << few->note;
}

TEST(ProveFastForward, BrokenImage_IsNamed) {
  Noise data(16);
  data.broken = 3;
  const auto proven = ProveFastForward(Small(), Preprocess(), data, Key(16));
  EXPECT_EQ(proven.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(proven.status().message()), HasSubstr("noise 3"));
}

}  // namespace
}  // namespace assay
