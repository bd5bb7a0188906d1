// ResNet's builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_RESNET_LEGACY_H_
#define ASSAY_MODELS_RESNET_LEGACY_H_

#include "models/legacy_builder.h"
#include "models/resnet/resnet.h"

ASSAY_LEGACY_BUILDER(ResNet, resnet18, ResNet18Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet34, ResNet34Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet50, ResNet50Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet101, ResNet101Weights);
ASSAY_LEGACY_BUILDER(ResNet, resnet152, ResNet152Weights);

#endif  // ASSAY_MODELS_RESNET_LEGACY_H_
