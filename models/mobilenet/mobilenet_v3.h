// MobileNetV3: inverted residual blocks found by search, with squeeze-and-excitation and hard swish.
//
//   absl::StatusOr<MobileNetV3> model = mobilenet_v3_large({.weights = MobileNetV3LargeWeights::kImageNet1kV2});
//   // without a builder: the backbone of a segmentation model
//   const MobileNetV3Settings settings = MobileNetV3Large({.dilated = true});
//   MobileNetV3 backbone(settings.blocks, settings.last_channel, {.num_classes = 21});
#ifndef ASSAY_MODELS_MOBILENET_MOBILENET_V3_H_
#define ASSAY_MODELS_MOBILENET_MOBILENET_V3_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"
#include "weights/mobilenet/mobilenet_v3_large.h"
#include "weights/mobilenet/mobilenet_v3_small.h"

namespace assay {

// One row of the paper's tables 1 and 2: one block.
struct MobileNetV3Block {
  int64_t in_channels = 0;
  int64_t kernel_size = 3;
  int64_t expanded_channels = 0;
  int64_t out_channels = 0;
  bool squeeze_excitation = false;
  bool hardswish = false;  // else ReLU
  int64_t stride = 1;
  int64_t dilation = 1;  // more than 1: instead of the stride
};

struct MobileNetV3Settings {
  std::vector<MobileNetV3Block> blocks;
  int64_t last_channel = 0;  // of the classifier's hidden layer
};

struct MobileNetV3SettingsOptions {
  double width_mult = 1.0;
  // Half as many channels in the last stage, for detection and segmentation.
  bool reduced_tail = false;
  // The last stage keeps the resolution.
  bool dilated = false;
};

// The paper's tables 1 and 2.
MobileNetV3Settings MobileNetV3Large(const MobileNetV3SettingsOptions& options = {});
MobileNetV3Settings MobileNetV3Small(const MobileNetV3SettingsOptions& options = {});

struct MobileNetV3Options {
  int64_t num_classes = 1000;
  double dropout = 0.2;
  NormLayer norm_layer = BatchNorm2dWith{.eps = 1e-3, .momentum = 0.01};
};

class MobileNetV3 : public Model {
 public:
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError without a block or a norm_layer, on a stride other than 1 and 2, and on a dropout
  // that is no probability. Source: Howard et al., "Searching for MobileNetV3", tables 1 and 2; torchvision's
  // mobilenetv3.py.
  MobileNetV3(const std::vector<MobileNetV3Block>& blocks, int64_t last_channel,
              const MobileNetV3Options& options = {});
};

// The paper's two sizes.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<MobileNetV3> mobilenet_v3_large(const BuilderOptions<MobileNetV3LargeWeights>& options = {});
absl::StatusOr<MobileNetV3> mobilenet_v3_small(const BuilderOptions<MobileNetV3SmallWeights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_MOBILENET_MOBILENET_V3_H_
