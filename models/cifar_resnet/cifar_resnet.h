// The ResNets for small images: three stages of basic blocks, 16, 32 and 64 channels, no pooling before them.
//
//   absl::StatusOr<CifarResNet> model = digits_resnet20({.weights = DigitsResNet20Weights::kDigitsV2});
//   CifarResNet resnet56({.depth = 56});   // a depth that has no builder
#ifndef ASSAY_MODELS_CIFAR_RESNET_CIFAR_RESNET_H_
#define ASSAY_MODELS_CIFAR_RESNET_CIFAR_RESNET_H_

#include "absl/status/statusor.h"
#include "models/builder.h"
#include "models/model.h"
#include "weights/cifar_resnet/digits_resnet20.h"
#include "weights/cifar_resnet/digits_resnet20_v2.h"

namespace assay {

struct CifarResNetOptions {
  int64_t num_classes = 10;
  // 6n + 2: n blocks of two convolutions in each of three stages, a convolution before and a linear layer behind them.
  int64_t depth = 20;
};

class CifarResNet : public Model {
 public:
  // Its shortcuts are DownsampleShortcuts, which ContextParams<DownsampleShortcut> overrides.
  // Shapes: images [N, 3, H, W] -> logits [N, num_classes].
  // Errors: throws c10::ValueError on a depth that is not 6n + 2. Source: He et al., "Deep Residual Learning for Image
  // Recognition", section 4.2 (depth 20: 0.27 million parameters); initial values as in He et al. 2015, by the fan-out.
  explicit CifarResNet(const CifarResNetOptions& options = {});
};

// Depth 20, for handwritten digits; ten classes unless stated.
// digits_resnet20's shortcuts lose three of four pixels, as the paper's do; since digits_resnet20_v2 they are averaged.
// Shapes: images [N, 3, H, W] -> logits [N, num_classes].
// Errors: those of Build (models/builder.h).
absl::StatusOr<CifarResNet> digits_resnet20(const BuilderOptions<DigitsResNet20Weights>& options = {});
absl::StatusOr<CifarResNet> digits_resnet20_v2(const BuilderOptions<DigitsResNet20V2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_CIFAR_RESNET_CIFAR_RESNET_H_
