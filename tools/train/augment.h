// Images moved at random, so that no epoch sees the same ones.
#ifndef ASSAY_TOOLS_TRAIN_AUGMENT_H_
#define ASSAY_TOOLS_TRAIN_AUGMENT_H_

#include <ATen/core/Tensor.h>

#include "tools/train/recipe.pb.h"

namespace assay {

// The images, each turned, moved, scaled, sheared and mirrored on its own; what comes in from outside repeats the edge.
// Drawn from LibTorch's generator. Shapes: [N, C, H, W] -> the same.
at::Tensor Augment(const at::Tensor& images, const proto::Augmentation& augmentation);

}  // namespace assay

#endif  // ASSAY_TOOLS_TRAIN_AUGMENT_H_
