// The CIFAR ResNets' builders as old code calls them: see models/legacy_builder.h.
#ifndef ASSAY_MODELS_CIFAR_RESNET_LEGACY_H_
#define ASSAY_MODELS_CIFAR_RESNET_LEGACY_H_

#include "models/cifar_resnet/cifar_resnet.h"
#include "models/legacy_builder.h"

namespace assay::legacy {

ASSAY_LEGACY_BUILDER(CifarResNet, digits_resnet20, ::assay::digits_resnet20, DigitsResNet20Weights);
ASSAY_LEGACY_BUILDER(CifarResNet, digits_resnet20_v2, ::assay::digits_resnet20_v2, DigitsResNet20V2Weights);

}  // namespace assay::legacy

#endif  // ASSAY_MODELS_CIFAR_RESNET_LEGACY_H_
