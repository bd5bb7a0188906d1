// The operators' schemas, what no device has of its own, and the functions of operators.h.
#include <ATen/TensorOperators.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/rsqrt.h>
#include <torch/library.h>

#include <tuple>

#include "models/ops/operators.h"

namespace assay::ops {
namespace {

using Pair = std::tuple<at::Tensor, at::Tensor>;

Pair FoldFrozenBatchNormOp(const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean,
                           const at::Tensor& running_var, double eps) {
  for (const at::Tensor* tensor : {&weight, &bias, &running_mean, &running_var}) {
    TORCH_CHECK(
        tensor->dim() == 1 && tensor->sizes() == weight.sizes() && tensor->is_floating_point(),
        "assay::fold_frozen_batch_norm: weight, bias, running_mean and running_var are floating point numbers, one "
        "for each channel; got ",
        tensor->sizes(), " of ", tensor->scalar_type(), " beside ", weight.sizes());
  }
  // FrozenBatchNorm2d's order of operations, so that both round alike.
  const at::Tensor scale = weight.to(at::kFloat) * (running_var.to(at::kFloat) + eps).rsqrt();
  return {scale, bias.to(at::kFloat) - running_mean.to(at::kFloat) * scale};
}

// Whether a value on the stack, or one of a list's, wants a gradient.
bool WantsGradient(const c10::IValue& value) { return value.isTensor() && value.toTensor().requires_grad(); }

// What stands in for derivatives: an error instead of a result that silently has none.
void RefuseGradients(const c10::OperatorHandle& op, c10::DispatchKeySet keys, torch::jit::Stack* stack) {
  const size_t arguments = op.schema().arguments().size();
  for (size_t i = stack->size() - arguments; at::GradMode::is_enabled() && i < stack->size(); ++i) {
    TORCH_CHECK_NOT_IMPLEMENTED(
        !WantsGradient((*stack)[i]), op.schema().name(),
        " is not differentiable, and one of its inputs requires a gradient: call it under "
        "at::NoGradGuard or c10::InferenceMode, detach() the input, or use the layers of models/");
  }
  op.redispatchBoxed(keys & c10::after_autograd_keyset, stack);
}

template <typename Signature>
c10::TypedOperatorHandle<Signature> Operator(const char* name) {
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

std::pair<at::Tensor, at::Tensor> AsPair(Pair pair) { return {std::get<0>(pair), std::get<1>(pair)}; }

}  // namespace

TORCH_LIBRARY(assay, library) {
  library.def(
      "fold_frozen_batch_norm(Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, float eps=1e-05) -> "
      "(Tensor scale, Tensor shift)");
  library.def(
      "frozen_batch_norm_add_relu(Tensor input, Tensor scale, Tensor shift, Tensor? residual=None, bool relu=True) -> "
      "Tensor");
  library.def("activation_scale(Tensor input, Tensor scale, str activation, str gate) -> Tensor");
  library.def(
      "batched_nms(Tensor boxes, Tensor scores, Tensor classes, float iou_threshold) -> (Tensor kept, Tensor count)");
  library.def(
      "roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width, int "
      "sampling_ratio, "
      "bool aligned) -> Tensor");
  library.def("softmax(Tensor input) -> Tensor");
  library.def("top_k(Tensor input, int k, bool softmax=False) -> (Tensor values, Tensor indices)");
}

TORCH_LIBRARY_IMPL(assay, CompositeExplicitAutograd, library) {
  library.impl("fold_frozen_batch_norm", &FoldFrozenBatchNormOp);
}

TORCH_LIBRARY_IMPL(assay, Autograd, library) {
  for (const char* name : {"fold_frozen_batch_norm", "frozen_batch_norm_add_relu", "activation_scale", "batched_nms",
                           "roi_align", "softmax", "top_k"}) {
    library.impl(name, torch::CppFunction::makeFromBoxedFunction<&RefuseGradients>());
  }
}

std::pair<at::Tensor, at::Tensor> FoldFrozenBatchNorm(const at::Tensor& weight, const at::Tensor& bias,
                                                      const at::Tensor& running_mean, const at::Tensor& running_var,
                                                      double eps) {
  using Signature = Pair(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&, double);
  static const auto op = Operator<Signature>("assay::fold_frozen_batch_norm");
  return AsPair(op.call(weight, bias, running_mean, running_var, eps));
}

at::Tensor FrozenBatchNormAddRelu(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift,
                                  const std::optional<at::Tensor>& residual, bool relu) {
  using Signature =
      at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&, bool);
  static const auto op = Operator<Signature>("assay::frozen_batch_norm_add_relu");
  return op.call(input, scale, shift, residual, relu);
}

at::Tensor ActivationScale(const at::Tensor& input, const at::Tensor& scale, std::string_view activation,
                           std::string_view gate) {
  using Signature = at::Tensor(const at::Tensor&, const at::Tensor&, c10::string_view, c10::string_view);
  static const auto op = Operator<Signature>("assay::activation_scale");
  return op.call(input, scale, activation, gate);
}

std::pair<at::Tensor, at::Tensor> BatchedNms(const at::Tensor& boxes, const at::Tensor& scores,
                                             const at::Tensor& classes, double iou_threshold) {
  using Signature = Pair(const at::Tensor&, const at::Tensor&, const at::Tensor&, double);
  static const auto op = Operator<Signature>("assay::batched_nms");
  return AsPair(op.call(boxes, scores, classes, iou_threshold));
}

at::Tensor RoiAlign(const at::Tensor& input, const at::Tensor& rois, double spatial_scale, int64_t pooled_height,
                    int64_t pooled_width, int64_t sampling_ratio, bool aligned) {
  using Signature = at::Tensor(const at::Tensor&, const at::Tensor&, double, int64_t, int64_t, int64_t, bool);
  static const auto op = Operator<Signature>("assay::roi_align");
  return op.call(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio, aligned);
}

at::Tensor Softmax(const at::Tensor& input) {
  static const auto op = Operator<at::Tensor(const at::Tensor&)>("assay::softmax");
  return op.call(input);
}

std::pair<at::Tensor, at::Tensor> TopK(const at::Tensor& input, int64_t k, bool softmax) {
  static const auto op = Operator<Pair(const at::Tensor&, int64_t, bool)>("assay::top_k");
  return AsPair(op.call(input, k, softmax));
}

}  // namespace assay::ops
