// From an entry to its tensors: finds the file, checks its hash, reads it.
//
//   ASSAY_ASSIGN_OR_RETURN(StateDict state, state_dict(ResNet50Weights::kImageNet1kV2));
//   ASSAY_ASSIGN_OR_RETURN(StateDict mine, state_dict(WeightEntry{.url = "checkpoints/burgers.pth"}));
#ifndef ASSAY_WEIGHTS_TORCH_ENTRY_STATE_DICT_H_
#define ASSAY_WEIGHTS_TORCH_ENTRY_STATE_DICT_H_

#include <string>

#include "absl/status/statusor.h"
#include "weights/torch/state_dict.h"
#include "weights/typed_entry.h"
#include "weights/weight_entry.h"

namespace assay {

// The tensors of an entry, in the file's order. Weights that are not the latest of their taxonomy warn once in a
// process, naming the latest (tools/base/warning.h). With `progress`, a terminal shows how far the check of a large
// file is. Errors: NotFound where the file is not at hand; DataLoss on another hash; what the readers report, with the
// file's name; what a warning handler makes of the warning.
absl::StatusOr<StateDict> state_dict(const WeightEntry& entry, bool progress = true);

// The same by typed weights, whose catalogue must be linked.
template <WeightsEnumeration E>
absl::StatusOr<StateDict> state_dict(E weights, bool progress = true) {
  return state_dict(Entry(weights), progress);
}

// The same from a file that the caller names, without the warning.
absl::StatusOr<StateDict> StateDictFrom(const WeightEntry& entry, const std::string& path, bool progress = false);

// Errors: DataLoss, naming both hashes, where the file at `path` is another than the entry's. An entry without a hash
// takes any.
absl::Status CheckFileSha256(const WeightEntry& entry, const std::string& path, bool progress = false);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TORCH_ENTRY_STATE_DICT_H_
