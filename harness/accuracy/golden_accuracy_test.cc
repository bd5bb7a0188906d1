#include "harness/accuracy/golden_accuracy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Ten images of two categories; those in `wrong` are answered wrong, all with one margin.
proto::Evaluation Answers(const std::vector<int>& wrong, float margin = 1) {
  proto::Evaluation evaluation;
  evaluation.mutable_key()->set_data_digest("d1");
  evaluation.mutable_key()->set_count(10);
  evaluation.mutable_key()->set_batch_size(4);
  evaluation.mutable_key()->set_top(1);
  for (int i = 0; i < 10; ++i) {
    if (i % 4 == 0) evaluation.add_batches()->set_batch(i / 4);
    proto::BatchAnswers& batch = *evaluation.mutable_batches(i / 4);
    const bool is_wrong = std::find(wrong.begin(), wrong.end(), i) != wrong.end();
    batch.add_label(0);
    batch.add_answer(is_wrong ? 1 : 0);
    batch.add_confidence(0.75f);
    batch.add_margin(margin);
  }
  return evaluation;
}

proto::AccuracyGolden Summary(const std::vector<int>& wrong) { return *SummariseAccuracy("Toys", Answers(wrong)); }

const std::vector<bool> kNone(10, false);

TEST(GoldenAccuracy, Summary_HoldsTheValueItsIntervalAndTheBits) {
  const proto::AccuracyGolden golden = Summary({3, 7});
  EXPECT_EQ(golden.dataset(), "Toys");
  EXPECT_EQ(golden.count(), 10);
  ASSERT_EQ(golden.metric_size(), 1);
  EXPECT_EQ(golden.metric(0).name(), "acc@1");
  EXPECT_DOUBLE_EQ(golden.metric(0).value(), 80);
  EXPECT_NEAR(golden.metric(0).low(), 49.0, 0.1);
  EXPECT_NEAR(golden.metric(0).high(), 94.3, 0.1);
  EXPECT_NEAR(golden.mean_confidence(), 0.75, 1e-6);
  EXPECT_NEAR(golden.calibration_error(), 0.05, 1e-6);
}

TEST(GoldenAccuracy, IncompleteEvaluation_HasNoSummary) {
  proto::Evaluation part = Answers({});
  part.mutable_batches()->RemoveLast();
  EXPECT_FALSE(SummariseAccuracy("Toys", part).ok());
}

TEST(CompareAccuracy, SameImagesRight_IsClean) {
  EXPECT_THAT(CompareAccuracy(Summary({3, 7}), Summary({3, 7}), kNone), IsEmpty());
}

// The sum is the same: only the images tell.
TEST(CompareAccuracy, OtherImagesRight_AreNamed) {
  EXPECT_THAT(CompareAccuracy(Summary({3, 7}), Summary({3, 8}), kNone),
              ElementsAre("2 of 10 images of Toys are answered otherwise than the lock says, more than rounding can "
                          "turn over: 7 (wrong before), 8 (right before)"));
}

TEST(CompareAccuracy, ImageThatRoundingCanTurn_IsNoFindingAndAnotherStillIs) {
  std::vector<bool> turnable = kNone;
  turnable[8] = true;
  EXPECT_THAT(CompareAccuracy(Summary({3}), Summary({3, 8}), turnable), IsEmpty());
  EXPECT_THAT(CompareAccuracy(Summary({3}), Summary({3, 9}), turnable), ElementsAre(HasSubstr("9 (right before)")));
}

TEST(CompareAccuracy, OtherData_AreTold) {
  proto::AccuracyGolden other = Summary({});
  other.set_data_digest("d2");
  EXPECT_THAT(CompareAccuracy(Summary({}), other, kNone), ElementsAre(HasSubstr("other data than the lock's")));
}

TEST(CompareAccuracy, DamagedBits_AreTold) {
  proto::AccuracyGolden damaged = Summary({});
  damaged.set_correct("AAAA");
  EXPECT_THAT(CompareAccuracy(damaged, Summary({}), kNone), ElementsAre(HasSubstr("damaged")));
}

TEST(TurnableImages, Margin_CountsAgainstTwiceTheTolerance) {
  EXPECT_EQ(TurnableImages(Answers({}, 2e-4f), 0.99e-4), kNone);
  EXPECT_EQ(TurnableImages(Answers({}, 2e-4f), 1.01e-4), std::vector<bool>(10, true));
}

WeightEntry Declaring(double value) {
  return {.enum_name = "Toy_Weights",
          .name = "TOYS_V1",
          .meta = {.task = "classification", .metrics = {{"Toys", "acc@1", value}, {"Others", "acc@1", 1}}}};
}

proto::DatasetSpec Spec(int64_t count) {
  proto::DatasetSpec spec;
  spec.set_name("Toys");
  spec.add_split()->set_count(count);
  return spec;
}

TEST(CheckDeclaredMetrics, WholeSplit_MustAgreeWithinTwoHundredths) {
  EXPECT_THAT(CheckDeclaredMetrics(Declaring(80.02), Spec(10), Summary({3, 7})), IsEmpty());
  EXPECT_THAT(
      CheckDeclaredMetrics(Declaring(80.03), Spec(10), Summary({3, 7})),
      ElementsAre("acc@1 of Toy_Weights.TOYS_V1 on Toys is 80.000, declared 80.030; they must agree within 0.02 "
                  "points. Wrong preprocessing is the usual cause: assay evaluate Toy_Weights.TOYS_V1 --explain"));
}

// As many images are not the same ones.
TEST(CheckDeclaredMetrics, OtherImagesThanTheSplits_AreNotTheOnesThatAreDeclared) {
  proto::DatasetSpec spec = Spec(10);
  spec.mutable_split(0)->set_digest("d1");
  EXPECT_THAT(CheckDeclaredMetrics(Declaring(30), spec, Summary({3, 7})), ElementsAre(HasSubstr("declared 30.000")));
  spec.mutable_split(0)->set_digest("d2");
  EXPECT_THAT(CheckDeclaredMetrics(Declaring(30), spec, Summary({3, 7})), IsEmpty());
}

TEST(CheckDeclaredMetrics, Sample_MustHaveItInItsInterval) {
  EXPECT_THAT(CheckDeclaredMetrics(Declaring(60), Spec(1000), Summary({3, 7})), IsEmpty());
  EXPECT_THAT(CheckDeclaredMetrics(Declaring(30), Spec(1000), Summary({3, 7})),
              ElementsAre(HasSubstr("a sample of 10 images would give 49.02 to 94.33")));
}

TEST(PairAccuracies, Counts_AreThoseOfTheImages) {
  const auto counts = PairAccuracies(Summary({1, 2, 3}), Summary({3, 4}));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->both, 6);
  EXPECT_EQ(counts->only_old, 1);
  EXPECT_EQ(counts->only_new, 2);
  EXPECT_EQ(counts->neither, 1);
  proto::AccuracyGolden other = Summary({});
  other.set_data_digest("d2");
  EXPECT_FALSE(PairAccuracies(Summary({}), other).ok());
}

TEST(DatasetsOf, Entry_HasThoseOfItsMetricsAndItsTaxonomyThatAreKnown) {
  WeightEntry entry{.meta = {.task = "classification", .metrics = {{"Digits", "acc@1", 1}, {"Nobody's", "acc@1", 1}}}};
  entry.taxonomy = "ImageNet-1K";
  EXPECT_THAT(DatasetsOf(entry), ElementsAre("Digits", "ImageNet-1K"));
  entry.meta.task = "detection";
  EXPECT_THAT(DatasetsOf(entry), IsEmpty());
}

}  // namespace
}  // namespace assay
