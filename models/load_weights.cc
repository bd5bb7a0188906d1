#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "weights/torch/entry_state_dict.h"

namespace assay {
namespace {

absl::Status Load(Model& model, const NamedTensors& state, const std::string& from) {
  const absl::Status loaded = model.load_state_dict(state);
  return loaded.ok() ? loaded : absl::Status(loaded.code(), absl::StrCat(from, ": ", loaded.message()));
}

}  // namespace

absl::Status LoadWeights(Model& model, const WeightEntry& entry, bool progress,
                         absl::Span<const absl::string_view> left_out) {
  ASSAY_ASSIGN_OR_RETURN(NamedTensors state, state_dict(entry, progress));
  std::erase_if(state, [&](const auto& item) {
    return std::find(left_out.begin(), left_out.end(), item.first) != left_out.end();
  });
  return Load(model, state, entry.FullName());
}

absl::Status LoadWeightsFrom(Model& model, const WeightEntry& entry, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const NamedTensors state, StateDictFrom(entry, path));
  return Load(model, state, path);
}

}  // namespace assay
