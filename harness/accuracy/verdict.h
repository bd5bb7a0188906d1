// Whether new weights are better, the same, or worse than the old ones on the same images.
//
//   const UpdateVerdict verdict = JudgeUpdate(counts, {.margin = 0.01});
//   if (verdict.kind == UpdateVerdict::Kind::kWorse) ...
#ifndef ASSAY_HARNESS_ACCURACY_VERDICT_H_
#define ASSAY_HARNESS_ACCURACY_VERDICT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "harness/accuracy/intervals.h"

namespace assay {

struct UpdateRule {
  // The difference in accuracy that the data set's owner calls none, as a share: 0.01 is one point.
  double margin = 0.01;
  // How often "worse" or "better" may be said of weights that are neither.
  double alpha = 0.05;
  // How surely a change as large as the margin is to be seen.
  double power = 0.8;
};

struct UpdateVerdict {
  enum class Kind {
    kBetter,
    kSame,  // shown, not assumed: the whole interval of the difference lies inside the margin; or the same tensors
    kWorse,
    kUndecided,  // too few images to tell
  };

  Kind kind = Kind::kUndecided;
  double p_value = 1;     // of McNemar's exact test
  double difference = 0;  // of the accuracies, new less old
  Interval interval;      // of that difference, at 1 - alpha; it leaves out 0 exactly where p_value is below alpha
  // Beside those that there are, to see a change as large as the margin with the rule's power; 0 where there are
  // enough.
  int64_t more_images = 0;
  // Where there are so few images that even weights of which none flips cannot be shown to be the same: how many it
  // takes. Else 0.
  int64_t images_for_same = 0;
  bool same_tensors = false;  // JudgeSameTensors was asked, and nothing speaks against it
};

// A difference inside the margin is none, however many images prove it.
UpdateVerdict JudgeUpdate(const PairedCounts& counts, const UpdateRule& rule);

// Of one and the same tensors under one preprocessing in one architecture: they are the SAME, however few images there
// are, and what flips is rounding. But where the images say BETTER or WORSE something else moved, and that stays the
// verdict.
UpdateVerdict JudgeSameTensors(const PairedCounts& counts, const UpdateRule& rule);

// The fewest images that can show SAME, if none of them flips.
int64_t ImagesForSame(const UpdateRule& rule);

// "BETTER", "SAME", "WORSE", "UNDECIDED".
absl::string_view VerdictName(UpdateVerdict::Kind kind);

// One sentence: the verdict, the difference with its interval in points, the test, and what is missing.
std::string Describe(const UpdateVerdict& verdict, const PairedCounts& counts);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_VERDICT_H_
