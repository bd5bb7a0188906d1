// One image through a classifier. The command line's only step that touches tensors.
#ifndef ASSAY_TOOLS_ASSAY_LOGITS_H_
#define ASSAY_TOOLS_ASSAY_LOGITS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/model.h"
#include "transforms/image.h"

namespace assay {

// The model's answer to one preprocessed image. The model is in eval mode.
// Shapes: [classes].
// Errors: what the model throws, as a Status.
absl::StatusOr<std::vector<float>> Logits(const Model& model, const FloatImage& input);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_LOGITS_H_
