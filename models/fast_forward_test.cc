#include "models/fast_forward.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/registry.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr int64_t kSide = 64;

// With statistics as training leaves them: those of a new model are 0 and 1, and folding them is easy.
Model Filled(const std::string& builder) {
  Model model = Construct(**FindBuilder(builder), {.num_classes = 10});
  FillState(model.state_dict());
  model.eval();
  return model;
}

at::Tensor Images(int64_t rows) { return ProbeInput("input", {rows, 3, kSide, kSide}); }

at::Tensor Plain(const Model& model, const at::Tensor& images) {
  const c10::InferenceMode inference;
  return model.forward(images);
}

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return ((a - b).abs().max() / a.square().mean().sqrt()).item<double>();
}

std::string Refusal(const Model& model, const at::Tensor& example) {
  const auto fast = FastForward::Make(model, example);
  EXPECT_EQ(fast.status().code(), absl::StatusCode::kFailedPrecondition) << fast.status();
  return std::string(fast.status().message());
}

TEST(FastForward, SmallClassifiersOfAllFamilies_AnswerAsTheModelDoes) {
  std::set<std::string> families;
  for (const std::string& name : list()) {
    const Builder& builder = **FindBuilder(name);
    if (builder.task != "classification") continue;
    // Families differ in their blocks, and members in how many.
    const std::string family = builder.family + (name.find("_v3") != std::string::npos ? "_v3" : "") +
                               (name.find("regnet_x") == 0 ? "_x" : "") + (name.find("next") == 3 ? "next" : "");
    if (!families.insert(family).second) continue;
    const Model model = Filled(name);
    const auto fast = FastForward::Make(model, Images(2));
    ASSERT_TRUE(fast.ok()) << name << ": " << fast.status();
    EXPECT_GE(fast->fused(), 19) << name;  // the smallest, digits_resnet20, has as many convolutions
    EXPECT_LT(Difference(Plain(model, Images(3)), (*fast)(Images(3))), 1e-4) << name;
  }
  EXPECT_GE(families.size(), 6);
}

TEST(FastForward, EveryConvolution_IsFused) {
  EXPECT_EQ(FastForward::Make(Filled("mobilenet_v2"), Images(1))->fused(), 52);
  EXPECT_EQ(FastForward::Make(Filled("resnet18"), Images(1))->fused(), 20);
}

TEST(FastForward, BatchOfAnySize_IsComputedInPartsOfTheExamples) {
  const auto fast = FastForward::Make(Filled("mobilenet_v3_small"), Images(4));
  ASSERT_TRUE(fast.ok()) << fast.status();
  const at::Tensor images = Images(11);
  const at::Tensor whole = (*fast)(images);
  EXPECT_TRUE(at::equal(whole, (*fast)(images)));
  std::vector<at::Tensor> parts;
  for (const at::Tensor& part : images.split(4)) parts.push_back((*fast)(part));
  EXPECT_TRUE(at::equal(whole, at::cat(parts)));
}

TEST(FastForward, SeveralThreads_GetTheSameBits) {
  const auto fast = FastForward::Make(Filled("mobilenet_v3_small"), Images(2));
  ASSERT_TRUE(fast.ok()) << fast.status();
  const at::Tensor images = Images(5), expected = (*fast)(images);
  std::vector<std::thread> threads;
  std::vector<at::Tensor> answers(4);
  for (at::Tensor& answer : answers) threads.emplace_back([&] { answer = (*fast)(images); });
  for (std::thread& thread : threads) thread.join();
  for (const at::Tensor& answer : answers) EXPECT_TRUE(at::equal(answer, expected));
}

TEST(FastForward, ModelAndItsFastForward_LeaveEachOtherAlone) {
  Model model = Filled("mobilenet_v2");
  const at::Tensor plain = Plain(model, Images(2));
  std::vector<at::Tensor> before;
  for (const StateEntry& entry : model.state_dict()) before.push_back(entry.tensor.detach().clone());
  const auto fast = FastForward::Make(model, Images(2));
  ASSERT_TRUE(fast.ok()) << fast.status();
  const at::Tensor answer = (*fast)(Images(2));
  const std::vector<StateEntry> after = model.state_dict();
  for (size_t i = 0; i < after.size(); ++i) EXPECT_TRUE(at::equal(before[i], after[i].tensor)) << after[i].name;
  EXPECT_TRUE(at::equal(plain, Plain(model, Images(2))));
  for (const StateEntry& entry : after) entry.tensor.detach().zero_();
  EXPECT_TRUE(at::equal(answer, (*fast)(Images(2))));
}

TEST(FastForward, TracedUnderOtherTensors_IsTheModelUnderThem) {
  Model model = Filled("mobilenet_v2");
  const auto fast = FastForward::Make(model, Images(2));
  ASSERT_TRUE(fast.ok()) << fast.status();
  std::vector<at::Tensor> moved;
  for (const StateEntry& entry : model.state_dict()) {
    moved.push_back(entry.tensor.detach().clone());
    if (entry.tensor.is_floating_point()) MoveRelative(entry.name, 0.1, moved.back());
  }
  const at::Tensor plain = Plain(model, Images(2)), traced = fast->Traced(Images(2), moved);
  EXPECT_GT(Difference(plain, traced), 1e-2);
  for (size_t i = 0; i < moved.size(); ++i) model.state_dict()[i].tensor.detach().copy_(moved[i]);
  EXPECT_LT(Difference(Plain(model, Images(2)), traced), 1e-4);
}

TEST(FastForward, WhatItCannotDo_IsRefusedWithTheReason) {
  Model model = Filled("mobilenet_v3_small");
  EXPECT_THAT(Refusal(model, Images(1).to(at::kDouble)), HasSubstr("float32 on the CPU"));
  EXPECT_THAT(Refusal(model, at::zeros({3, kSide, kSide})), HasSubstr("[N, C, H, W]"));
  EXPECT_THAT(Refusal(Model(nullptr, [](const at::Tensor& images) { return images; }), Images(1)),
              HasSubstr("no module"));
  EXPECT_THAT(Refusal(Model(model.module(), [](const at::Tensor& images) { return images * 2; }), Images(1)),
              HasSubstr("no convolutions"));
  const at::Tensor mean = model.state_dict()[3].tensor.detach().clone();
  model.train();
  EXPECT_THAT(Refusal(model, Images(1)), HasSubstr("training mode"));
  EXPECT_TRUE(at::equal(mean, model.state_dict()[3].tensor));
  model.eval();
  model.to(at::kDouble);
  EXPECT_THAT(Refusal(model, Images(1)), HasSubstr("features.0.0.weight is not float32"));
}

TEST(FastForward, OtherImagesThanTheExamples_AreNotTaken) {
  const auto fast = FastForward::Make(Filled("mobilenet_v3_small"), Images(2));
  ASSERT_TRUE(fast.ok()) << fast.status();
  EXPECT_TRUE(fast->Takes(Images(7)));
  for (const at::Tensor& other : {at::zeros({2, 3, kSide, kSide + 1}), at::zeros({0, 3, kSide, kSide}),
                                  at::zeros({3, kSide, kSide}), Images(2).to(at::kDouble)}) {
    EXPECT_FALSE(fast->Takes(other)) << other.sizes();
    EXPECT_THROW((*fast)(other), c10::Error);
  }
}

}  // namespace
}  // namespace assay
