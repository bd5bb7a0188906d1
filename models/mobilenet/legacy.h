// MobileNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_MOBILENET_LEGACY_H_
#define ASSAY_MODELS_MOBILENET_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/mobilenet/mobilenet_v2.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(MobileNetV2, mobilenet_v2, ::assay::mobilenet_v2, MobileNetV2Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_MOBILENET_LEGACY_H_
