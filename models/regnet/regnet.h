// RegNet: residual networks whose widths follow a quantised line, without (X) and with (Y) squeeze-and-excitation.
//
//   absl::StatusOr<RegNet> model = regnet_y_400mf({.weights = RegNetY400MFWeights::kImageNet1kV2});
//   // a size that has no builder
//   RegNet y(RegNetStages(kRegNetY400MF), {.se_ratio = 0.25, .norm_layer = MakeFrozenBatchNorm2d});
//   RegNet small(RegNetStages({.depth = 13, .w_0 = 24, .w_a = 36.44, .w_m = 2.49, .group_width = 8}));
#ifndef ASSAY_MODELS_REGNET_REGNET_H_
#define ASSAY_MODELS_REGNET_REGNET_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"
#include "weights/regnet/regnet_x_16gf.h"
#include "weights/regnet/regnet_x_1_6gf.h"
#include "weights/regnet/regnet_x_32gf.h"
#include "weights/regnet/regnet_x_3_2gf.h"
#include "weights/regnet/regnet_x_400mf.h"
#include "weights/regnet/regnet_x_800mf.h"
#include "weights/regnet/regnet_x_8gf.h"
#include "weights/regnet/regnet_y_128gf.h"
#include "weights/regnet/regnet_y_16gf.h"
#include "weights/regnet/regnet_y_1_6gf.h"
#include "weights/regnet/regnet_y_32gf.h"
#include "weights/regnet/regnet_y_3_2gf.h"
#include "weights/regnet/regnet_y_400mf.h"
#include "weights/regnet/regnet_y_800mf.h"
#include "weights/regnet/regnet_y_8gf.h"

namespace assay {

// A point of the paper's design space, in its letters: block i is as wide as w_0 + w_a * i, rounded to a power of w_m
// times w_0 and then to a multiple of 8.
struct RegNetParameters {
  int64_t depth = 0;
  int64_t w_0 = 0;
  double w_a = 0;
  double w_m = 0;
  int64_t group_width = 1;
  double bottleneck_multiplier = 1.0;
};

// The points of the paper's tables, which the builders are made of: depth, w_0, w_a, w_m, group width.
inline constexpr RegNetParameters kRegNetX400MF{22, 24, 24.48, 2.54, 16};
inline constexpr RegNetParameters kRegNetX800MF{16, 56, 35.73, 2.28, 16};
inline constexpr RegNetParameters kRegNetX1_6GF{18, 80, 34.01, 2.25, 24};
inline constexpr RegNetParameters kRegNetX3_2GF{25, 88, 26.31, 2.25, 48};
inline constexpr RegNetParameters kRegNetX8GF{23, 80, 49.56, 2.88, 120};
inline constexpr RegNetParameters kRegNetX16GF{22, 216, 55.59, 2.1, 128};
inline constexpr RegNetParameters kRegNetX32GF{23, 320, 69.86, 2.0, 168};
inline constexpr RegNetParameters kRegNetY400MF{16, 48, 27.89, 2.09, 8};
inline constexpr RegNetParameters kRegNetY800MF{14, 56, 38.84, 2.4, 16};
inline constexpr RegNetParameters kRegNetY1_6GF{27, 48, 20.71, 2.65, 24};
inline constexpr RegNetParameters kRegNetY3_2GF{21, 80, 42.63, 2.66, 24};
inline constexpr RegNetParameters kRegNetY8GF{17, 192, 76.82, 2.19, 56};
inline constexpr RegNetParameters kRegNetY16GF{18, 200, 106.23, 2.48, 112};
inline constexpr RegNetParameters kRegNetY32GF{20, 232, 115.89, 2.53, 232};
inline constexpr RegNetParameters kRegNetY128GF{27, 456, 160.83, 2.52, 264};

// Blocks of one width; the first halves height and width where `stride` is 2.
struct RegNetStage {
  int64_t depth = 1;
  int64_t width = 0;
  int64_t group_width = 1;
  double bottleneck_multiplier = 1.0;
  int64_t stride = 2;
};

// The stages of a point, with widths that the groups divide (where the bottleneck multiplier makes whole numbers of
// them). Errors: throws c10::ValueError on a depth below 1, a slope below 0, a w_0 that is no positive multiple of 8, a
// w_m that is not above 1, a group width below 1, and a bottleneck multiplier that is not above 0. Source: Radosavovic
// et al., "Designing Network Design Spaces", section 3.3 (equations 2 to 4).
std::vector<RegNetStage> RegNetStages(const RegNetParameters& parameters);

struct RegNetOptions {
  int64_t num_classes = 1000;
  int64_t stem_width = 32;
  // Squeeze-and-excitation's channels, as a part of those that enter the block; left out where not stated or 0. The Y
  // builders have 0.25.
  std::optional<double> se_ratio = std::nullopt;
  NormLayer norm_layer = MakeBatchNorm2d;
};

class RegNet : public Model {
 public:
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError without a stage or a norm_layer, and where a stage's bottleneck does not divide into
  // the groups that its group width makes.
  // Source: "Designing Network Design Spaces", figure 4 and section 4; torchvision's regnet.py.
  explicit RegNet(const std::vector<RegNetStage>& stages, const RegNetOptions& options = {});
};

// The sizes of the paper's tables, named by the multiplications of one image of 224x224.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<RegNet> regnet_x_400mf(const BuilderOptions<RegNetX400MFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_800mf(const BuilderOptions<RegNetX800MFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_1_6gf(const BuilderOptions<RegNetX1_6GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_3_2gf(const BuilderOptions<RegNetX3_2GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_8gf(const BuilderOptions<RegNetX8GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_16gf(const BuilderOptions<RegNetX16GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_x_32gf(const BuilderOptions<RegNetX32GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_400mf(const BuilderOptions<RegNetY400MFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_800mf(const BuilderOptions<RegNetY800MFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_1_6gf(const BuilderOptions<RegNetY1_6GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_3_2gf(const BuilderOptions<RegNetY3_2GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_8gf(const BuilderOptions<RegNetY8GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_16gf(const BuilderOptions<RegNetY16GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_32gf(const BuilderOptions<RegNetY32GFWeights>& options = {});
absl::StatusOr<RegNet> regnet_y_128gf(const BuilderOptions<RegNetY128GFWeights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_REGNET_REGNET_H_
