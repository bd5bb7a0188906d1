// One image through a classifier.
//
//   ASSAY_ASSIGN_OR_RETURN(const FloatImage input, preprocess(photograph));
//   ASSAY_ASSIGN_OR_RETURN(const std::vector<float> logits, Logits(model, input));
#ifndef ASSAY_HARNESS_LOGITS_H_
#define ASSAY_HARNESS_LOGITS_H_

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

#endif  // ASSAY_HARNESS_LOGITS_H_
