#include "harness/accuracy/load_batch.h"

#include <ATen/ops/empty.h>

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<at::Tensor> LoadBatch(const ImageClassification& preprocess, const Dataset& data,
                                     absl::Span<const int64_t> indices) {
  at::Tensor batch;
  float* next = nullptr;
  for (const int64_t index : indices) {
    ASSAY_ASSIGN_OR_RETURN(const Image image, data.Load(index));
    const absl::StatusOr<FloatImage> input = preprocess(image);
    if (!input.ok()) {
      return absl::Status(input.status().code(),
                          absl::StrCat(data.example(index).name, ": ", input.status().message()));
    }
    if (next == nullptr) {
      batch = at::empty({static_cast<int64_t>(indices.size()), input->channels, input->height, input->width});
      next = batch.mutable_data_ptr<float>();
    }
    std::memcpy(next, input->values.data(), input->values.size() * sizeof(float));
    next += input->values.size();
  }
  return batch;
}

}  // namespace assay
