// What `assay evaluate --against` found, for its reader: the verdict in one sentence, first.
//
//   std::cout << UpdateText(report, ColourWanted(STDOUT_FILENO));
//   // UNDECIDED: DigitsResNet20_Weights.DIGITS_V2 is 0.67 points better than DIGITS_V1 (-0.8 to +2.2, p 0.45); 835
//   // more images would tell a difference of 1 point
#ifndef ASSAY_TOOLS_ASSAY_UPDATE_REPORT_H_
#define ASSAY_TOOLS_ASSAY_UPDATE_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/accuracy/compare_evaluations.h"
#include "harness/accuracy/compare_features.h"
#include "harness/accuracy/evaluation.pb.h"
#include "tools/assay/json.h"

namespace assay {

struct UpdateReport {
  EvaluationComparison compared;
  std::string old_digest = {};  // of the old weights' tensors
  proto::EvaluatedData data = {};
  std::string margin_from = {};               // whose decision the margin is: "the margin of Digits"
  std::vector<std::string> categories = {};   // by label; what has none is shown as its number
  std::vector<std::string> image_names = {};  // by index; empty where no data are at hand
  // FailedPrecondition with the reason where there is nothing to compare.
  absl::StatusOr<FeatureSimilarity> features = absl::FailedPreconditionError("not asked for");
  std::string pictures = {};  // the page of flipped images, as the user wrote it
};

// "0", or the label's number.
std::string CategoryName(const UpdateReport& report, int label);

// As the data set calls it; "image 17" where no data are at hand.
std::string ImageName(const UpdateReport& report, int64_t index);

// The verdict in one sentence: by how much, how sure, and of an undecided one what it takes to decide.
std::string VerdictSentence(const UpdateReport& report);

// ShiftFindings of what was compared.
std::vector<std::string> UpdateFindings(const UpdateReport& report);

std::string UpdateText(const UpdateReport& report, bool colour);

// The object `against` of the command's document.
Json UpdateJson(const UpdateReport& report);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_UPDATE_REPORT_H_
