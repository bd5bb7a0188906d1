// The norms of a backward pass's gradients, without keeping the gradients.
//
//   GradientNorms norms(model.state_dict());
//   loss.backward();
//   std::optional<double> norm = norms.Of(parameter);
//
// Each gradient is measured as soon as it is whole, while it is still in the cache, and freed: all of them at once
// would take as much memory as the model itself.
#ifndef ASSAY_HARNESS_GRADIENT_NORMS_H_
#define ASSAY_HARNESS_GRADIENT_NORMS_H_

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "models/model.h"

namespace assay {

// While it lives, the backward passes of its tensors leave no gradient behind. One at a time over a tensor.
class GradientNorms {
 public:
  // Of those of `state` that take gradients.
  explicit GradientNorms(const std::vector<StateEntry>& state);
  ~GradientNorms();
  GradientNorms(const GradientNorms&) = delete;
  GradientNorms& operator=(const GradientNorms&) = delete;

  // Returns: the l2 norm of the tensor's gradient in the last backward pass; none where it got no gradient.
  std::optional<double> Of(const at::Tensor& tensor) const;

 private:
  // By the tensor: one that has two names is measured once. The values stay where they are, for the hooks.
  absl::node_hash_map<at::TensorImpl*, std::optional<double>> norms_;
  const std::vector<StateEntry> state_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_GRADIENT_NORMS_H_
