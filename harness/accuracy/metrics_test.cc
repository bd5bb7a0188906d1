#include "harness/accuracy/metrics.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Labels are 0; an image is answered by the category that is given, then by the following ones.
proto::Evaluation Answered(const std::vector<int>& best, float confidence = 0.75f, int batch_size = 4, int top = 5) {
  proto::Evaluation evaluation;
  proto::EvaluationKey& key = *evaluation.mutable_key();
  key.set_weights("Toy_Weights.V1");
  key.set_data_digest("data");
  key.set_count(static_cast<int64_t>(best.size()));
  key.set_batch_size(batch_size);
  key.set_top(top);
  for (size_t i = 0; i < best.size(); ++i) {
    if (i % batch_size == 0) evaluation.add_batches()->set_batch(static_cast<int64_t>(i) / batch_size);
    proto::BatchAnswers& batch = *evaluation.mutable_batches(evaluation.batches_size() - 1);
    batch.add_label(0);
    for (int k = 0; k < top; ++k) batch.add_answer((best[i] + k) % 10);
    batch.add_confidence(confidence);
  }
  return evaluation;
}

// The batches whose numbers leave `shard` over.
proto::Evaluation Shard(const proto::Evaluation& whole, int shard, int shards) {
  proto::Evaluation part;
  *part.mutable_key() = whole.key();
  for (const proto::BatchAnswers& batch : whole.batches()) {
    if (batch.batch() % shards == shard) *part.add_batches() = batch;
  }
  return part;
}

TEST(ComputeMetrics, AnswersOfAClassifier_GiveBothAccuracies) {
  // Six right, three whose label is the fourth answer, one far off.
  const auto metrics = ComputeMetrics(Answered({0, 0, 0, 0, 0, 0, 7, 7, 7, 3}));
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0].name, "acc@1");
  EXPECT_DOUBLE_EQ(metrics[0].value, 60);
  EXPECT_NEAR(metrics[0].interval.low, 100 * Wilson(6, 10).low, 1e-12);
  EXPECT_EQ(metrics[1].name, "acc@5");
  EXPECT_DOUBLE_EQ(metrics[1].value, 90);
  EXPECT_EQ(ComputeMetrics(Answered({0}, 0.5f, 4, 2)).size(), 1u);
}

TEST(MetricsOf, Tasks_HaveTheirMetrics) {
  for (const char* task : {"classification", ""}) {
    const auto metrics = MetricsOf(task);
    ASSERT_TRUE(metrics.ok()) << metrics.status();
    EXPECT_EQ((*metrics)->Names(), (std::vector<std::string>{"acc@1", "acc@5"}));
    EXPECT_EQ((*metrics)->Compute(Answered({0, 1}))[0].value, 50);
  }
  EXPECT_EQ(MetricsOf("detection").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(MetricsOf("detection").status().message()),
              HasSubstr("no metrics are known here of the task \"detection\", only of classification"));
  proto::Evaluation boxes = Answered({0});
  boxes.mutable_key()->set_task("detection");
  EXPECT_TRUE(ComputeMetrics(boxes).empty());
}

TEST(MergeEvaluations, ShardsInAnyOrder_EqualTheWhole) {
  const proto::Evaluation whole = Answered(std::vector<int>(61, 0));
  std::vector<proto::Evaluation> shards;
  for (int i = 15; i >= 0; --i) shards.push_back(Shard(whole, i, 16));
  shards.push_back(shards[3]);
  const auto merged = MergeEvaluations(shards);
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->SerializeAsString(), whole.SerializeAsString());
  EXPECT_TRUE(CheckComplete(*merged).ok());
}

TEST(MergeEvaluations, MissingShard_IsCounted) {
  const proto::Evaluation whole = Answered(std::vector<int>(61, 0));
  const auto merged = MergeEvaluations({Shard(whole, 0, 2)});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(std::string(CheckComplete(*merged).message()), HasSubstr("lacks 29 of 61 images"));
}

TEST(MergeEvaluations, PartsThatDoNotFit_AreRefused) {
  const proto::Evaluation one = Answered({0, 0, 0});
  proto::Evaluation other = one, changed = one, cut = one, beyond = one;
  other.mutable_key()->set_weights("Toy_Weights.V2");
  changed.mutable_batches(0)->set_answer(0, 9);
  cut.mutable_batches(0)->mutable_label()->RemoveLast();
  beyond.mutable_batches(0)->set_batch(1);
  const auto refusal = [](const std::vector<proto::Evaluation>& parts) {
    return std::string(MergeEvaluations(parts).status().message());
  };
  EXPECT_THAT(refusal({one, other}),
              HasSubstr("parts of two evaluations: weights Toy_Weights.V1 in part 1, Toy_Weights.V2 in part 2"));
  EXPECT_THAT(refusal({one, changed}), HasSubstr("batch 0 was answered in two ways"));
  EXPECT_THAT(refusal({cut}), HasSubstr("holds 2 images, expected 3"));
  EXPECT_THAT(refusal({beyond}), HasSubstr("expected 0"));
  EXPECT_THAT(refusal({}), HasSubstr("no evaluations"));
}

TEST(Pair, Evaluations_AreCountedImageByImage) {
  const auto counts = Pair(Answered({0, 0, 1, 1, 1, 0}), Answered({0, 1, 0, 0, 1, 0}));
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->both, 2);
  EXPECT_EQ(counts->only_old, 1);
  EXPECT_EQ(counts->only_new, 2);
  EXPECT_EQ(counts->neither, 1);
}

TEST(Pair, OtherOrMissingData_IsRefused) {
  const proto::Evaluation one = Answered({0, 0});
  proto::Evaluation other = one, cut = one;
  other.mutable_key()->set_data_digest("other");
  cut.clear_batches();
  EXPECT_THAT(std::string(Pair(one, other).status().message()), HasSubstr("different data"));
  EXPECT_THAT(std::string(Pair(cut, one).status().message()), HasSubstr("lacks 2 of 2"));
}

TEST(CalibrationError, ConfidenceAndAccuracy_AreCompared) {
  // Three of four right.
  EXPECT_NEAR(CalibrationError(Answered({0, 0, 0, 1}, 0.75f)), 0, 1e-6);
  EXPECT_NEAR(CalibrationError(Answered({0, 0, 0, 1}, 1.0f)), 0.25, 1e-6);
  EXPECT_NEAR(MeanConfidence(Answered({0, 1}, 0.5f)), 0.5, 1e-6);
  EXPECT_TRUE(std::isnan(CalibrationError(Answered({0, 1}, NAN))));
}

}  // namespace
}  // namespace assay
