// Two evaluations of the same images side by side: what new weights win and lose, class by class and image by image,
// and what moved besides the accuracy.
//
//   ASSAY_ASSIGN_OR_RETURN(const EvaluationComparison compared, CompareEvaluations(before, after, {.margin = 0.01}));
//   if (compared.verdict.kind == UpdateVerdict::Kind::kWorse) ...
//   for (const FlippedImage& image : compared.flipped) Show(image.index, image.before, image.after);
//   for (const std::string& finding : ShiftFindings(compared, cosines)) Say(finding);
#ifndef ASSAY_HARNESS_ACCURACY_COMPARE_EVALUATIONS_H_
#define ASSAY_HARNESS_ACCURACY_COMPARE_EVALUATIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/accuracy/evaluation.pb.h"
#include "harness/accuracy/intervals.h"
#include "harness/accuracy/metrics.h"
#include "harness/accuracy/verdict.h"

namespace assay {

// The shifts that users of new recipes report as breaks though the accuracy grew (torchvision's issues 7570, 7958 and
// 8382): each is a finding from here on.
//
// Of the mean confidence. By chance it moves by a few tenths of a point on a few hundred images. Five points are what
// makes a threshold on scores, such as 0.9, let visibly more or fewer images through.
constexpr double kConfidenceShift = 0.05;
// Of the expected calibration error, when it grows. 449 images in 15 bins know it to about a point.
constexpr double kCalibrationGrowth = 0.02;
// Of how alike an image's old and new features are, when it is less: the way that their mean cosine has gone from that
// with another image's to 1. Features behind a ReLU are never negative, so that even those of another image have a
// cosine of 0.6 among digits. Of the way one network under two defaults of a layer has gone 0.95, two recipes from the
// same random weights 0.65, MobileNetV2 and EfficientNet-Lite0 on photographs 0.03.
constexpr double kInterchangeable = 0.5;

// As harness/accuracy/compare_features.h measures them.
struct FeatureCosines {
  double mean = 0;       // of an image's old and new features
  double of_others = 0;  // of an image's old features and the new ones of another image

  // 1 where they are the same, 0 where an image is no more like itself than like another one.
  double likeness() const { return of_others >= 1 ? 1 : (mean - of_others) / (1 - of_others); }
};

// One evaluation in figures.
struct EvaluationSummary {
  std::string weights;           // as its key calls them
  std::vector<Metric> metrics;   // in percent, acc@1 first
  double mean_confidence = 0;    // from 0 to 1
  double calibration_error = 0;  // from 0 to 1
};

struct ClassChange {
  int label = 0;
  int64_t images = 0;
  int64_t old_right = 0;
  int64_t new_right = 0;
  int64_t won = 0;   // by the new weights alone
  int64_t lost = 0;  // answered right by the old weights alone

  int64_t difference() const { return new_right - old_right; }
};

struct ImageAnswer {
  int category = 0;
  double confidence = 0;  // from 0 to 1
};

// An image that only one of the two answers right.
struct FlippedImage {
  int64_t index = 0;  // within the data set
  int label = 0;
  ImageAnswer before;
  ImageAnswer after;

  bool is_won() const { return after.category == label; }
};

struct EvaluationComparison {
  EvaluationSummary before;
  EvaluationSummary after;
  UpdateRule rule;
  PairedCounts counts;
  UpdateVerdict verdict;
  // The classes with flipped images: the largest difference first, of equal ones that with more flips, then by label.
  std::vector<ClassChange> classes;
  // The lost ones first; among them the surest mistakes, the new ones of lost images and the old ones of won images.
  std::vector<FlippedImage> flipped;
  // Both answer wrong, with different categories.
  int64_t wrong_otherwise = 0;
};

// Errors: FailedPrecondition where one is not complete, or the data or their labels differ.
absl::StatusOr<EvaluationComparison> CompareEvaluations(const proto::Evaluation& before, const proto::Evaluation& after,
                                                        const UpdateRule& rule);

// One sentence for each shift beyond its threshold: what moved, by how much, whom it breaks, the way out. `cosines` is
// nullopt where features were not compared.
std::vector<std::string> ShiftFindings(const EvaluationComparison& compared,
                                       const std::optional<FeatureCosines>& cosines);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_COMPARE_EVALUATIONS_H_
