#include "harness/accuracy/compare_evaluations.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

struct LabelledAnswer {
  int label = 0;
  ImageAnswer best;
};

// Image by image, in the data set's order.
std::vector<LabelledAnswer> BestAnswers(const proto::Evaluation& evaluation) {
  std::vector<LabelledAnswer> answers;
  const int top = evaluation.key().top();
  for (const proto::BatchAnswers& batch : evaluation.batches()) {
    for (int i = 0; i < batch.label_size(); ++i)
      answers.push_back({batch.label(i), {batch.answer(i * top), batch.confidence(i)}});
  }
  return answers;
}

EvaluationSummary Summarise(const proto::Evaluation& evaluation) {
  return {.weights = evaluation.key().weights(),
          .metrics = ComputeMetrics(evaluation),
          .mean_confidence = MeanConfidence(evaluation),
          .calibration_error = CalibrationError(evaluation)};
}

// One digest and other labels: a file that somebody changed.
absl::Status CheckLabels(const std::vector<LabelledAnswer>& before, const std::vector<LabelledAnswer>& after) {
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].label != after[i].label) {
      return absl::FailedPreconditionError(absl::StrCat("image ", i, " has the label ", before[i].label,
                                                        " in the old evaluation and ", after[i].label,
                                                        " in the new one: evaluate both again"));
    }
  }
  return absl::OkStatus();
}

bool AreSameTensors(const proto::EvaluationKey& before, const proto::EvaluationKey& after) {
  return !before.weights_digest().empty() && before.weights_digest() == after.weights_digest() &&
         before.transforms() == after.transforms() && before.model() == after.model();
}

// The image itself changes nothing in the order of others: equal ones stand as in the data set.
std::tuple<bool, double, int64_t> Order(const FlippedImage& image) {
  return {image.is_won(), -(image.is_won() ? image.before : image.after).confidence, image.index};
}

void CountImage(const LabelledAnswer& before, const LabelledAnswer& after, ClassChange& change) {
  const bool old_right = before.best.category == before.label, new_right = after.best.category == after.label;
  change.label = before.label;
  ++change.images;
  change.old_right += old_right ? 1 : 0;
  change.new_right += new_right ? 1 : 0;
  change.won += new_right && !old_right ? 1 : 0;
  change.lost += old_right && !new_right ? 1 : 0;
}

std::vector<ClassChange> Changed(const std::map<int, ClassChange>& classes) {
  std::vector<ClassChange> changed;
  for (const auto& [label, change] : classes) {
    if (change.won + change.lost > 0) changed.push_back(change);
  }
  const auto order = [](const ClassChange& c) {
    return std::make_tuple(-std::abs(c.difference()), -(c.won + c.lost), c.label);
  };
  std::sort(changed.begin(), changed.end(),
            [&](const ClassChange& a, const ClassChange& b) { return order(a) < order(b); });
  return changed;
}

}  // namespace

absl::StatusOr<EvaluationComparison> CompareEvaluations(const proto::Evaluation& before, const proto::Evaluation& after,
                                                        const UpdateRule& rule) {
  EvaluationComparison compared = {.rule = rule};
  ASSAY_ASSIGN_OR_RETURN(compared.counts, Pair(before, after));
  const std::vector<LabelledAnswer> old_ones = BestAnswers(before), new_ones = BestAnswers(after);
  ASSAY_RETURN_IF_ERROR(CheckLabels(old_ones, new_ones));
  compared.before = Summarise(before);
  compared.after = Summarise(after);
  compared.verdict = AreSameTensors(before.key(), after.key()) ? JudgeSameTensors(compared.counts, rule)
                                                               : JudgeUpdate(compared.counts, rule);
  std::map<int, ClassChange> classes;
  for (size_t i = 0; i < old_ones.size(); ++i) {
    const LabelledAnswer &was = old_ones[i], &is = new_ones[i];
    CountImage(was, is, classes[was.label]);
    if (was.best.category == is.best.category) continue;
    if (was.best.category == was.label || is.best.category == is.label) {
      compared.flipped.push_back({static_cast<int64_t>(i), was.label, was.best, is.best});
    } else {
      ++compared.wrong_otherwise;
    }
  }
  compared.classes = Changed(classes);
  std::sort(compared.flipped.begin(), compared.flipped.end(),
            [](const FlippedImage& a, const FlippedImage& b) { return Order(a) < Order(b); });
  return compared;
}

std::vector<std::string> ShiftFindings(const EvaluationComparison& compared,
                                       const std::optional<FeatureCosines>& cosines) {
  std::vector<std::string> findings;
  const EvaluationSummary &was = compared.before, &is = compared.after;
  const double confidence = is.mean_confidence - was.mean_confidence;
  if (std::abs(confidence) > kConfidenceShift) {
    findings.push_back(
        absl::StrFormat("the mean confidence %s by %.1f points, from %.1f %% to %.1f %% (more than %.6g): thresholds "
                        "on scores let other "
                        "images through; choose them anew",
                        confidence > 0 ? "rose" : "fell", 100 * std::abs(confidence), 100 * was.mean_confidence,
                        100 * is.mean_confidence, 100 * kConfidenceShift));
  }
  const double calibration = is.calibration_error - was.calibration_error;
  if (calibration > kCalibrationGrowth) {
    findings.push_back(absl::StrFormat(
        "the calibration error grew by %.1f points, from %.1f %% to %.1f %% (more than %.6g): a confidence says less "
        "about being right; fit a temperature where it is read as a probability",
        100 * calibration, 100 * was.calibration_error, 100 * is.calibration_error, 100 * kCalibrationGrowth));
  }
  if (cosines.has_value() && cosines->likeness() < kInterchangeable) {
    findings.push_back(absl::StrFormat(
        "an image's old and new features have a mean cosine of %.2f, and of %.2f with another image's (not half the "
        "way "
        "from there to 1): features are not interchangeable; indices and classifiers trained on them must be rebuilt",
        cosines->mean, cosines->of_others));
  }
  return findings;
}

}  // namespace assay
