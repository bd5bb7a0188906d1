#include "harness/accuracy/evaluation_file.h"

#include "absl/strings/str_cat.h"
#include "harness/accuracy/metrics.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kMostImages = int64_t{1} << 40;
constexpr int kMostBatch = 1 << 20;

// What arithmetic can be done with.
bool IsSane(const proto::EvaluationKey& key) {
  return key.count() >= 1 && key.count() <= kMostImages && key.batch_size() >= 1 && key.batch_size() <= kMostBatch &&
         key.top() >= 1 && key.top() <= kMostBatch;
}

}  // namespace

absl::StatusOr<proto::Evaluation> ReadEvaluation(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  proto::Evaluation evaluation;
  if (!evaluation.ParseFromString(bytes) || !IsSane(evaluation.key())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is no evaluation, expected a file that `assay evaluate --out=FILE` wrote"));
  }
  absl::StatusOr<proto::Evaluation> checked = MergeEvaluations({&evaluation, 1});
  if (!checked.ok())
    return absl::InvalidArgumentError(absl::StrCat(path, ": is damaged: ", checked.status().message()));
  for (const proto::BatchAnswers& batch : checked->batches()) {
    for (const float confidence : batch.confidence()) {
      if (!(confidence >= 0 && confidence <= 1))
        return absl::InvalidArgumentError(absl::StrCat(path, ": is damaged: a confidence of ", confidence));
    }
  }
  if (evaluation.has_data()) *checked->mutable_data() = evaluation.data();
  return checked;
}

absl::Status WriteEvaluation(const std::string& path, const proto::Evaluation& evaluation) {
  return WriteFileAtomically(path, evaluation.SerializeAsString());
}

}  // namespace assay
