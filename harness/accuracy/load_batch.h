// Images of a data set as a model takes them.
//
//   ASSAY_ASSIGN_OR_RETURN(const at::Tensor batch, LoadBatch(preprocess, *data, {0, 1, 2}));   // [3, 3, 224, 224]
#ifndef ASSAY_HARNESS_ACCURACY_LOAD_BATCH_H_
#define ASSAY_HARNESS_ACCURACY_LOAD_BATCH_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "harness/accuracy/dataset.h"
#include "transforms/image_classification.h"

namespace assay {

// Shapes: [indices, channels, height, width], float32; undefined for none.
// Errors: those of loading and of preprocessing an image, naming it.
absl::StatusOr<at::Tensor> LoadBatch(const ImageClassification& preprocess, const Dataset& data,
                                     absl::Span<const int64_t> indices);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_LOAD_BATCH_H_
