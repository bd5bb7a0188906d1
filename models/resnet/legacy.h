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
ASSAY_LEGACY_BUILDER(ResNet, resnext50_32x4d, ::assay::resnext50_32x4d, ResNeXt50_32X4DWeights);
ASSAY_LEGACY_BUILDER(ResNet, resnext101_32x8d, ::assay::resnext101_32x8d, ResNeXt101_32X8DWeights);
ASSAY_LEGACY_BUILDER(ResNet, resnext101_64x4d, ::assay::resnext101_64x4d, ResNeXt101_64X4DWeights);
ASSAY_LEGACY_BUILDER(ResNet, wide_resnet50_2, ::assay::wide_resnet50_2, WideResNet50_2Weights);
ASSAY_LEGACY_BUILDER(ResNet, wide_resnet101_2, ::assay::wide_resnet101_2, WideResNet101_2Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_RESNET_LEGACY_H_
