#include "harness/gradient_norms.h"

#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>

namespace assay {
namespace {

struct MeasureAndFree : torch::autograd::PostAccumulateGradHook {
  explicit MeasureAndFree(std::optional<double>& norm) : norm(norm) {}
  void operator()(const at::Tensor& tensor) override {
    norm = tensor.grad().norm().item<double>();
    tensor.mutable_grad().reset();
  }
  std::optional<double>& norm;
};

}  // namespace

GradientNorms::GradientNorms(const std::vector<StateEntry>& state) : state_(state) {
  for (const StateEntry& entry : state_) {
    if (!entry.tensor.requires_grad()) continue;
    entry.tensor.mutable_grad().reset();
    torch::autograd::impl::set_post_acc_grad_hooks(
        entry.tensor, std::make_unique<MeasureAndFree>(norms_[entry.tensor.unsafeGetTensorImpl()]));
  }
}

GradientNorms::~GradientNorms() {
  for (const StateEntry& entry : state_) {
    if (entry.tensor.requires_grad()) torch::autograd::impl::set_post_acc_grad_hooks(entry.tensor, nullptr);
  }
}

std::optional<double> GradientNorms::Of(const at::Tensor& tensor) const {
  const auto found = norms_.find(tensor.unsafeGetTensorImpl());
  return found == norms_.end() ? std::nullopt : found->second;
}

}  // namespace assay
