#include "harness/accuracy/evaluation_key.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/accuracy/metrics.h"
#include "tools/base/status_macros.h"
#include "weights/entry_fields.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"

namespace assay {
namespace {

constexpr int64_t kTop = 5;

// "preset: image_classification, crop_size: 224, ...".
std::string PresetText(const TransformsPreset& preset) {
  std::vector<std::string> parts;
  for (const EntryField& field : PresetFields("", preset))
    parts.push_back(absl::StrCat(field.path.back(), ": ", field.Text()));
  return absl::StrJoin(parts, ", ");
}

// "resnet50, FrozenBatchNorm2d.eps: 0".
std::string ModelText(const WeightEntry& entry) {
  std::string text = entry.builder;
  for (const EntryField& field : EntryFields(entry)) {
    if (field.is_said() && absl::StartsWith(field.path.front(), "implied"))
      absl::StrAppend(&text, ", ", field.Name(), ": ", field.Text());
  }
  return text;
}

absl::StatusOr<std::string> WeightsDigest(const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const LocatedFile located, Locate(entry));
  ASSAY_ASSIGN_OR_RETURN(const WeightFile file, WeightFile::Open(located.path));
  return StateDictDigest(file.tensors());
}

}  // namespace

absl::StatusOr<proto::EvaluationKey> MakeEvaluationKey(const WeightEntry& entry, const Dataset& data,
                                                       const EvaluationKeyOptions& options) {
  proto::EvaluationKey key;
  ASSAY_RETURN_IF_ERROR(MetricsOf(entry.meta.task).status());
  // The first task's keys are older than the field.
  if (entry.meta.task != "classification") key.set_task(entry.meta.task);
  key.set_weights(options.weights.empty() ? entry.FullName() : options.weights);
  key.set_weights_digest(options.weights_digest);
  if (options.weights_digest.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*key.mutable_weights_digest(), WeightsDigest(entry));
  }
  key.set_model(ModelText(entry));
  key.set_transforms(PresetText(entry.transforms));
  key.set_data_digest(options.data_digest);
  if (options.data_digest.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*key.mutable_data_digest(), data.Digest());
  }
  key.set_count(data.size());
  key.set_batch_size(options.batch_size);
  const int64_t categories = entry.meta.categories.size();
  key.set_top(static_cast<int>(categories == 0 ? 1 : std::min(kTop, categories)));
  return key;
}

}  // namespace assay
