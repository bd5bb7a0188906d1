// Entries that imply overrides of layers' defaults: in force while the model is constructed, typed or by name, and at
// no other time.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/builder.h"
#include "models/context.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"
#include "models/testing/state_file.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::HasSubstr;

struct ToyWeights : WeightsFamily {
  static constexpr char kBuilder[] = "toy_frozen";
};
struct ToyOptions {
  WeightsArgument<ToyWeights> weights = std::nullopt;
};

Model MakeToy(const ConstructOptions&) {
  auto norm = std::make_shared<FrozenBatchNorm2d>(2);
  return Model(norm, [norm](const at::Tensor& input) { return norm->forward(input); });
}

absl::StatusOr<Model> toy_frozen(const ToyOptions& options) { return Build<Model>("toy_frozen", options, MakeToy); }
ASSAY_REGISTER(toy_frozen, Builder{.family = "toy", .task = "classification", .construct = MakeToy});

double EpsOf(const Model& model) { return dynamic_cast<FrozenBatchNorm2d&>(*model.module()).eps(); }

WeightEntry EntryThatImplies(const ImpliedOverride& implied) {
  const std::string path = testing_files::WriteFile("toy.safetensors", SafetensorsOf(StateOf(MakeToy({}))));
  return {.url = path, .implied_overrides = {implied}};
}

TEST(ImpliedOverrides, Entry_DecidesTheDefaultOfItsOwnModelAlone) {
  const WeightEntry entry = EntryThatImplies({"FrozenBatchNorm2d", "eps", 0.0});
  const auto typed = toy_frozen({.weights = entry});
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_EQ(EpsOf(*typed), 0.0);
  const auto by_name = get("toy_frozen", entry);
  ASSERT_TRUE(by_name.ok()) << by_name.status();
  EXPECT_EQ(EpsOf(by_name->model), 0.0);
  EXPECT_EQ(ContextDepth(), 0);
  EXPECT_EQ(EpsOf(toy_frozen({}).value()), 1e-5);
}

TEST(ImpliedOverrides, UnknownParameter_IsRefused) {
  const WeightEntry entry = EntryThatImplies({"FrozenBatchNorm2d", "epsilon", 0.0});
  constexpr char kWhy[] = "FrozenBatchNorm2d has no parameter \"epsilon\" to override; it has eps";
  EXPECT_THAT(std::string(toy_frozen({.weights = entry}).status().message()), HasSubstr(kWhy));
  EXPECT_THAT(std::string(get("toy_frozen", entry).status().message()), HasSubstr(kWhy));
}

TEST(ImpliedOverrides, UnknownClass_IsTheSameErrorTypedAndByName) {
  const WeightEntry entry = EntryThatImplies({"NoSuchLayer", "eps", 0.0});
  const absl::Status typed = toy_frozen({.weights = entry}).status();
  EXPECT_EQ(typed.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(get("toy_frozen", entry).status(), typed);
}

TEST(ImpliedOverrides, ValueOfAnotherType_IsRefused) {
  const WeightEntry entry = EntryThatImplies({"FrozenBatchNorm2d", "eps", int64_t{0}});
  EXPECT_THAT(std::string(get("toy_frozen", entry).status().message()),
              HasSubstr("FrozenBatchNorm2d.eps: expected a double, got the int64 0"));
}

}  // namespace
}  // namespace assay
