// ResNet: residual networks of basic or bottleneck blocks; ResNeXt and Wide ResNet, which are bottlenecks of other
// widths.
//
//   absl::StatusOr<ResNet> model = resnet50({.weights = ResNet50Weights::kImageNet1kV2});
//   // without a builder: a ResNeXt with frozen normalisation
//   ResNet resnext(ResNetBlock::kBottleneck, {3, 4, 6, 3},
//                  {.groups = 32, .width_per_group = 4, .norm_layer = MakeFrozenBatchNorm2d});
#ifndef ASSAY_MODELS_RESNET_RESNET_H_
#define ASSAY_MODELS_RESNET_RESNET_H_

#include <array>

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"
#include "weights/resnet/resnet101.h"
#include "weights/resnet/resnet152.h"
#include "weights/resnet/resnet18.h"
#include "weights/resnet/resnet34.h"
#include "weights/resnet/resnet50.h"
#include "weights/resnet/resnext101_32x8d.h"
#include "weights/resnet/resnext101_64x4d.h"
#include "weights/resnet/resnext50_32x4d.h"
#include "weights/resnet/wide_resnet101_2.h"
#include "weights/resnet/wide_resnet50_2.h"

namespace assay {

enum class ResNetBlock { kBasic, kBottleneck };

struct ResNetOptions {
  int64_t num_classes = 1000;
  // Training starts with residual branches that answer zero (Goyal et al. 2017, section 5.1).
  bool zero_init_residual = false;
  int64_t groups = 1;
  int64_t width_per_group = 64;
  // For layer2, layer3, layer4: dilate instead of striding, so that the resolution stays.
  std::array<bool, 3> replace_stride_with_dilation = {false, false, false};
  // MakeFrozenBatchNorm2d (models/ops/frozen_batch_norm.h) for detection, or a function of your own.
  NormLayer norm_layer = MakeBatchNorm2d;
};

// A ResNet without its classifier, as a part of another model.
struct ResNetBody {
  // Images in; out come "layer1" to "layer4". Its keys are the ResNet's but for fc's.
  // Shapes: [N, 3, H, W] -> [N, channels[i], H / s, W / s], where s is 4, 8, 16, 32 without dilation.
  Model model;
  std::array<int64_t, 4> channels;
};

class ResNet : public Model {
 public:
  // `layers`: the number of blocks of layer1 to layer4.
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError without a norm_layer, and on basic blocks with groups or another width, which they
  // do not support; c10::NotImplementedError on basic blocks with dilation. Source: He et al., "Deep Residual Learning
  // for Image Recognition", table 1; torchvision's resnet.py, whose bottleneck strides in its 3x3 convolution ("V1.5"),
  // not in the first as the paper does.
  ResNet(ResNetBlock block, const std::array<int64_t, 4>& layers, const ResNetOptions& options = {});

  // The layers below the classifier: the same tensors, not copies.
  ResNetBody body() const;
};

// The depths of the paper's table 1.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<ResNet> resnet18(const BuilderOptions<ResNet18Weights>& options = {});
absl::StatusOr<ResNet> resnet34(const BuilderOptions<ResNet34Weights>& options = {});
absl::StatusOr<ResNet> resnet50(const BuilderOptions<ResNet50Weights>& options = {});
absl::StatusOr<ResNet> resnet101(const BuilderOptions<ResNet101Weights>& options = {});
absl::StatusOr<ResNet> resnet152(const BuilderOptions<ResNet152Weights>& options = {});

// ResNet's depths with grouped 3x3 convolutions: 32x4d is 32 groups of width 4.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
// Source: Xie et al., "Aggregated Residual Transformations for Deep Neural Networks", table 1.
absl::StatusOr<ResNet> resnext50_32x4d(const BuilderOptions<ResNeXt50_32X4DWeights>& options = {});
absl::StatusOr<ResNet> resnext101_32x8d(const BuilderOptions<ResNeXt101_32X8DWeights>& options = {});
absl::StatusOr<ResNet> resnext101_64x4d(const BuilderOptions<ResNeXt101_64X4DWeights>& options = {});

// ResNet's depths with 3x3 convolutions of twice the width; what enters and leaves a block is as wide as ResNet's.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
// Source: Zagoruyko and Komodakis, "Wide Residual Networks"; the bottlenecks are torchvision's.
absl::StatusOr<ResNet> wide_resnet50_2(const BuilderOptions<WideResNet50_2Weights>& options = {});
absl::StatusOr<ResNet> wide_resnet101_2(const BuilderOptions<WideResNet101_2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_RESNET_RESNET_H_
