// EfficientNet-Lite's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_EFFICIENTNET_LITE_LEGACY_H_
#define ASSAY_MODELS_EFFICIENTNET_LITE_LEGACY_H_

#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/legacy_builder.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(EfficientNetLite, efficientnet_lite0, ::assay::efficientnet_lite0, EfficientNetLite0Weights);
ASSAY_LEGACY_BUILDER(EfficientNetLite, efficientnet_lite1, ::assay::efficientnet_lite1, EfficientNetLite1Weights);
ASSAY_LEGACY_BUILDER(EfficientNetLite, efficientnet_lite2, ::assay::efficientnet_lite2, EfficientNetLite2Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_EFFICIENTNET_LITE_LEGACY_H_
