// MobileNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_MOBILENET_LEGACY_H_
#define ASSAY_MODELS_MOBILENET_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/mobilenet/mobilenet_v3.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(MobileNetV2, mobilenet_v2, ::assay::mobilenet_v2, MobileNetV2Weights);
ASSAY_LEGACY_BUILDER(MobileNetV3, mobilenet_v3_large, ::assay::mobilenet_v3_large, MobileNetV3LargeWeights);
ASSAY_LEGACY_BUILDER(MobileNetV3, mobilenet_v3_small, ::assay::mobilenet_v3_small, MobileNetV3SmallWeights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_MOBILENET_LEGACY_H_
