// EfficientNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_EFFICIENTNET_LEGACY_H_
#define ASSAY_MODELS_EFFICIENTNET_LEGACY_H_

#include "models/efficientnet/efficientnet.h"
#include "models/legacy_builder.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b0, ::assay::efficientnet_b0, EfficientNetB0Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b1, ::assay::efficientnet_b1, EfficientNetB1Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b2, ::assay::efficientnet_b2, EfficientNetB2Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b3, ::assay::efficientnet_b3, EfficientNetB3Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b4, ::assay::efficientnet_b4, EfficientNetB4Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b5, ::assay::efficientnet_b5, EfficientNetB5Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b6, ::assay::efficientnet_b6, EfficientNetB6Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_b7, ::assay::efficientnet_b7, EfficientNetB7Weights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_v2_s, ::assay::efficientnet_v2_s, EfficientNetV2SWeights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_v2_m, ::assay::efficientnet_v2_m, EfficientNetV2MWeights);
ASSAY_LEGACY_BUILDER(EfficientNet, efficientnet_v2_l, ::assay::efficientnet_v2_l, EfficientNetV2LWeights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_EFFICIENTNET_LEGACY_H_
