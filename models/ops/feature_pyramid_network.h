// A feature pyramid: maps of several resolutions become maps of the same resolutions that all know what the coarsest
// one knows.
//
//   FeaturePyramidNetwork fpn({.in_channels = {256, 512, 1024, 2048},
//                              .extra_blocks = std::make_shared<LastLevelMaxPool>()});
//   NamedTensors pyramid = fpn.forward({{"0", c2}, {"1", c3}, {"2", c4}, {"3", c5}});   // "0", "1", "2", "3", "pool"
#ifndef ASSAY_MODELS_OPS_FEATURE_PYRAMID_NETWORK_H_
#define ASSAY_MODELS_OPS_FEATURE_PYRAMID_NETWORK_H_

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/layers/norm_layer.h"
#include "models/model.h"

namespace assay {

// Adds maps to a finished pyramid.
class ExtraFpnBlock : public torch::nn::Module {
 public:
  // `pyramid`: the maps so far, finest first, to which this appends; `features`: what the pyramid was made of.
  virtual void Extend(const NamedTensors& features, NamedTensors& pyramid) = 0;
};

// One more map, "pool": every second row and column of the coarsest one.
// Source: torchvision.ops.feature_pyramid_network.LastLevelMaxPool.
class LastLevelMaxPool : public ExtraFpnBlock {
 public:
  void Extend(const NamedTensors& features, NamedTensors& pyramid) override;
};

struct FeaturePyramidNetworkOptions {
  // The channels of each map, finest first.
  std::vector<int64_t> in_channels = {};
  // The channels of each map of the pyramid.
  int64_t out_channels = 256;
  // Null: convolutions with bias and without normalisation.
  NormLayer norm_layer = nullptr;
  // Null: nothing is added.
  std::shared_ptr<ExtraFpnBlock> extra_blocks = nullptr;
};

class FeaturePyramidNetwork : public torch::nn::Module {
 public:
  // Where the constructor looks for convolutions to initialise.
  enum class InitOver {
    kModules,   // at all depths
    kChildren,  // among the direct children, where there is none: LibTorch's own initialisation stays
  };
  struct Overrides {
    // Hidden: no argument of the constructor. It was kChildren by mistake until torchvision 0.9 (issue 2326, PR 2954);
    // training starts elsewhere, and weights fit both.
    std::optional<InitOver> init_over = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<FeaturePyramidNetwork>(
        "FeaturePyramidNetwork", Overridable("init_over", &Overrides::init_over,
                                             {{"modules", InitOver::kModules}, {"children", InitOver::kChildren}}));
  }

  // Keys: inner_blocks.N.0.weight, layer_blocks.N.0.weight, ..., and those of extra_blocks.
  // Errors: throws c10::Error on no map, or one without channels.
  // Source: Lin et al., "Feature Pyramid Networks for Object Detection", section 3;
  // torchvision.ops.FeaturePyramidNetwork.
  explicit FeaturePyramidNetwork(const FeaturePyramidNetworkOptions& options);

  // The pyramid: the maps under their names, finest first, then those of extra_blocks.
  // Shapes: [N, in_channels[i], H_i, W_i] -> [N, out_channels, H_i, W_i].
  // Errors: throws c10::Error on another number of maps than in_channels has.
  NamedTensors forward(const NamedTensors& features);

  // "assay::FeaturePyramidNetwork(out_channels=256, init_over=modules)".
  void pretty_print(std::ostream& stream) const override;

 private:
  void Initialise();

  int64_t out_channels_;
  InitOver init_over_;
  std::vector<std::shared_ptr<Chain>> inner_blocks_, layer_blocks_;
  std::shared_ptr<ExtraFpnBlock> extra_blocks_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_FEATURE_PYRAMID_NETWORK_H_
