#include "harness/accuracy/metrics.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "harness/accuracy/evaluation_rules.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using google::protobuf::util::MessageDifferencer;

// Calls visit(label, answers, confidence) for each image, in order.
template <typename Visit>
void ForEachImage(const proto::Evaluation& evaluation, const Visit& visit) {
  const int top = evaluation.key().top();
  for (const proto::BatchAnswers& batch : evaluation.batches()) {
    for (int i = 0; i < batch.label_size(); ++i)
      visit(batch.label(i), absl::MakeConstSpan(batch.answer().data() + i * top, top), batch.confidence(i));
  }
}

Metric Accuracy(const proto::Evaluation& evaluation, int top) {
  int64_t correct = 0, total = 0;
  ForEachImage(evaluation, [&](int label, absl::Span<const int> answers, float) {
    const auto best = answers.subspan(0, top);
    correct += std::find(best.begin(), best.end(), label) != best.end() ? 1 : 0;
    ++total;
  });
  const Interval interval = Wilson(correct, total);
  const double value = total == 0 ? 0 : 100.0 * static_cast<double>(correct) / static_cast<double>(total);
  return {absl::StrCat("acc@", top), value, {100 * interval.low, 100 * interval.high}};
}

class Classification : public TaskMetrics {
 public:
  std::vector<std::string> Names() const override { return {"acc@1", "acc@5"}; }

  std::vector<Metric> Compute(const proto::Evaluation& evaluation) const override {
    std::vector<Metric> metrics;
    for (const int top : {1, 5}) {
      if (evaluation.key().top() >= top) metrics.push_back(Accuracy(evaluation, top));
    }
    return metrics;
  }
};

}  // namespace

absl::StatusOr<proto::Evaluation> MergeEvaluations(absl::Span<const proto::Evaluation> parts) {
  if (parts.empty()) return absl::InvalidArgumentError("no evaluations to merge");
  const proto::EvaluationKey& key = parts[0].key();
  std::map<int64_t, const proto::BatchAnswers*> batches;
  for (const proto::Evaluation& part : parts) {
    const std::string difference =
        KeyDifference(key, "in part 1", part.key(), absl::StrCat("in part ", &part - parts.data() + 1));
    if (!difference.empty()) return absl::InvalidArgumentError(absl::StrCat("parts of two evaluations: ", difference));
    for (const proto::BatchAnswers& batch : part.batches()) {
      ASSAY_RETURN_IF_ERROR(CheckBatch(key, batch));
      const auto [place, is_new] = batches.emplace(batch.batch(), &batch);
      if (!is_new && !MessageDifferencer::Equals(*place->second, batch))
        return absl::InvalidArgumentError(absl::StrCat("batch ", batch.batch(), " was answered in two ways"));
    }
  }
  proto::Evaluation whole;
  *whole.mutable_key() = key;
  for (const auto& [number, batch] : batches) *whole.add_batches() = *batch;
  return whole;
}

absl::Status CheckComplete(const proto::Evaluation& evaluation) {
  int64_t images = 0;
  ForEachImage(evaluation, [&](int, absl::Span<const int>, float) { ++images; });
  if (images == evaluation.key().count()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the evaluation of ", evaluation.key().weights(), " lacks ",
                                                    evaluation.key().count() - images, " of ", evaluation.key().count(),
                                                    " images"));
}

absl::StatusOr<const TaskMetrics*> MetricsOf(absl::string_view task) {
  static const Classification* const classification = new Classification;
  if (task.empty() || task == "classification") return classification;
  return absl::InvalidArgumentError(
      absl::StrCat("no metrics are known here of the task \"", task, "\", only of classification"));
}

std::vector<Metric> ComputeMetrics(const proto::Evaluation& evaluation) {
  const auto metrics = MetricsOf(evaluation.key().task());
  return metrics.ok() ? (*metrics)->Compute(evaluation) : std::vector<Metric>();
}

std::vector<bool> CorrectImages(const proto::Evaluation& evaluation) {
  std::vector<bool> correct;
  ForEachImage(evaluation,
               [&](int label, absl::Span<const int> answers, float) { correct.push_back(answers[0] == label); });
  return correct;
}

PairedCounts CountPairs(const std::vector<bool>& before, const std::vector<bool>& after) {
  PairedCounts counts;
  for (size_t i = 0; i < before.size(); ++i)
    ++(before[i] ? (after[i] ? counts.both : counts.only_old) : (after[i] ? counts.only_new : counts.neither));
  return counts;
}

absl::StatusOr<PairedCounts> Pair(const proto::Evaluation& before, const proto::Evaluation& after) {
  ASSAY_RETURN_IF_ERROR(CheckComplete(before));
  ASSAY_RETURN_IF_ERROR(CheckComplete(after));
  if (before.key().data_digest() != after.key().data_digest() || before.key().count() != after.key().count())
    return absl::FailedPreconditionError(
        absl::StrCat(before.key().weights(), " and ", after.key().weights(), " were evaluated on different data"));
  return CountPairs(CorrectImages(before), CorrectImages(after));
}

double CalibrationError(const proto::Evaluation& evaluation) {
  constexpr int kBins = 15;
  struct Bin {
    double confidence = 0;
    double correct = 0;
  };
  std::array<Bin, kBins> bins;
  int64_t images = 0;
  ForEachImage(evaluation, [&](int label, absl::Span<const int> answers, float confidence) {
    // A NaN, which no evaluation holds that was read or made here, makes the sum one, and no index.
    const int number = confidence > 0 ? static_cast<int>(std::min<double>(confidence * kBins, kBins - 1)) : 0;
    Bin& bin = bins[number];
    bin.confidence += confidence;
    bin.correct += answers[0] == label ? 1 : 0;
    ++images;
  });
  double error = 0;
  for (const Bin& bin : bins) error += std::abs(bin.confidence - bin.correct);
  return images == 0 ? 0 : error / static_cast<double>(images);
}

double MeanConfidence(const proto::Evaluation& evaluation) {
  double sum = 0;
  int64_t images = 0;
  ForEachImage(evaluation, [&](int, absl::Span<const int>, float confidence) {
    sum += confidence;
    ++images;
  });
  return images == 0 ? 0 : sum / static_cast<double>(images);
}

}  // namespace assay
