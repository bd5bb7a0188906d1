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
  ProbeCache cache;
  return ValidateBuilder(builder, golden, cache);
}

TEST(ValidateBuilder, GoldenOfTheSameVersion_Passes) {
  const BuilderMeasurement measured = MeasureBuilder(MakeToyBuilder(), nullptr);
  const CombinationResult result = MeasureBuilder(MakeToyBuilder(), &measured.now).result;
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  std::vector<std::string> names;
  for (const Check& check : result.checks) names.push_back(check.name);
  EXPECT_THAT(names, ElementsAre("state", "output", "rect", "gradient", "init", "api"));
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
  EXPECT_EQ(Wrong(MeasureBuilder(builder, nullptr).result, "probe"), "the probe did not run: out of memory");
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
  EXPECT_EQ(constructed, 1);
  ASSERT_TRUE(cache.Get(builder, {.num_classes = 7}).ok());
  EXPECT_EQ(constructed, 2);
}

}  // namespace
}  // namespace assay
