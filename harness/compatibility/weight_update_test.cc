#include "harness/compatibility/weight_update.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/metric_order.h"
#include "harness/compatibility/testing/rule_cases.h"
#include "harness/compatibility/testing/toy_library.h"

namespace assay::bc {
namespace {

using testing::HasSubstr;

constexpr char kAccuracy[] = "meta.metrics.ImageNet-1K.acc@1";

const FindingRow* Row(const WeightUpdate& update, const std::string& name) {
  for (const FindingRow& row : update.rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

WeightUpdate Compare(ToyLibrary& toys, const std::string& default_entry) {
  return CompareWeights("DATA_V1", toys.v1(), "DATA_V2", toys.v2(), default_entry);
}

TEST(CompareWeights, BetterMetrics_ShouldBeTheDefault) {
  ToyLibrary toys;
  ToyLibrary::Field(toys.v2(), kAccuracy) = "80.858";
  const WeightUpdate update = Compare(toys, "DATA_V1");
  ASSERT_NE(Row(update, "metrics.ImageNet-1K.acc@1"), nullptr);
  EXPECT_EQ(Row(update, "metrics.ImageNet-1K.acc@1")->was, "76.13");
  EXPECT_EQ(Row(update, "metrics.ImageNet-1K.acc@1")->is, "80.858");
  EXPECT_EQ(update.advice, "`default` should move to DATA_V2: it is better in every metric that both state");
  EXPECT_EQ(Compare(toys, "DATA_V2").advice,
            "`default` moved to DATA_V2, which is better in every metric that both state");
}

TEST(CompareWeights, WorseMetrics_ShouldNotBeTheDefault) {
  ToyLibrary toys;
  ToyLibrary::Field(toys.v2(), kAccuracy) = "70";
  EXPECT_EQ(Compare(toys, "DATA_V1").advice,
            "`default` should stay DATA_V1: DATA_V2 is worse in every metric that both state");
  EXPECT_THAT(Compare(toys, "DATA_V2").advice, HasSubstr("moved to DATA_V2 and should not"));
}

TEST(CompareWeights, MetricsThatDisagreeOrAreNotShared_DecideNothing) {
  ToyLibrary toys;
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("no metric that both state tells them apart"));
  ToyLibrary::Field(toys.v2(), kAccuracy) = "80";
  ToyLibrary::AddField(toys.v1(), "meta.metrics.ImageNet-1K.acc@5", "95");
  ToyLibrary::AddField(toys.v2(), "meta.metrics.ImageNet-1K.acc@5", "94");
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("one is better in some metrics, the other in others"));
}

// On 1,000 images each, the first `right` ones answered right.
void MeasureBoth(ToyLibrary& toys, int old_right, int new_right) {
  Measure(toys.v1(), old_right);
  Measure(toys.v2(), new_right);
}

// Whatever the authors state.
TEST(CompareWeights, WhatWasMeasured_DecidesTheAdvice) {
  ToyLibrary toys;
  ToyLibrary::Field(toys.v2(), kAccuracy) = "70";
  MeasureBoth(toys, 950, 990);
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("`default` should move to DATA_V2: on Toys BETTER: +4.00"));
  EXPECT_THAT(Compare(toys, "DATA_V2").advice, HasSubstr("`default` moved to DATA_V2: on Toys BETTER"));
  MeasureBoth(toys, 990, 950);
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("`default` should stay DATA_V1: on Toys WORSE"));
  EXPECT_THAT(Compare(toys, "DATA_V2").advice, HasSubstr("moved to DATA_V2 and should not: on Toys WORSE"));
  MeasureBoth(toys, 990, 990);
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("`default` may be DATA_V1 or DATA_V2: on Toys SAME"));
  MeasureBoth(toys, 985, 990);
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("the images do not tell: on Toys UNDECIDED"));
}

TEST(CompareWeights, OtherTaxonomy_IsNoMatterOfTheDefault) {
  ToyLibrary toys;
  ToyLibrary::Field(toys.v2(), "taxonomy") = "ImageNet-21K";
  EXPECT_THAT(Compare(toys, "DATA_V1").advice, HasSubstr("is for another taxonomy"));
}

TEST(CompareWeights, Photographs_AreComparedOneByOne) {
  ToyLibrary toys;
  EXPECT_EQ(Compare(toys, "DATA_V1").top1_changed, 0);
  auto& top = *toys.v2().mutable_photograph(0)->mutable_top();
  top.SwapElements(0, 1);
  WeightUpdate update = Compare(toys, "DATA_V1");
  EXPECT_EQ(update.photographs, 1);
  EXPECT_EQ(update.top1_changed, 1);
  EXPECT_EQ(update.top5_changed, 0) << "the same categories in another order";
  ASSERT_NE(Row(update, "cat.png"), nullptr);
  EXPECT_EQ(Row(update, "cat.png")->was, "cat 90.0%");
  EXPECT_EQ(Row(update, "cat.png")->is, "dog 10.0%");
  top[1].set_category("fox");
  EXPECT_EQ(Compare(toys, "DATA_V1").top5_changed, 1);
  toys.v2().mutable_photograph(0)->set_sha256("another photograph of the name");
  EXPECT_EQ(Compare(toys, "DATA_V1").photographs, 0);
}

TEST(CompareWeights, Preprocessing_IsShownWhereItDiffers) {
  ToyLibrary toys;
  EXPECT_EQ(Row(Compare(toys, "DATA_V1"), "transforms.crop_size"), nullptr);
  EXPECT_NE(Row(Compare(toys, "DATA_V1"), "num_params"), nullptr);
  ToyLibrary::Field(toys.v2(), "transforms.crop_size") = "240";
  ASSERT_NE(Row(Compare(toys, "DATA_V1"), "transforms.crop_size"), nullptr);
  EXPECT_EQ(Row(Compare(toys, "DATA_V1"), "transforms.crop_size")->is, "240");
}

TEST(IsWorse, Errors_AreBetterWhenLower) {
  EXPECT_TRUE(IsWorse("acc@1", "80", "79.99"));
  EXPECT_FALSE(IsWorse("acc@1", "80", "80"));
  EXPECT_TRUE(IsWorse("meta.metrics.LibriSpeech.wer", "3.1", "3.2"));
  EXPECT_FALSE(IsWorse("meta.metrics.LibriSpeech.wer", "3.1", "3.0"));
  EXPECT_TRUE(IsWorse("acc@1", "80", "about 90"));
}

}  // namespace
}  // namespace assay::bc
