#include "harness/accuracy/compare_evaluations.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Answer {
  int label;
  int best;
  float confidence;
};

proto::Evaluation Answered(const std::string& weights, const std::vector<Answer>& answers, int batch_size = 4) {
  proto::Evaluation evaluation;
  proto::EvaluationKey& key = *evaluation.mutable_key();
  key.set_weights(weights);
  key.set_data_digest("data");
  key.set_count(static_cast<int64_t>(answers.size()));
  key.set_batch_size(batch_size);
  key.set_top(1);
  for (size_t i = 0; i < answers.size(); ++i) {
    if (i % batch_size == 0) evaluation.add_batches()->set_batch(static_cast<int64_t>(i) / batch_size);
    proto::BatchAnswers& batch = *evaluation.mutable_batches(evaluation.batches_size() - 1);
    batch.add_label(answers[i].label);
    batch.add_answer(answers[i].best);
    batch.add_confidence(answers[i].confidence);
  }
  return evaluation;
}

// Ten images: 4 both right, 3 lost, 1 won, 2 neither, of which one is answered in another way.
const std::vector<Answer> kOld = {{0, 0, 0.9f}, {0, 0, 0.9f}, {0, 0, 0.8f}, {1, 1, 0.8f}, {1, 1, 0.7f},
                                  {1, 1, 0.7f}, {2, 2, 0.6f}, {2, 0, 0.6f}, {3, 1, 0.5f}, {3, 1, 0.5f}};
const std::vector<Answer> kNew = {{0, 0, 0.5f}, {0, 1, 0.4f}, {0, 2, 0.6f}, {1, 1, 0.5f}, {1, 1, 0.5f},
                                  {1, 3, 0.3f}, {2, 2, 0.5f}, {2, 2, 0.9f}, {3, 1, 0.4f}, {3, 2, 0.4f}};

EvaluationComparison Compared() {
  // Batches are how they were computed: other ones hold the same images.
  const auto compared = CompareEvaluations(Answered("old", kOld), Answered("new", kNew, 3), {.margin = 0.01});
  EXPECT_TRUE(compared.ok()) << compared.status();
  return *compared;
}

TEST(CompareEvaluations, Figures_AreThoseOfTenImagesCountedByHand) {
  const EvaluationComparison compared = Compared();
  EXPECT_EQ(compared.counts.both, 4);
  EXPECT_EQ(compared.counts.only_old, 3);
  EXPECT_EQ(compared.counts.only_new, 1);
  EXPECT_EQ(compared.counts.neither, 2);
  EXPECT_EQ(compared.wrong_otherwise, 1);
  EXPECT_EQ(compared.before.weights, "old");
  EXPECT_EQ(compared.after.weights, "new");
  EXPECT_DOUBLE_EQ(compared.before.metrics[0].value, 70);
  EXPECT_DOUBLE_EQ(compared.after.metrics[0].value, 50);
  EXPECT_NEAR(compared.before.mean_confidence, 0.70, 1e-6);
  EXPECT_NEAR(compared.after.mean_confidence, 0.50, 1e-6);
  EXPECT_NEAR(compared.verdict.difference, -0.2, 1e-12);
  // Of four coins at most one falls on the new side, twice: 2 (1 + 4) / 16.
  EXPECT_NEAR(compared.verdict.p_value, 0.625, 1e-12);
  EXPECT_EQ(compared.verdict.kind, UpdateVerdict::Kind::kUndecided);
}

// Bins of a fifteenth: old 0.5 and 0.6 (0.5 in the eighth, 0.6 in the tenth), 0.7, 0.8, 0.9; all right but those of 0.5
// and one of 0.6: |1.0 - 0| + |1.2 - 1| + |1.4 - 2| + |1.6 - 2| + |1.8 - 2| over ten images.
TEST(CompareEvaluations, CalibrationErrors_AreThoseOfTheirBins) {
  EXPECT_NEAR(Compared().before.calibration_error, (1.0 + 0.2 + 0.6 + 0.4 + 0.2) / 10, 1e-6);
  // New: 0.3 wrong; 0.4 three times wrong; 0.5 four times right; 0.6 wrong; 0.9 right.
  EXPECT_NEAR(Compared().after.calibration_error, (0.3 + 1.2 + 2.0 + 0.6 + 0.1) / 10, 1e-6);
}

