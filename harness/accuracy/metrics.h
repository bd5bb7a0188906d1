// From answers to figures: accuracies with their intervals, calibration, and two evaluations image by image.
//
//   ASSAY_ASSIGN_OR_RETURN(proto::Evaluation whole, MergeEvaluations(shards));
//   for (const Metric& metric : ComputeMetrics(whole)) Use(metric.name, metric.value);   // "acc@1", 71.878
#ifndef ASSAY_HARNESS_ACCURACY_METRICS_H_
#define ASSAY_HARNESS_ACCURACY_METRICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "harness/accuracy/evaluation.pb.h"
#include "harness/accuracy/intervals.h"

namespace assay {

// Units: percent, as the catalogue's meta-data have them.
struct Metric {
  std::string name;  // "acc@1"
  double value = 0;
  Interval interval;  // Wilson's, at 95 %
};

// How the answers of one task become figures: one implementation a task.
class TaskMetrics {
 public:
  virtual ~TaskMetrics() = default;

  // All that it can give, the first the one that weights are chosen by: "acc@1", "acc@5".
  virtual std::vector<std::string> Names() const = 0;

  // Those that the evaluation's answers are enough for, at least the first, each with its interval; of the images that
  // are there.
  virtual std::vector<Metric> Compute(const proto::Evaluation& evaluation) const = 0;
};

// Of an evaluation's key, or an entry's meta-data: "classification", which "" is too. Lives as long as the program.
// Errors: InvalidArgument for a task that has none here.
absl::StatusOr<const TaskMetrics*> MetricsOf(absl::string_view task);

// The metrics of the evaluation's own task. Those that Evaluate gives and ReadEvaluation reads have one; else none.
std::vector<Metric> ComputeMetrics(const proto::Evaluation& evaluation);

// The parts of one evaluation as one, batches in order. Parts may be given twice.
// Errors: InvalidArgument where their keys differ, naming each field with both values, a batch was answered in two
// ways, or one is not as CheckBatch of evaluation_rules.h wants it.
absl::StatusOr<proto::Evaluation> MergeEvaluations(absl::Span<const proto::Evaluation> parts);

// OK if every image of the data set was answered.
// Errors: FailedPrecondition that says how many are missing.
absl::Status CheckComplete(const proto::Evaluation& evaluation);

// Whether the best answer is the label, image by image.
std::vector<bool> CorrectImages(const proto::Evaluation& evaluation);

// Image by image; both of the same number.
PairedCounts CountPairs(const std::vector<bool>& before, const std::vector<bool>& after);

// Two complete evaluations of one data set.
// Errors: FailedPrecondition where one is not complete or the data differ.
absl::StatusOr<PairedCounts> Pair(const proto::Evaluation& before, const proto::Evaluation& after);

// The expected calibration error over 15 bins of equal width, from 0 to 1: how far confidence lies from accuracy.
// Source: C. Guo et al., On calibration of modern neural networks, 2017.
double CalibrationError(const proto::Evaluation& evaluation);

// The mean confidence of the best answer, from 0 to 1.
double MeanConfidence(const proto::Evaluation& evaluation);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_METRICS_H_
