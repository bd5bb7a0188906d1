// EfficientNet (B0 to B7) and EfficientNetV2 (small, medium, large): mobile inverted bottlenecks, scaled together in
// width, depth and resolution.
//
//   absl::StatusOr<EfficientNet> model = efficientnet_b1({.weights = EfficientNetB1Weights::kImageNet1kV2});
//   // a size that has no builder
//   EfficientNet b8(EfficientNetV1Stages({.width_mult = 2.2, .depth_mult = 3.6}),
//                   {.dropout = 0.5, .norm_layer = kEfficientNetB5Norm});
//   // efficientnet_v2_s as its builder makes it, with another stochastic depth
//   EfficientNet small(EfficientNetV2Small(),
//                      {.stochastic_depth = 0.1, .norm_layer = kEfficientNetV2Norm, .last_channel = 1280});
#ifndef ASSAY_MODELS_EFFICIENTNET_EFFICIENTNET_H_
#define ASSAY_MODELS_EFFICIENTNET_EFFICIENTNET_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"
#include "weights/efficientnet/efficientnet_b0.h"
#include "weights/efficientnet/efficientnet_b1.h"
#include "weights/efficientnet/efficientnet_b2.h"
#include "weights/efficientnet/efficientnet_b3.h"
#include "weights/efficientnet/efficientnet_b4.h"
#include "weights/efficientnet/efficientnet_b5.h"
#include "weights/efficientnet/efficientnet_b6.h"
#include "weights/efficientnet/efficientnet_b7.h"
#include "weights/efficientnet/efficientnet_v2_l.h"
#include "weights/efficientnet/efficientnet_v2_m.h"
#include "weights/efficientnet/efficientnet_v2_s.h"

namespace assay {

enum class MBConv {
  kDepthwise,  // expansion, depthwise convolution, squeeze-and-excitation, projection
  kFused,      // expansion and depthwise convolution in one, no squeeze-and-excitation
};

// One row of the papers' tables: `repeats` blocks, of which the first has `stride` and takes `in_channels`.
struct MBConvStage {
  MBConv block = MBConv::kDepthwise;
  double expand_ratio = 1;
  int64_t kernel_size = 3;
  int64_t stride = 1;
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t repeats = 1;
};

struct EfficientNetScale {
  double width_mult = 1.0;
  double depth_mult = 1.0;
};

// EfficientNet's table 1, scaled: channels to multiples of 8, depths rounded up.
std::vector<MBConvStage> EfficientNetV1Stages(const EfficientNetScale& scale = {});

// EfficientNetV2's table 4, and the two larger models that its text leaves to the authors' code.
std::vector<MBConvStage> EfficientNetV2Small();
std::vector<MBConvStage> EfficientNetV2Medium();
std::vector<MBConvStage> EfficientNetV2Large();

// What normalises B5 to B7, with TensorFlow's constants, from where they were converted; and V2. B0 to B4 have
// LibTorch's defaults.
inline constexpr BatchNorm2dWith kEfficientNetB5Norm{.eps = 1e-3, .momentum = 0.01};
inline constexpr BatchNorm2dWith kEfficientNetV2Norm{.eps = 1e-3};

struct EfficientNetOptions {
  int64_t num_classes = 1000;
  // The builders have 0.2 (B0, B1, V2 small), 0.3 (B2, B3, V2 medium), 0.4 (B4, B5, V2 large) and 0.5 (B6, B7).
  double dropout = 0.2;
  // The chance that the branch of the last block is left out in training; it grows linearly from the first block's 0.
  double stochastic_depth = 0.2;
  NormLayer norm_layer = MakeBatchNorm2d;
  // Channels before the classifier: four times the last stage's where not stated. V2's builders have 1280.
  std::optional<int64_t> last_channel = std::nullopt;
};

class EfficientNet : public Model {
 public:
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError without a stage or a norm_layer, on a stride other than 1 and 2, and on a dropout or
  // a stochastic depth that is no probability.
  // Source: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", table 1;
  // "EfficientNetV2: Smaller Models and Faster Training", table 4; torchvision's efficientnet.py, whose first V2 stage
  // is as wide as its input, which the paper's small model leaves open.
  explicit EfficientNet(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options = {});
};

// The papers' sizes.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<EfficientNet> efficientnet_b0(const BuilderOptions<EfficientNetB0Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b1(const BuilderOptions<EfficientNetB1Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b2(const BuilderOptions<EfficientNetB2Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b3(const BuilderOptions<EfficientNetB3Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b4(const BuilderOptions<EfficientNetB4Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b5(const BuilderOptions<EfficientNetB5Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b6(const BuilderOptions<EfficientNetB6Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_b7(const BuilderOptions<EfficientNetB7Weights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_v2_s(const BuilderOptions<EfficientNetV2SWeights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_v2_m(const BuilderOptions<EfficientNetV2MWeights>& options = {});
absl::StatusOr<EfficientNet> efficientnet_v2_l(const BuilderOptions<EfficientNetV2LWeights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_EFFICIENTNET_EFFICIENTNET_H_
