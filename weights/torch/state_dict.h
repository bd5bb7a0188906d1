// A weight file's tensors as LibTorch's, over the file's map where their bytes are aligned.
//
//   ASSAY_ASSIGN_OR_RETURN(WeightFile file, WeightFile::Open(path));
//   ASSAY_ASSIGN_OR_RETURN(StateDict state, LoadStateDict(file));   // the file may go now
#ifndef ASSAY_WEIGHTS_TORCH_STATE_DICT_H_
#define ASSAY_WEIGHTS_TORCH_STATE_DICT_H_

#include <ATen/core/TensorBody.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/reader/weight_file.h"

namespace assay {

// In the file's order.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;

// One view as a CPU tensor. Aligned bytes are used where they lie, and `mapping` lives as long as the tensor; writing
// to it changes pages of this process, never the file. Bytes that are not aligned to the element (the legacy format
// aligns nothing) are copied; two views of one storage are then two copies, and all copies of a file live as long as
// one tensor of them. Errors: Internal, with LibTorch's message, if it refuses; ResourceExhausted without room for
// copies.
absl::StatusOr<at::Tensor> MakeTensor(const TensorView& view, std::shared_ptr<const MappedFile> mapping);

// Every tensor of the file, by MakeTensor.
absl::StatusOr<StateDict> LoadStateDict(const WeightFile& file);

// Takes `prefix` off every key that begins with it, in place: "module." of what DataParallel saved, "state_dict." of a
// training checkpoint that keeps its weights beside its epoch. Other keys stay.
// Errors: InvalidArgument if two keys would be one; the state is as it was then.
// Source: torch.nn.modules.utils.consume_prefix_in_state_dict_if_present.
absl::Status ConsumePrefixIfPresent(StateDict& state, absl::string_view prefix);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TORCH_STATE_DICT_H_
