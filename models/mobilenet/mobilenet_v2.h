// MobileNetV2: inverted residual blocks with linear bottlenecks.
//
//   absl::StatusOr<MobileNetV2> model = mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1});
//   MobileNetV2 half({.num_classes = 10, .width_mult = 0.5});   // a size that has no builder
#ifndef ASSAY_MODELS_MOBILENET_MOBILENET_V2_H_
#define ASSAY_MODELS_MOBILENET_MOBILENET_V2_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/model.h"
#include "weights/mobilenet/mobilenet_v2.h"

namespace assay {

// One row of the paper's table 2: `repeats` blocks, of which the first has `stride`.
struct InvertedResidualSetting {
  int64_t expand_ratio = 1;
  int64_t channels = 0;
  int64_t repeats = 1;
  int64_t stride = 1;
};

struct MobileNetV2Options {
  int64_t num_classes = 1000;
  double width_mult = 1.0;
  // The paper's table 2 where empty.
  std::vector<InvertedResidualSetting> settings = {};
  int64_t round_nearest = 8;
  double dropout = 0.2;
};

class MobileNetV2 : public Model {
 public:
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError on a stride other than 1 and 2, and on a dropout that is no probability.
  // Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", table 2; torchvision's
  // mobilenetv2.py.
  explicit MobileNetV2(const MobileNetV2Options& options = {});
};

// MobileNetV2 at width 1.0.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<MobileNetV2> mobilenet_v2(const BuilderOptions<MobileNetV2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_MOBILENET_MOBILENET_V2_H_