TEST(CompareEvaluations, Classes_ThatChangedAreThereTheLargestDifferenceFirst) {
  const EvaluationComparison compared = Compared();
  ASSERT_EQ(compared.classes.size(), 3u) << "class 3 is as wrong as it was";
  EXPECT_EQ(compared.classes[0].label, 0);
  EXPECT_EQ(compared.classes[0].images, 3);
  EXPECT_EQ(compared.classes[0].old_right, 3);
  EXPECT_EQ(compared.classes[0].new_right, 1);
  EXPECT_EQ(compared.classes[0].difference(), -2);
  EXPECT_EQ(compared.classes[1].label, 1);
  EXPECT_EQ(compared.classes[1].difference(), -1);
  EXPECT_EQ(compared.classes[2].label, 2);
  EXPECT_EQ(compared.classes[2].images, 2);
  EXPECT_EQ(compared.classes[2].difference(), 1);
  EXPECT_EQ(compared.classes[2].won, 1);
  EXPECT_EQ(compared.classes[2].lost, 0);
}

// As many won as lost: the class changed all the same, and stands last.
TEST(CompareEvaluations, ClassThatWinsAndLoses_Changed) {
  const auto compared = CompareEvaluations(Answered("old", {{0, 0, 1}, {0, 1, 1}, {1, 1, 1}}),
                                           Answered("new", {{0, 1, 1}, {0, 0, 1}, {1, 0, 1}}), {.margin = 0.01});
  ASSERT_EQ(compared->classes.size(), 2u);
  EXPECT_EQ(compared->classes[0].label, 1);
  EXPECT_EQ(compared->classes[1].label, 0);
  EXPECT_EQ(compared->classes[1].difference(), 0);
  EXPECT_EQ(compared->classes[1].won, 1);
  EXPECT_EQ(compared->classes[1].lost, 1);
}

TEST(CompareEvaluations, FlippedImages_AreTheSurestLostOnesFirst) {
  const EvaluationComparison compared = Compared();
  std::vector<int64_t> order;
  for (const FlippedImage& image : compared.flipped) order.push_back(image.index);
  EXPECT_THAT(order, ElementsAre(2, 1, 5, 7));  // lost at 0.6, 0.4, 0.3; then what is won
  const FlippedImage& first = compared.flipped[0];
  EXPECT_EQ(first.label, 0);
  EXPECT_EQ(first.before.category, 0);
  EXPECT_NEAR(first.before.confidence, 0.8, 1e-6);
  EXPECT_EQ(first.after.category, 2);
  EXPECT_NEAR(first.after.confidence, 0.6, 1e-6);
  EXPECT_FALSE(first.is_won());
  EXPECT_TRUE(compared.flipped[3].is_won());
}

TEST(CompareEvaluations, TheSameAnswers_ChangeNothing) {
  const auto compared = CompareEvaluations(Answered("old", kOld), Answered("old", kOld), {.margin = 0.5});
  EXPECT_EQ(compared->verdict.kind, UpdateVerdict::Kind::kSame);
  EXPECT_THAT(compared->classes, IsEmpty());
  EXPECT_THAT(compared->flipped, IsEmpty());
  EXPECT_EQ(compared->wrong_otherwise, 0);
  EXPECT_THAT(ShiftFindings(*compared, FeatureCosines{1, 0.6}), IsEmpty());
}

