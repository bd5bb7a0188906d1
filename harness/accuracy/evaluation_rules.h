// What an evaluation's parts must be, and in what two keys differ: for files, journals and merges.
//
//   ASSAY_RETURN_IF_ERROR(CheckBatch(key, batch));
//   KeyDifference(one, "in the journal", other, "now");   // "batch size 32 in the journal, 8 now"
#ifndef ASSAY_HARNESS_ACCURACY_EVALUATION_RULES_H_
#define ASSAY_HARNESS_ACCURACY_EVALUATION_RULES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/evaluation.pb.h"

namespace assay {

// Of the whole data set; 0 for a key without batches.
int64_t BatchCount(const proto::EvaluationKey& key);

// OK if the batch is one of the key's: it has its images, every number lies in its range, and no category comes twice
// among an image's answers. Errors: InvalidArgument with the batch, what was expected and what came.
absl::Status CheckBatch(const proto::EvaluationKey& key, const proto::BatchAnswers& batch);

// Every field in which the keys differ, with both values; empty where they are equal.
std::string KeyDifference(const proto::EvaluationKey& one, absl::string_view where_one,
                          const proto::EvaluationKey& other, absl::string_view where_other);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_EVALUATION_RULES_H_
