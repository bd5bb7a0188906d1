#include "models/ops/linear.h"

#include <ATen/Context.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>

#include <optional>

namespace assay {
namespace {

using Scalars = c10::List<std::optional<at::Scalar>>;
// X, W, B, the operation that follows, its numbers, its algorithm.
using LinearPointwise = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                                   c10::string_view, Scalars, std::optional<c10::string_view>);

// The operator that LibTorch's own compiler calls for linear layers on a CPU; nullopt in a LibTorch without oneDNN.
const std::optional<c10::TypedOperatorHandle<LinearPointwise>>& OneDnnLinear() {
  static const auto& linear = *new std::optional<c10::TypedOperatorHandle<LinearPointwise>>([] {
    const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    return found ? std::optional(found->typed<LinearPointwise>()) : std::nullopt;
  }());
  return linear;
}

bool CpuIsIntels() {
#if defined(__x86_64__)
  return __builtin_cpu_is("intel");
#else
  return false;
#endif
}

bool WantsGradient(const at::Tensor& input, const at::Tensor& weight) {
  return at::GradMode::is_enabled() && (input.requires_grad() || weight.requires_grad());
}

}  // namespace

bool UsesOneDnn(const at::Tensor& input, const at::Tensor& weight) {
  const auto suits = [](const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.numel() > 0;
  };
  static const bool faster = !CpuIsIntels();
  // What does not fit is for at::linear to refuse: oneDNN's exceptions are not LibTorch's.
  const bool fits = input.dim() > 0 && weight.dim() == 2 && input.size(-1) == weight.size(1);
  return faster && fits && suits(input) && suits(weight) && !WantsGradient(input, weight) &&
         at::globalContext().userEnabledMkldnn() && OneDnnLinear().has_value();
}

at::Tensor InferenceLinear(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias) {
  if (!UsesOneDnn(input, weight)) return at::linear(input, weight, bias);
  return OneDnnLinear()->call(input, weight, bias, "none", Scalars(), "");
}

at::Tensor InferenceLinearGelu(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias) {
  if (!UsesOneDnn(input, weight)) return at::gelu(at::linear(input, weight, bias));
  return OneDnnLinear()->call(input, weight, bias, "gelu", Scalars(), "none");
}

}  // namespace assay
