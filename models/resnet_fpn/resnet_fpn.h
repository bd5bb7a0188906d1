// A ResNet under a feature pyramid: what detectors look at. It can be composed in three ways:
//
//   // a builder: architecture and version by name, the backbone's weights typed
//   absl::StatusOr<ResNetFpn> fpn = resnet50_fpn_v2({.weights_backbone = ResNet50Weights::kImageNet1kV2});
//   // the constructor: any ResNet, and the layers' defaults of today
//   ResNet backbone(ResNetBlock::kBasic, {2, 2, 2, 2}, {.norm_layer = MakeFrozenBatchNorm2d});
//   ResNetFpn small(backbone, {.out_channels = 128});
//   // both: any ResNet under the pyramid of a version
//   absl::StatusOr<ResNetFpn> mine = resnet_fpn_v2(backbone);
//
//   NamedTensors maps = fpn->forward(NamedTensors{{"input", images}});   // "0", "1", "2", "3", "pool"
//
// Two versions: resnet50_fpn is what torchvision had before 0.9, resnet50_fpn_v2 what it has since. One piece of code
// is both: the old builder constructs it under the old defaults (docs/scenarios/changed-default.md,
// changed-behaviour.md).
//   FrozenBatchNorm2d.eps             0.0, then 1e-5             (issue 2599, PR 2933)
//   FeaturePyramidNetwork.init_over   children, then modules     (issue 2326, PR 2954)
#ifndef ASSAY_MODELS_RESNET_FPN_RESNET_FPN_H_
#define ASSAY_MODELS_RESNET_FPN_RESNET_FPN_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"
#include "models/resnet/resnet.h"
#include "models/weights_argument.h"
#include "weights/resnet/resnet50.h"

namespace assay {

struct ResNetFpnOptions {
  // The channels of every map.
  int64_t out_channels = 256;
  // How many parts of the backbone train, from the last: layer4, layer3, layer2, layer1, conv1. 5 is all of it, bn1
  // too. The parameters of the others lose requires_grad, in the backbone that was passed as well.
  int64_t trainable_layers = 5;
  // Of the pyramid's own convolutions. Null: none, and convolutions with bias.
  NormLayer norm_layer = nullptr;
};

class ResNetFpn : public Model {
 public:
  // Shares the backbone's tensors and leaves its classifier out. Keys: body.conv1.weight, body.layer1.0..., and
  // fpn.inner_blocks.0.0.weight, fpn.layer_blocks.0.0.weight, ...
  // Shapes: images [N, 3, H, W] -> maps [N, out_channels, H / s, W / s], s = 4, 8, 16, 32, 64.
  // Errors: throws c10::Error on trainable_layers outside 0 to 5.
  // Source: torchvision.models.detection.backbone_utils, _resnet_fpn_extractor and BackboneWithFPN; Lin et al.,
  // "Feature Pyramid Networks for Object Detection", section 3.
  explicit ResNetFpn(const ResNet& backbone, const ResNetFpnOptions& options = {});
};

// Any ResNet under the pyramid of before torchvision 0.9, or of today. The backbone stays what it is.
// Errors: InvalidArgument where the constructor throws.
absl::StatusOr<ResNetFpn> resnet_fpn(const ResNet& backbone, const ResNetFpnOptions& options = {});
absl::StatusOr<ResNetFpn> resnet_fpn_v2(const ResNet& backbone, const ResNetFpnOptions& options = {});

// The builders have no weights enum: a checkpoint of one's own is a WeightEntry.
struct ResNet50FpnWeights : WeightsFamily {
  static constexpr char kBuilder[] = "resnet50_fpn";
};
struct ResNet50FpnV2Weights : WeightsFamily {
  static constexpr char kBuilder[] = "resnet50_fpn_v2";
};

template <WeightsKind W>
struct ResNetFpnBuilderOptions {
  // Of the whole. `weights_backbone` are not looked at then.
  WeightsArgument<W> weights = std::nullopt;
  WeightsArgument<ResNet50Weights> weights_backbone = std::nullopt;
  bool progress = true;
  // As in ResNetFpnOptions. Where not stated: 3 with weights of either kind, and 5 without, since layers that never
  // learned anything must not be frozen.
  std::optional<int64_t> trainable_layers = std::nullopt;
};

// A ResNet-50 with frozen normalisation under a pyramid of 256 channels.
// Shapes: as of ResNetFpn.
// Errors: those of Build (models/builder.h), for the backbone's weights too; InvalidArgument on trainable_layers
// outside 0 to 5. Source: torchvision.models.detection.backbone_utils.resnet_fpn_backbone("resnet50"), in torchvision
// 0.8 and in 0.26.
absl::StatusOr<ResNetFpn> resnet50_fpn(const ResNetFpnBuilderOptions<ResNet50FpnWeights>& options = {});
absl::StatusOr<ResNetFpn> resnet50_fpn_v2(const ResNetFpnBuilderOptions<ResNet50FpnV2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_RESNET_FPN_RESNET_FPN_H_
