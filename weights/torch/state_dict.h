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

#include "absl/status/statusor.h"
#include "weights/reader/weight_file.h"

namespace assay {

// In the file's order.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;

// One view as a CPU tensor. Aligned bytes are used where they lie, and `mapping` lives as long as the tensor; writing
// to it changes pages of this process, never the file. Bytes that are not aligned to the element (the legacy format
// aligns nothing) are copied; two views of one storage are then two copies. Errors: Internal, with LibTorch's message,
// if it refuses.
absl::StatusOr<at::Tensor> MakeTensor(const TensorView& view, std::shared_ptr<const MappedFile> mapping);

// Every tensor of the file, by MakeTensor.
absl::StatusOr<StateDict> LoadStateDict(const WeightFile& file);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_TORCH_STATE_DICT_H_
