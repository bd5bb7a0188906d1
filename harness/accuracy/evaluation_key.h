// The key of an evaluation of an entry's weights: all that its answers hang on.
//
//   ASSAY_ASSIGN_OR_RETURN(const proto::EvaluationKey key, MakeEvaluationKey(entry, *data, {.batch_size = 32}));
//   ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation, Evaluate(model, preprocess, *data, key));
#ifndef ASSAY_HARNESS_ACCURACY_EVALUATION_KEY_H_
#define ASSAY_HARNESS_ACCURACY_EVALUATION_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/evaluation.pb.h"
#include "weights/weight_entry.h"

namespace assay {

struct EvaluationKeyOptions {
  int batch_size = 32;
  std::string weights = {};  // what people call them; the entry's full name where it is empty
  // Where they are known: else the weights, or the data, are read whole for them.
  std::string weights_digest = {};
  std::string data_digest = {};
};

// Keeps the five best categories of each image, or all where the entry has fewer.
// Errors: MetricsOf's for a task without metrics; those of finding and reading the weight file, and of the data's
// digest.
absl::StatusOr<proto::EvaluationKey> MakeEvaluationKey(const WeightEntry& entry, const Dataset& data,
                                                       const EvaluationKeyOptions& options);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_EVALUATION_KEY_H_
