// The library's kernels as operators of LibTorch's dispatcher: on the CPU, on the GPU (--config=cuda), and on the Meta
// device, which knows shapes alone.
//
//   const auto [scale, shift] = ops::FoldFrozenBatchNorm(weight, bias, running_mean, running_var, 1e-5);   // once
//   at::Tensor output = ops::FrozenBatchNormAddRelu(input, scale, shift, identity);
//   auto [kept, count] = ops::BatchedNms(boxes, scores, classes, 0.5);   // count stays on the device: nothing waits
//
// These functions call the operators by name, assay::frozen_batch_norm_add_relu and so on, as any program can that
// links this library. All take strided tensors, and keep channels-last maps channels-last. None is differentiable:
// where a gradient is wanted they throw and say so. What each computes, and what was chosen where the framework leaves
// it open: the headers of models/ops/cuda. Errors, of all: throw c10::Error on shapes, types or devices that do not go
// together, on sizes that the kernels cannot count, and on a launch that failed.
#ifndef ASSAY_MODELS_OPS_OPERATORS_H_
#define ASSAY_MODELS_OPS_OPERATORS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace assay::ops {

// Returns scale = weight / sqrt(running_var + eps) and shift = bias - running_mean * scale, in float32.
// Shapes: all [C].
std::pair<at::Tensor, at::Tensor> FoldFrozenBatchNorm(const at::Tensor& weight, const at::Tensor& bias,
                                                      const at::Tensor& running_mean, const at::Tensor& running_var,
                                                      double eps);

// Returns relu(input * scale + shift + residual): see models/ops/cuda/frozen_batch_norm_add_relu.h.
// Shapes: input, residual and the result [N, C, H, W], float32, float16 or bfloat16; scale and shift [C], float32.
at::Tensor FrozenBatchNormAddRelu(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift,
                                  const std::optional<at::Tensor>& residual = std::nullopt, bool relu = true);

// Returns activation(input) * gate(scale): see models/ops/cuda/activation_scale.h.
// Shapes: input and the result [N, C, H, W]; scale [N, C] or [N, C, 1, 1], of the same type.
// `activation`: "none", "relu", "hardswish" or "silu"; `gate`: "none", "sigmoid" or "hardsigmoid".
at::Tensor ActivationScale(const at::Tensor& input, const at::Tensor& scale, std::string_view activation,
                           std::string_view gate);

// Returns the indices of the boxes that are left, best score first and then filled up with -1, and how many there are:
// see models/ops/cuda/batched_nms.h. kept.slice(0, 0, count.item<int64_t>()) is what torchvision returns, and waits.
// Shapes: boxes [n, 4] and scores [n], float32; classes [n], int64; -> kept [n], int64, and count [], int64.
std::pair<at::Tensor, at::Tensor> BatchedNms(const at::Tensor& boxes, const at::Tensor& scores,
                                             const at::Tensor& classes, double iou_threshold);

// Returns the regions' bins: see models/ops/cuda/roi_align.h. The arguments are torchvision::roi_align's, in its order.
// Shapes: input [N, C, H, W]; rois [K, 5], of the same type or float32; -> [K, C, pooled_height, pooled_width].
at::Tensor RoiAlign(const at::Tensor& input, const at::Tensor& rois, double spatial_scale, int64_t pooled_height,
                    int64_t pooled_width, int64_t sampling_ratio, bool aligned);

// Returns softmax(input, -1): see models/ops/cuda/softmax.h.
// Shapes: [..., n], float32, float16 or bfloat16.
at::Tensor Softmax(const at::Tensor& input);

// Returns the k largest values along the last dimension, or their probabilities, and their indices: see
// models/ops/cuda/top_k.h.
// Shapes: [..., n] -> [..., k] twice, k from 1 to 128.
std::pair<at::Tensor, at::Tensor> TopK(const at::Tensor& input, int64_t k, bool softmax = false);

}  // namespace assay::ops

#endif  // ASSAY_MODELS_OPS_OPERATORS_H_
