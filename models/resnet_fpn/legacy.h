// The pyramids' builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_RESNET_FPN_LEGACY_H_
#define ASSAY_MODELS_RESNET_FPN_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/resnet_fpn/resnet_fpn.h"

namespace assay::legacy {

ASSAY_LEGACY_COMPOSED_BUILDER(ResNetFpn, resnet50_fpn, ::assay::resnet50_fpn, ResNet50Weights);
ASSAY_LEGACY_COMPOSED_BUILDER(ResNetFpn, resnet50_fpn_v2, ::assay::resnet50_fpn_v2, ResNet50Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_RESNET_FPN_LEGACY_H_
