// Evaluations as files: what `assay evaluate --out` writes, and what merges and comparisons read.
//
//   ASSAY_RETURN_IF_ERROR(WriteEvaluation("v2.pb", evaluation));
//   ASSAY_ASSIGN_OR_RETURN(const proto::Evaluation evaluation, ReadEvaluation("v2.pb"));
#ifndef ASSAY_HARNESS_ACCURACY_EVALUATION_FILE_H_
#define ASSAY_HARNESS_ACCURACY_EVALUATION_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "harness/accuracy/evaluation.pb.h"

namespace assay {

// The evaluation of a file, whole or a shard's: its batches are as MergeEvaluations leaves them.
// Errors: NotFound and its like where it cannot be read; InvalidArgument, naming the file, for one that is no
// evaluation, has a number out of its range, or bytes that its checksum is not of. Files written before there was one
// have none.
absl::StatusOr<proto::Evaluation> ReadEvaluation(const std::string& path);

// Writes the file as WriteFileOrDevice of harness/textproto.h does, with a checksum. The same evaluation gives the same
// bytes. Errors: naming the file and what the system said.
absl::Status WriteEvaluation(const std::string& path, const proto::Evaluation& evaluation);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_EVALUATION_FILE_H_
