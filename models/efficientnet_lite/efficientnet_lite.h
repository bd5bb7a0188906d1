// EfficientNet-Lite: EfficientNet without squeeze-and-excitation and with ReLU6, for integer hardware.
//
//   absl::StatusOr<EfficientNetLite> model = efficientnet_lite0({.weights = EfficientNetLite0Weights::kDefault});
//   // a size that has no builder
//   EfficientNetLite lite3({.width_coefficient = 1.2, .depth_coefficient = 1.4, .image_size = 280});
#ifndef ASSAY_MODELS_EFFICIENTNET_LITE_EFFICIENTNET_LITE_H_
#define ASSAY_MODELS_EFFICIENTNET_LITE_EFFICIENTNET_LITE_H_

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/model.h"
#include "weights/efficientnet_lite/efficientnet_lite0.h"
#include "weights/efficientnet_lite/efficientnet_lite1.h"
#include "weights/efficientnet_lite/efficientnet_lite2.h"

namespace assay {

struct EfficientNetLiteOptions {
  int64_t num_classes = 1000;
  double width_coefficient = 1.0;
  double depth_coefficient = 1.0;
  // The nominal size: TensorFlow's "same" padding is computed for it once, so it is a part of the architecture.
  int64_t image_size = 224;
  double dropout = 0.2;
  // The chance of dropping the last block in training; earlier blocks' chances grow linearly towards it.
  double drop_connect = 0.2;
};

class EfficientNetLite : public Model {
 public:
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: forward throws c10::Error on images that are too small for the fixed padding (at 224, sides below 32).
  // Source: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks"; the TPU models'
  // efficientnet/lite/efficientnet_lite_builder.py; state-dict keys of the package efficientnet-lite-pytorch.
  explicit EfficientNetLite(const EfficientNetLiteOptions& options = {});
};

// The sizes that have official weights, for images of 224, 240 and 260 pixels.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<EfficientNetLite> efficientnet_lite0(const BuilderOptions<EfficientNetLite0Weights>& options = {});
absl::StatusOr<EfficientNetLite> efficientnet_lite1(const BuilderOptions<EfficientNetLite1Weights>& options = {});
absl::StatusOr<EfficientNetLite> efficientnet_lite2(const BuilderOptions<EfficientNetLite2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_EFFICIENTNET_LITE_EFFICIENTNET_LITE_H_
