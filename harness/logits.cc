#include "harness/logits.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include "models/exceptions.h"

namespace assay {

absl::StatusOr<std::vector<float>> Logits(const Model& model, const FloatImage& input) {
  return ExceptionsToStatus([&] {
    c10::InferenceMode inference;
    // Borrowed: nothing writes to an input.
    float* pixels = const_cast<float*>(input.values.data());
    const at::Tensor image = at::from_blob(pixels, {1, input.channels, input.height, input.width});
    const at::Tensor logits = model.forward(image).to(at::kFloat).contiguous();
    const float* values = logits.const_data_ptr<float>();
    return std::vector<float>(values, values + logits.numel());
  });
}

}  // namespace assay
