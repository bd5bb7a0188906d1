#include "models/ops/frozen_batch_norm.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

namespace assay {

FrozenBatchNorm2d::FrozenBatchNorm2d(int64_t channels, std::optional<double> eps)
    : eps_(eps.value_or(ContextParams<FrozenBatchNorm2d>::Get(&Overrides::eps, 1e-5))),
      weight_(register_buffer("weight", at::ones(channels))),
      bias_(register_buffer("bias", at::zeros(channels))),
      running_mean_(register_buffer("running_mean", at::zeros(channels))),
      running_var_(register_buffer("running_var", at::ones(channels))) {}

at::Tensor FrozenBatchNorm2d::Compute(const at::Tensor& input) {
  // The reference's order of operations, so that both round alike.
  const at::Tensor scale = (weight_ * (running_var_ + eps_).rsqrt()).view({1, -1, 1, 1});
  const at::Tensor shift = bias_.view({1, -1, 1, 1}) - running_mean_.view({1, -1, 1, 1}) * scale;
  return input * scale + shift;
}

void FrozenBatchNorm2d::pretty_print(std::ostream& stream) const {
  stream << "assay::FrozenBatchNorm2d(" << weight_.size(0) << ", eps=" << eps_ << ")";
}

std::shared_ptr<Layer> MakeFrozenBatchNorm2d(int64_t channels) { return std::make_shared<FrozenBatchNorm2d>(channels); }

}  // namespace assay
