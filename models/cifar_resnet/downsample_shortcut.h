// The shortcut of a CIFAR ResNet where a stage begins: smaller maps, more channels, no parameters.
//
//   DownsampleShortcut shortcut({.in_channels = 16, .out_channels = 32, .stride = 2});
//   at::Tensor identity = shortcut.forward(maps);                                 // [N, 16, 32, 32] -> [N, 32, 16, 16]
//   using Pooling = DownsampleShortcut::Pooling;
//   ContextParams<DownsampleShortcut> old_default({.pooling = Pooling::kSubsample});   // for all made in this scope
#ifndef ASSAY_MODELS_CIFAR_RESNET_DOWNSAMPLE_SHORTCUT_H_
#define ASSAY_MODELS_CIFAR_RESNET_DOWNSAMPLE_SHORTCUT_H_

#include <torch/nn/module.h>

#include <optional>
#include <ostream>

#include "models/context_params.h"
#include "models/layers/layer.h"

namespace assay {

struct DownsampleShortcutOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;  // at least in_channels
  int64_t stride = 1;
};

class DownsampleShortcut : public torch::nn::Module, public Layer {
 public:
  // How the maps get smaller.
  enum class Pooling {
    kAverage,    // the mean of each stride x stride square: every pixel has a say
    kSubsample,  // its upper left pixel, as in the paper: the others are lost to the identity
  };
  struct Overrides {
    std::optional<Pooling> pooling = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<DownsampleShortcut>(
        "DownsampleShortcut", Overridable("pooling", &Overrides::pooling,
                                          {{"average", Pooling::kAverage}, {"subsample", Pooling::kSubsample}}));
  }

  // Averages where `pooling` is not stated. The channels that are new are 0, half of them before the old ones.
  // Shapes: [N, in_channels, H, W] -> [N, out_channels, ceil(H / stride), ceil(W / stride)].
  // Errors: throws c10::Error on fewer channels out than in, on an odd number of new ones, and on a stride below 1.
  // Source: He et al., "Deep Residual Learning for Image Recognition", section 4.2, shortcuts A; the means are those of
  // He et al., "Bag of Tricks for Image Classification with Convolutional Neural Networks", ResNet-D.
  explicit DownsampleShortcut(const DownsampleShortcutOptions& options, std::optional<Pooling> pooling = std::nullopt);

  // "assay::DownsampleShortcut(16, 32, stride=2, pooling=average)".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  DownsampleShortcutOptions options_;
  Pooling pooling_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_CIFAR_RESNET_DOWNSAMPLE_SHORTCUT_H_
