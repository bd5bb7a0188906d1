#include "harness/validate.h"

#include <new>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/testing/toy_combination.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

BuilderMeasurement MeasureBuilder(const Builder& builder, const proto::BuilderGolden* golden) {
  ProbeCache cache({.noise = true});
  return ValidateBuilder(builder, golden, cache);
}

TEST(ValidateBuilder, GoldenOfTheSameVersion_Passes) {
  const BuilderMeasurement measured = MeasureBuilder(MakeToyBuilder(), nullptr);
  const CombinationResult result = MeasureBuilder(MakeToyBuilder(), &measured.now).result;
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  std::vector<std::string> names;
  for (const Check& check : result.checks) names.push_back(check.name);
  EXPECT_THAT(names,
              ElementsAre("state", "output", "rect", "amplified", "gradient", "calibrated", "training", "init", "api"));
}

TEST(ValidateBuilder, NoGolden_FailsWithTheCommandThatMakesOne) {
  EXPECT_EQ(Differs(MeasureBuilder(MakeToyBuilder(), nullptr).result, "probe"),
            "no golden yet: ./bazelw run //tools:bless -- 'toy_net' --reason=...");
}

TEST(ValidateBuilder, OtherOutput_FailsThereAlone) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  proto::TensorSummary& output = *golden.mutable_probe()->mutable_output();
  output.set_first(7, output.first(7) + 1e-6 * output.l2());
  EXPECT_THAT(Differs(MeasureBuilder(MakeToyBuilder(), &golden).result, "output"),
              StartsWith("output: largest difference "));
}

TEST(ValidateBuilder, RenamedKey_FailsInTheState) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  golden.mutable_probe()->mutable_state(0)->set_key("stem.weight");
  const CombinationResult result = MeasureBuilder(MakeToyBuilder(), &golden).result;
  EXPECT_THAT(Failed(result), ElementsAre("state"));
  EXPECT_THAT(result.checks[0].findings, ElementsAre("key stem.weight is gone", "key features.0.0.weight is new"));
}

TEST(ValidateBuilder, OtherInterface_FailsThereAlone) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  golden.mutable_api()->set_task("detection");
  EXPECT_EQ(Differs(MeasureBuilder(MakeToyBuilder(), &golden).result, "api"), "task is classification, was detection");
}

TEST(ValidateBuilder, GoldenWithoutAnInterface_Fails) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  golden.clear_api();
  EXPECT_EQ(Differs(MeasureBuilder(MakeToyBuilder(), &golden).result, "api"),
            "the lock holds no interface: ./bazelw run //tools:bless -- 'toy_net' --reason=...");
}

// The catalogue of a builder that has weights is not linked here: its default cannot be known.
TEST(ValidateBuilder, DefaultEntryWithoutACatalogue_StaysTheLocks) {
  Builder builder = MakeToyBuilder();
  proto::BuilderGolden golden = MeasureBuilder(builder, nullptr).now;
  golden.mutable_api()->set_default_entry("V1");
  EXPECT_EQ(Differs(MeasureBuilder(builder, &golden).result, "api"), "default_entry is nothing, was V1");
  builder.weights_enum = "Toy_Weights";
  golden.mutable_api()->set_weights_enum("Toy_Weights");
  const BuilderMeasurement measured = MeasureBuilder(builder, &golden);
  EXPECT_EQ(measured.result.outcome(), Outcome::kPass);
  EXPECT_EQ(measured.now.api().default_entry(), "V1");
}

TEST(ValidateBuilder, ConstructorThatThrows_FailsWithItsMessage) {
  const Builder builder{.name = "toy_net",
                        .construct = [](const ConstructOptions&) -> Model { throw std::bad_alloc(); }};
  const BuilderMeasurement measured = MeasureBuilder(builder, nullptr);
  EXPECT_EQ(Wrong(measured.result, "probe"), "the probe did not run: out of memory");
  EXPECT_FALSE(measured.now.has_probe()) << "what the machine lacks is nothing of the model's";
}

TEST(ValidateBuilder, ModelThatThrows_IsRecordedAsThat) {
  const Builder builder{.name = "toy_net", .construct = [](const ConstructOptions&) -> Model {
                          throw std::invalid_argument("no such width");
                        }};
  const BuilderMeasurement measured = MeasureBuilder(builder, nullptr);
  EXPECT_EQ(Wrong(measured.result, "probe"), "the probe did not run: no such width");
  EXPECT_EQ(measured.now.probe().failure(), "no such width");
}

TEST(ValidateBuilder, LockWithoutNoiseFloor_SaysSo) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  golden.mutable_probe()->clear_noise();
  EXPECT_EQ(Differs(MeasureBuilder(MakeToyBuilder(), &golden).result, "state"),
            "the lock holds no noise floor, so that equal numbers alone pass: ./bazelw run //tools:bless -- 'toy_net' "
            "--reason=...");
}

TEST(ValidateBuilder, OtherTraining_FailsThereAlone) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  proto::TrainingProbe& training = *golden.mutable_probe()->mutable_training();
  training.set_gradient_l2(training.gradient_l2() * (1 + 1e-8));
  EXPECT_THAT(Differs(MeasureBuilder(MakeToyBuilder(), &golden).result, "training"),
              StartsWith("training: gradient of all parameters is "));
}

TEST(ValidateBuilder, NumbersOfALockFromElsewhere_SayWhereItIsFrom) {
  proto::BuilderGolden golden = MeasureBuilder(MakeToyBuilder(), nullptr).now;
  golden.mutable_blessing()->set_libtorch("2.10.0");
  golden.mutable_blessing()->set_cpu_capability("AVX2");
  golden.mutable_blessing()->set_threads(8);
  // Equal numbers need no excuse.
  EXPECT_EQ(MeasureBuilder(MakeToyBuilder(), &golden).result.outcome(), Outcome::kPass);
  golden.mutable_probe()->mutable_output()->set_mean(1);
  const CombinationResult result = MeasureBuilder(MakeToyBuilder(), &golden).result;
  ASSERT_EQ(result.checks[1].findings.size(), 2);
  EXPECT_THAT(result.checks[1].findings[1],
              StartsWith("the lock was blessed on LibTorch 2.10.0, AVX2, 8 threads; this is LibTorch 2."));
}

TEST(ProbeCache, SameBuilderAndOptions_ConstructOnce) {
  int constructed = 0;
  const Builder toy = MakeToyBuilder();
  const Builder builder{.name = "toy_net", .construct = [&](const ConstructOptions& options) {
                          ++constructed;
                          return toy.construct(options);
                        }};
  ProbeCache cache;
  ASSERT_TRUE(cache.Get(builder, {.num_classes = 6}).ok());
  ASSERT_TRUE(cache.Get(builder, {.num_classes = 6}).ok());
  // The skeleton, which tells how large it is, and the model.
  EXPECT_EQ(constructed, 2);
  ASSERT_TRUE(cache.Get(builder, {.num_classes = 7}).ok());
  EXPECT_EQ(constructed, 4);
}

}  // namespace
}  // namespace assay
