// The steps that the ways of `assay evaluate` share: weights found, measured, their answers kept and printed.
//
//   ASSAY_ASSIGN_OR_RETURN(const AskedWeights asked, FindAskedWeights("DigitsResNet20_Weights.DIGITS_V2", file));
//   ASSAY_ASSIGN_OR_RETURN(const EvaluationData data, ChooseData(asked.entry, request.data));
//   ASSAY_ASSIGN_OR_RETURN(const Measured measured, Measure(request, asked, data));
#ifndef ASSAY_TOOLS_ASSAY_EVALUATE_STEPS_H_
#define ASSAY_TOOLS_ASSAY_EVALUATE_STEPS_H_

#include <string>

#include "absl/status/statusor.h"
#include "harness/accuracy/evaluation.pb.h"
#include "tools/assay/command.h"
#include "tools/assay/evaluate_request.h"
#include "tools/assay/evaluation_data.h"
#include "tools/assay/json.h"
#include "weights/weight_entry.h"

namespace assay {

// An entry, or a file with all else as the entry says.
struct AskedWeights {
  WeightEntry entry;
  std::string name;
};

// Whether the word is a file of answers rather than the name of weights.
bool IsAnswers(const std::string& word);

// Errors: FindClassifierWeights'; for a file in a name's place what can be done with it.
absl::StatusOr<AskedWeights> FindAskedWeights(const std::string& word, const std::string& file);

// OK if what the request writes is neither the data nor the weights, wherever they were found.
// Errors: CheckFilesApart's.
absl::Status CheckInputsStay(const EvaluateRequest& request, const AskedWeights& asked, const EvaluationData& data);

struct Measured {
  proto::Evaluation evaluation;
  double images_per_second = 0;  // 0 where an earlier process has computed all
};

// Runs the weights over the data with the request's batches, shard and journal, and shows how far it is.
// Errors: CheckInputsStay's; FailedPrecondition for a shard without images; those of loading the weights, of reading
// the data, and of Evaluate.
absl::StatusOr<Measured> Measure(const EvaluateRequest& request, const AskedWeights& asked, const EvaluationData& data);

// Writes the answers where the request says so, and removes the journal that was there for them alone.
// Errors: WriteEvaluation's.
absl::Status KeepAnswers(const EvaluateRequest& request, const proto::Evaluation& evaluation);

// The text or the document on standard output, the document in its file. Returns kFine, or kError after a complaint.
ExitCode PrintAnswer(const EvaluateRequest& request, const std::string& text, const Json& json);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_EVALUATE_STEPS_H_
