// Sets the statistics of a model's BatchNorm layers to those of one batch.
#ifndef ASSAY_HARNESS_CALIBRATE_H_
#define ASSAY_HARNESS_CALIBRATE_H_

#include "models/model.h"

namespace assay {

// Without recording gradients, runs `inputs` with the BatchNorm layers alone in training mode, at momentum 1; leaves
// the model in eval mode and every momentum as it was. Without BatchNorm layers nothing runs.
// Errors: throws what the model throws.
void Calibrate(Model& model, const NamedTensors& inputs);

}  // namespace assay

#endif  // ASSAY_HARNESS_CALIBRATE_H_
