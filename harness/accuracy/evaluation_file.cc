#include "harness/accuracy/evaluation_file.h"

#include <zlib.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/metrics.h"
#include "harness/textproto.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kMostImages = int64_t{1} << 40;
constexpr int kMostBatch = 1 << 20;

// The checksum's field as it stands in a file: its tag, then four bytes.
constexpr char kTag = static_cast<char>(proto::Evaluation::kChecksumFieldNumber << 3 | 5);
constexpr size_t kChecksumBytes = 5;

uint32_t Checksum(absl::string_view bytes) {
  return static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

absl::Status CheckBytes(absl::string_view bytes, const proto::Evaluation& evaluation) {
  // A changed byte may make a field of one that nobody knows.
  if (!evaluation.GetReflection()->GetUnknownFields(evaluation).empty())
    return absl::InvalidArgumentError("holds what this version does not know");
  // Files of before there was one.
  if (!evaluation.has_checksum()) return absl::OkStatus();
  const bool is_last = bytes.size() >= kChecksumBytes && bytes[bytes.size() - kChecksumBytes] == kTag;
  if (is_last && Checksum(bytes.substr(0, bytes.size() - kChecksumBytes)) == evaluation.checksum())
    return absl::OkStatus();
  return absl::InvalidArgumentError("its checksum is not that of its bytes");
}

// What arithmetic can be done with.
bool IsSane(const proto::EvaluationKey& key) {
  return MetricsOf(key.task()).ok() && key.count() >= 1 && key.count() <= kMostImages && key.batch_size() >= 1 &&
         key.batch_size() <= kMostBatch && key.top() >= 1 && key.top() <= kMostBatch;
}

}  // namespace

absl::StatusOr<proto::Evaluation> ReadEvaluation(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  proto::Evaluation evaluation;
  if (!evaluation.ParseFromString(bytes) || !IsSane(evaluation.key())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is no evaluation, expected a file that `assay evaluate --out=FILE` wrote"));
  }
  absl::Status intact = CheckBytes(bytes, evaluation);
  absl::StatusOr<proto::Evaluation> checked = MergeEvaluations({&evaluation, 1});
  intact.Update(checked.status());
  if (!intact.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": is damaged: ", intact.message()));
  if (evaluation.has_data()) *checked->mutable_data() = evaluation.data();
  return checked;
}

absl::Status WriteEvaluation(const std::string& path, const proto::Evaluation& evaluation) {
  std::string bytes = evaluation.SerializeAsString();
  proto::Evaluation end;
  end.set_checksum(Checksum(bytes));
  // Of one message after another the reader makes one.
  return WriteFileOrDevice(path, absl::StrCat(bytes, end.SerializeAsString()));
}

}  // namespace assay
