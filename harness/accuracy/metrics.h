// From answers to figures: accuracies with their intervals, calibration, and two evaluations image by image.
//
//   ASSAY_ASSIGN_OR_RETURN(proto::Evaluation whole, MergeEvaluations(shards));
//   for (const Metric& metric : ClassificationMetrics(whole)) Use(metric.name, metric.value);   // "acc@1", 71.878
#ifndef ASSAY_HARNESS_ACCURACY_METRICS_H_
#define ASSAY_HARNESS_ACCURACY_METRICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

// The parts of one evaluation as one, batches in order. Parts may be given twice.
// Errors: InvalidArgument where their keys differ, a batch was answered in two ways, or one has not its images.
absl::StatusOr<proto::Evaluation> MergeEvaluations(absl::Span<const proto::Evaluation> parts);

// OK if every image of the data set was answered.
// Errors: FailedPrecondition that says how many are missing.
absl::Status CheckComplete(const proto::Evaluation& evaluation);

// acc@1, and acc@5 where five categories of each image were kept; of the images that are there.
std::vector<Metric> ClassificationMetrics(const proto::Evaluation& evaluation);

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
