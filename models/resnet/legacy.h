// ResNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_RESNET_LEGACY_H_
#define ASSAY_MODELS_RESNET_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/resnet/resnet.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(ResNet, resnet18, ::assay::resnet18, ResNet18Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet34, ::assay::resnet34, ResNet34Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet50, ::assay::resnet50, ResNet50Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet101, ::assay::resnet101, ResNet101Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet152, ::assay::resnet152, ResNet152Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_RESNET_LEGACY_H_
