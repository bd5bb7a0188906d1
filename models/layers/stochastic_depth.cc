#include "models/layers/stochastic_depth.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <vector>

namespace assay {

StochasticDepth::StochasticDepth(double p, Mode mode) : p_(p), mode_(mode) {
  TORCH_CHECK_VALUE(p >= 0 && p <= 1, "the probability of stochastic depth is in [0, 1], got ", p);
}

at::Tensor StochasticDepth::Compute(const at::Tensor& input) {
  if (!is_training() || p_ == 0) return input;
  const double survival = 1 - p_;
  std::vector<int64_t> shape(input.dim(), 1);
  if (mode_ == kRow) shape[0] = input.size(0);
  at::Tensor noise = at::empty(shape, input.options()).bernoulli_(survival);
  if (survival > 0) noise.div_(survival);
  return input * noise;
}

void StochasticDepth::pretty_print(std::ostream& stream) const {
  stream << "assay::StochasticDepth(p=" << p_ << ", mode=" << (mode_ == kRow ? "row" : "batch") << ")";
}

}  // namespace assay
