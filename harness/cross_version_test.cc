// A family of several versions: what each says of the weights of the first.
#include "harness/cross_version.h"

#include <ATen/ops/arange.h>
#include <c10/util/Exception.h>

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ToyOptions {
  double eps = 1e-5;
  int64_t channels = 4;
  bool bias = false;
  bool frozen = false;
  NamedTensors constants = {};
};

Model MakeToy(const ToyOptions& options, int64_t num_classes) {
  auto chain = std::make_shared<Chain>();
  chain->Add(std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, options.channels, 3).stride(8).bias(options.bias)));
  if (options.frozen) {
    chain->Add(std::make_shared<FrozenBatchNorm2d>(options.channels));
  } else {
    chain->Add(std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(options.channels).eps(options.eps)));
  }
  chain->Add(std::make_shared<Conv2d>(torch::nn::Conv2dOptions(options.channels, num_classes, 1)));
  Model model(chain, [chain](const at::Tensor& input) { return GlobalAveragePool(chain->forward(input)); });
  model.AcceptConstants(options.constants);
  return model;
}

int constructed = 0;

// "eps" is an option that its entries may imply.
bool RegisterToy(const std::string& name, const ToyOptions& toy, const std::string& family = "toy") {
  return RegisterBuilder({.name = name,
                          .family = family,
                          .task = "classification",
                          .construct =
                              [toy](const ConstructOptions& options) {
                                ++constructed;
                                ToyOptions own = toy;
                                for (const ImpliedOption& option : options.implied_options)
                                  own.eps = std::get<double>(option.value);
                                return MakeToy(own, options.num_classes);
                              },
                          .implied_options = {"eps"}});
}

const bool kRegistered = RegisterToy("toy", {}) && RegisterToy("toy_tidied", {}) &&
                         RegisterToy("toy_v2", {.eps = 1e-3}) && RegisterToy("toy_wide", {.channels = 5}) &&
                         RegisterToy("toy_biased", {.bias = true}) && RegisterToy("toy_frozen", {.frozen = true}) &&
                         RegisterToy("other", {}, "other_family");

const Builder& Toy(const std::string& name = "toy") { return **FindBuilder(name); }

WeightEntry Entry(const std::string& builder) {
  return {.enum_name = "Toy_Weights", .name = "V1", .builder = builder, .meta = {.categories = {"a", "b", "c"}}};
}

// "equal", ... of each version, for an entry of `builder`.
std::vector<std::string> Verdicts(const WeightEntry& entry) {
  ProbeCache cache({.noise = true});
  const Builder& builder = Toy(entry.builder);
  const auto own = cache.Get(builder, *ResolveOptions(builder.name, entry, std::nullopt));
  EXPECT_TRUE(own.ok()) << own.status();
  std::vector<std::string> verdicts;
  for (const proto::CrossVersion& row : MeasureCrossVersions(builder, entry, own->noise(), cache))
    verdicts.push_back(row.builder() + ": " + CrossVersionText(row));
  return verdicts;
}

// A frozen normalisation takes the file of one that counted, and is not calibrated.
TEST(CrossVersion, WeightsOfOneVersion_HaveAVerdictInEachOther) {
  EXPECT_THAT(Verdicts(Entry("toy")),
              ElementsAre("toy_biased: does not load: missing 0.bias", "toy_frozen: differs in output",
                          "toy_tidied: equal", "toy_v2: differs in output",
                          "toy_wide: does not load: of the wrong shape or type 0.weight (expected [5, 3, 3, 3], got "
                          "[4, 3, 3, 3])"));
}

TEST(CrossVersion, KeyTooMany_IsNamed) {
  EXPECT_EQ(Verdicts(Entry("toy_biased"))[0], "toy: does not load: unexpected 0.bias");
}

// Strict loading wants the counters where a file has any, and a frozen norm's file has none.
TEST(CrossVersion, FileWithoutCounters_Loads) {
  EXPECT_THAT(Verdicts(Entry("toy_frozen")), testing::Contains("toy: differs in output"));
}

TEST(CrossVersion, WhatAnEntryImplies_IsInForceInEachVersion) {
  WeightEntry entry = Entry("toy");
  entry.implied_options = {{.name = "eps", .value = 1e-3}};
  EXPECT_THAT(Verdicts(entry), testing::Contains("toy_v2: equal"));
}

// 3 categories: a version that ignored them would not load.
TEST(CrossVersion, Categories_AreThoseOfTheEntry) {
  ProbeCache cache;
  const auto state = cache.Skeleton(Toy(), *ResolveOptions("toy", Entry("toy"), std::nullopt))->state_dict();
  EXPECT_EQ(state.back().tensor.size(0), 3);
}

TEST(CrossVersion, SecondEntryOfTheSameOptions_ConstructsNothing) {
  ProbeCache cache;
  MeasureCrossVersions(Toy(), Entry("toy"), {}, cache);
  const int before = constructed;
  EXPECT_GT(before, 0);
  MeasureCrossVersions(Toy(), Entry("toy"), {}, cache);
  EXPECT_EQ(constructed, before);
}

TEST(CompareCrossVersions, AnotherVerdictWitnessOrVersion_IsNamed) {
  ProbeCache cache;
  const CrossVersions now = MeasureCrossVersions(Toy(), Entry("toy"), {}, cache);
  ASSERT_EQ(now.size(), 5);
  EXPECT_THAT(CompareCrossVersions(now, now), IsEmpty());
  CrossVersions was = now;
  was[0].set_witness("0.scale");
  was[2].set_verdict(proto::CrossVersion::DIFFERS);
  was[2].set_witness("output");
  was[3].set_builder("toy_gone");
  EXPECT_THAT(CompareCrossVersions(was, now),
              ElementsAre("in toy_biased: does not load: missing 0.bias; was does not load: 0.scale",
                          "in toy_tidied: equal; was differs in output", "the version toy_gone is gone",
                          "the version toy_v2 is new: differs in output"));
}

}  // namespace
}  // namespace assay
