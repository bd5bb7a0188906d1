// Weight files made from a model's state, for tests.
//
//   NamedTensors state = StateOf(model);
//   state.pop_back();
//   const std::string path = testing_files::WriteFile("one_key_missing.safetensors", SafetensorsOf(state));
#ifndef ASSAY_MODELS_TESTING_STATE_FILE_H_
#define ASSAY_MODELS_TESTING_STATE_FILE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "models/model.h"

namespace assay {

// Copies of all tensors of the model.
NamedTensors StateOf(const Model& model);

// The tensor of that name, which must be there.
at::Tensor& TensorIn(NamedTensors& state, absl::string_view name);

// The bytes of a safetensors file: tensors of float32, float16, float64 and int64.
std::string SafetensorsOf(const NamedTensors& state);

}  // namespace assay

#endif  // ASSAY_MODELS_TESTING_STATE_FILE_H_