// Ten images cannot show SAME within a point: that the tensors, their preprocessing and their model are one does.
TEST(CompareEvaluations, OneSetOfTensors_IsTheSameHoweverFewTheImages) {
  const auto verdict = [](const std::string& digest, const std::string& transforms, const std::string& model) {
    proto::Evaluation was = Answered("old", kOld), is = Answered("old", kOld);
    was.mutable_key()->set_weights_digest("d1");
    was.mutable_key()->set_transforms("crop_size: 16");
    was.mutable_key()->set_model("toy");
    is.mutable_key()->set_weights_digest(digest);
    is.mutable_key()->set_transforms(transforms);
    is.mutable_key()->set_model(model);
    return CompareEvaluations(was, is, {.margin = 0.01})->verdict;
  };
  EXPECT_EQ(verdict("d1", "crop_size: 16", "toy").kind, UpdateVerdict::Kind::kSame);
  EXPECT_TRUE(verdict("d1", "crop_size: 16", "toy").same_tensors);
  for (const UpdateVerdict& other : {verdict("d2", "crop_size: 16", "toy"), verdict("d1", "crop_size: 15", "toy"),
                                     verdict("d1", "crop_size: 16", "toy_v2")}) {
    EXPECT_EQ(other.kind, UpdateVerdict::Kind::kUndecided);
    EXPECT_FALSE(other.same_tensors);
  }
  const auto unknown = CompareEvaluations(Answered("old", kOld), Answered("old", kOld), {.margin = 0.01});
  EXPECT_FALSE(unknown->verdict.same_tensors) << "two digests that are not there are not one";
}

TEST(CompareEvaluations, WhatCannotBePaired_IsRefused) {
  proto::Evaluation old_one = Answered("old", kOld), new_one = Answered("new", kNew);
  new_one.mutable_key()->set_data_digest("others");
  EXPECT_THAT(std::string(CompareEvaluations(old_one, new_one, {}).status().message()),
              HasSubstr("evaluated on different data"));
  new_one.mutable_key()->set_data_digest("data");
  new_one.mutable_batches(1)->set_label(2, 9);
  EXPECT_EQ(CompareEvaluations(old_one, new_one, {}).status().message(),
            "image 6 has the label 2 in the old evaluation and 9 in the new one: evaluate both again");
  new_one.mutable_batches()->RemoveLast();
  EXPECT_THAT(std::string(CompareEvaluations(old_one, new_one, {}).status().message()), HasSubstr("lacks 2 of 10"));
}

// Thresholds are exceeded, not met; each is proved to fire and not to.
TEST(ShiftFindings, WhatMovedBeyondItsThreshold_IsNamedWithItsFigures) {
  EvaluationComparison compared;
  compared.before = {.mean_confidence = 0.98, .calibration_error = 0.01};
  compared.after = {.mean_confidence = 0.9301, .calibration_error = 0.0299};
  EXPECT_THAT(ShiftFindings(compared, FeatureCosines{0.8, 0.6}), IsEmpty());
  EXPECT_THAT(ShiftFindings(compared, std::nullopt), IsEmpty());
  compared.after = {.mean_confidence = 0.92, .calibration_error = 0.0301};
  EXPECT_THAT(ShiftFindings(compared, FeatureCosines{0.79, 0.6}),
              ElementsAre(AllOf(HasSubstr("confidence fell by 6.0 points, from 98.0 % to 92.0 % (more than 5)"),
                                HasSubstr("choose them anew")),
                          HasSubstr("calibration error grew by 2.0 points, from 1.0 % to 3.0 % (more than 2)"),
                          AllOf(HasSubstr("mean cosine of 0.79, and of 0.60 with another image's"),
                                HasSubstr("not interchangeable"), HasSubstr("must be rebuilt"))));
  compared.before = {.mean_confidence = 0.80, .calibration_error = 0.2};
  compared.after = {.mean_confidence = 0.86, .calibration_error = 0.1};
  EXPECT_THAT(ShiftFindings(compared, FeatureCosines{0.95, 0.6}),
              ElementsAre(HasSubstr("confidence rose by 6.0 points")))
      << "a better calibration is no finding";
}

TEST(FeatureCosines, Likeness_IsTheWayFromAnotherImageToItself) {
  EXPECT_DOUBLE_EQ((FeatureCosines{1, 0.6}).likeness(), 1);
  EXPECT_DOUBLE_EQ((FeatureCosines{0.75, 0.5}).likeness(), 0.5);
  EXPECT_DOUBLE_EQ((FeatureCosines{0.3, 0.3}).likeness(), 0);
  EXPECT_DOUBLE_EQ((FeatureCosines{1, 1}).likeness(), 1) << "all images have one feature";
}

}  // namespace
}  // namespace assay
