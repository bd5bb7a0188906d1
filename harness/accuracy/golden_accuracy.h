// The accuracy that a lock keeps, and what is held against it: image by image against the lock, in sum against what the
// entry declares, and two entries against each other.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::AccuracyGolden now, SummariseAccuracy("Digits", evaluation));
//   findings = CompareAccuracy(locked, now, TurnableImages(evaluation, tolerance));
//   findings = CheckDeclaredMetrics(entry, spec, now);
//   const UpdateVerdict verdict = JudgeUpdate(*PairAccuracies(before, after), {.margin = 0.01});
#ifndef ASSAY_HARNESS_ACCURACY_GOLDEN_ACCURACY_H_
#define ASSAY_HARNESS_ACCURACY_GOLDEN_ACCURACY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/datasets.pb.h"
#include "harness/accuracy/evaluation.pb.h"
#include "harness/accuracy/intervals.h"
#include "harness/entry_inputs.h"
#include "harness/golden.pb.h"
#include "weights/weight_entry.h"

namespace assay {

// A measured value and a declared one agree within this. Units: points of percent. An interval would hide a wrong
// preprocessing, which costs a few tenths of a point.
constexpr double kDeclaredTolerance = 0.02;

// Errors: those of CheckComplete.
absl::StatusOr<proto::AccuracyGolden> SummariseAccuracy(absl::string_view dataset, const proto::Evaluation& evaluation);

// The images whose best two logits lie so near that rounding alone can turn them over: each logit moves by up to
// `tolerance` of their root mean square (harness/answer_noise.h), so two of them by twice that.
std::vector<bool> TurnableImages(const proto::Evaluation& evaluation, double tolerance);

// A finding where the data are others, or an image is answered right in one and wrong in the other, unless rounding can
// turn it over.
std::vector<std::string> CompareAccuracy(const proto::AccuracyGolden& was, const proto::AccuracyGolden& is,
                                         const std::vector<bool>& turnable);

// A finding for each metric that the entry declares of this data set and that was measured otherwise: beyond
// kDeclaredTolerance where `now` is of all images of the split that metrics are of, outside of the interval where it is
// a sample of them. None where the split's digest is known and `now` is of other images.
std::vector<std::string> CheckDeclaredMetrics(const WeightEntry& entry, const proto::DatasetSpec& spec,
                                              const proto::AccuracyGolden& now);

// Errors: FailedPrecondition where the data differ; DataLoss for damaged bits.
absl::StatusOr<PairedCounts> PairAccuracies(const proto::AccuracyGolden& before, const proto::AccuracyGolden& after);

// The data sets that an entry can be measured on by name: those of its metrics, and its taxonomy's.
std::vector<std::string> DatasetsOf(const WeightEntry& entry);

// Those of them that are at hand, and where.
// Errors: NotFound where none is, with the way to it; those of LocateDataset.
absl::StatusOr<std::vector<DataInput>> DataAtHand(const WeightEntry& entry);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_GOLDEN_ACCURACY_H_
