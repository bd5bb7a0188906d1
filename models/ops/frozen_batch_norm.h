// Batch normalisation whose statistics and affine parameters are fixed: what detection models use where the batches are
// too small to have statistics of their own.
//
//   FrozenBatchNorm2d norm(64);                                       // eps 1e-5
//   FrozenBatchNorm2d exact(64, /*eps=*/0.0);                         // stated
//   ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0});       // for all that are made in this scope
//
// The default of eps was 0.0 until torchvision 0.9 (issue 2599, PR 2933): models that were trained before keep it.
#ifndef ASSAY_MODELS_OPS_FROZEN_BATCH_NORM_H_
#define ASSAY_MODELS_OPS_FROZEN_BATCH_NORM_H_

#include <torch/nn/module.h>

#include <memory>
#include <optional>
#include <ostream>

#include "models/context_params.h"
#include "models/layers/layer.h"

namespace assay {

class FrozenBatchNorm2d : public torch::nn::Module, public Layer {
 public:
  struct Overrides {
    std::optional<double> eps = {};
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<FrozenBatchNorm2d>("FrozenBatchNorm2d", Overridable("eps", &Overrides::eps));
  }

  // (input - running_mean) / sqrt(running_var + eps) * weight + bias, a channel each.
  // Weight and running variance 1, bias and running mean 0: buffers, so no optimizer sees them, and training mode
  // changes nothing. There is no num_batches_tracked; Model::load_state_dict drops that of files which hold one.
  // Shapes: [N, C, H, W] -> the same.
  // Source: torchvision.ops.FrozenBatchNorm2d.
  explicit FrozenBatchNorm2d(int64_t channels, std::optional<double> eps = std::nullopt);

  // "assay::FrozenBatchNorm2d(64, eps=1e-05)".
  void pretty_print(std::ostream& stream) const override;

  double eps() const { return eps_; }

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  double eps_;
  at::Tensor weight_, bias_, running_mean_, running_var_;
};

// As a NormLayer: {.norm_layer = MakeFrozenBatchNorm2d}.
std::shared_ptr<Layer> MakeFrozenBatchNorm2d(int64_t channels);

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_FROZEN_BATCH_NORM_H_
