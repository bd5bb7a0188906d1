// The operators, but for who computes: their arguments are checked, brought into a layout that kernels know, and
// described to a `Backend` (register_ops_cpu.cc, register_ops_cuda.cc, register_ops_meta.cc), which has
//
//   struct Backend {
//     using Guard = ...;            // constructed from the input's c10::Device, for the time of the operator
//     static constexpr bool kReads; // false: there is no data, and nothing below is called
//     static void Run(const FeatureMaps&, const FrozenBatchNormAddRelu&); ...   // one overload a kernel; throws
//     c10::Error
//   };
#ifndef ASSAY_MODELS_OPS_OPERATORS_IMPLEMENTATION_H_
#define ASSAY_MODELS_OPS_OPERATORS_IMPLEMENTATION_H_

#include <torch/library.h>

#include <optional>
#include <tuple>

#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/batched_nms.h"
#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/roi_align.h"
#include "models/ops/cuda/softmax.h"
#include "models/ops/cuda/top_k.h"

namespace assay::operators {

struct SoftmaxArguments {
  const void* input = nullptr;
  void* output = nullptr;
};

// The checks and conversions, compiled once (operators_implementation.cc). `name`: the operator's, for messages.
ElementType ElementTypeOf(const at::Tensor& tensor, const char* name);
// [N, C, H, W], as contiguous as a kernel wants it: channels-last where the tensor's strides suggest it.
at::Tensor AsMaps(const at::Tensor& tensor, const char* name);
FeatureMaps MapsOf(const at::Tensor& maps, const char* name);
Rows RowsOf(const at::Tensor& tensor, const char* name);
at::Tensor LikeMaps(const at::Tensor& maps, at::IntArrayRef sizes);
void CheckSame(const at::Tensor& tensor, const at::Tensor& input, at::IntArrayRef sizes, at::ScalarType type,
               const char* what, const char* name);
at::Tensor ScaleOf(const at::Tensor& scale, const at::Tensor& input, const char* name);
at::Tensor RoisOf(const at::Tensor& rois, const at::Tensor& input, const char* name);
MapActivation ActivationOf(c10::string_view text);
Gate GateOf(c10::string_view text);
void CheckRoiAlign(int64_t pooled_height, int64_t pooled_width, int64_t sampling_ratio, const at::Tensor& input);
void CheckNms(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& classes);
void CheckTopK(const at::Tensor& input, int64_t k);
at::Tensor Empty(at::IntArrayRef sizes, const at::Tensor& like, at::ScalarType type);
at::Tensor Filled(at::IntArrayRef sizes, const at::Tensor& like, int64_t value);

template <typename Backend>
at::Tensor FrozenBatchNormAddReluOp(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift,
                                    const std::optional<at::Tensor>& residual, bool relu) {
  constexpr char kName[] = "assay::frozen_batch_norm_add_relu";
  const at::Tensor maps = AsMaps(input, kName);
  const FeatureMaps described = MapsOf(maps, kName);
  CheckSame(scale, input, {described.channels}, at::kFloat, "scale", kName);
  CheckSame(shift, input, {described.channels}, at::kFloat, "shift", kName);
  const bool add = residual.has_value() && residual->defined();
  if (add) CheckSame(*residual, input, input.sizes(), input.scalar_type(), "residual", kName);
  const at::Tensor added = add ? residual->contiguous(maps.suggest_memory_format()) : maps;
  const at::Tensor scales = scale.contiguous(), shifts = shift.contiguous();
  at::Tensor output = LikeMaps(maps, maps.sizes());
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(input.device());
    Backend::Run(described, FrozenBatchNormAddRelu{.input = maps.const_data_ptr(),
                                                   .scale = scales.const_data_ptr<float>(),
                                                   .shift = shifts.const_data_ptr<float>(),
                                                   .residual = add ? added.const_data_ptr() : nullptr,
                                                   .relu = relu,
                                                   .output = output.mutable_data_ptr()});
  }
  return output;
}

template <typename Backend>
at::Tensor ActivationScaleOp(const at::Tensor& input, const at::Tensor& scale, c10::string_view activation,
                             c10::string_view gate) {
  constexpr char kName[] = "assay::activation_scale";
  const at::Tensor maps = AsMaps(input, kName);
  const FeatureMaps described = MapsOf(maps, kName);
  const at::Tensor scales = ScaleOf(scale, input, kName);
  const MapActivation map_activation = ActivationOf(activation);
  const Gate scale_gate = GateOf(gate);
  at::Tensor output = LikeMaps(maps, maps.sizes());
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(input.device());
    Backend::Run(described, ActivationScale{.input = maps.const_data_ptr(),
                                            .activation = map_activation,
                                            .scale = scales.const_data_ptr(),
                                            .gate = scale_gate,
                                            .output = output.mutable_data_ptr()});
  }
  return output;
}

template <typename Backend>
std::tuple<at::Tensor, at::Tensor> BatchedNmsOp(const at::Tensor& boxes, const at::Tensor& scores,
                                                const at::Tensor& classes, double iou_threshold) {
  CheckNms(boxes, scores, classes);
  const at::Tensor corners = boxes.contiguous(), values = scores.contiguous(), groups = classes.contiguous();
  const at::Tensor kept = Filled({boxes.size(0)}, boxes, -1), count = Filled({}, boxes, 0);
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(boxes.device());
    Backend::Run(boxes, BatchedNms{.boxes = corners.const_data_ptr<float>(),
                                   .scores = values.const_data_ptr<float>(),
                                   .classes = groups.const_data_ptr<int64_t>(),
                                   .count = boxes.size(0),
                                   .iou_threshold = iou_threshold,
                                   .kept = kept.mutable_data_ptr<int64_t>(),
                                   .kept_count = count.mutable_data_ptr<int64_t>()});
  }
  return {kept, count};
}

template <typename Backend>
at::Tensor RoiAlignOp(const at::Tensor& input, const at::Tensor& rois, double spatial_scale, int64_t pooled_height,
                      int64_t pooled_width, int64_t sampling_ratio, bool aligned) {
  constexpr char kName[] = "assay::roi_align";
  const at::Tensor maps = AsMaps(input, kName);
  const FeatureMaps described = MapsOf(maps, kName);
  const at::Tensor regions = RoisOf(rois, input, kName);
  CheckRoiAlign(pooled_height, pooled_width, sampling_ratio, input);
  at::Tensor output = LikeMaps(maps, {rois.size(0), described.channels, pooled_height, pooled_width});
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(input.device());
    Backend::Run(described, RoiAlign{.input = maps.const_data_ptr(),
                                     .rois = regions.const_data_ptr<float>(),
                                     .count = rois.size(0),
                                     .pooled_height = pooled_height,
                                     .pooled_width = pooled_width,
                                     .spatial_scale = static_cast<float>(spatial_scale),
                                     .sampling_ratio = sampling_ratio,
                                     .aligned = aligned,
                                     .output = output.mutable_data_ptr()});
  }
  return output;
}

template <typename Backend>
at::Tensor SoftmaxOp(const at::Tensor& input) {
  const Rows rows = RowsOf(input, "assay::softmax");
  const at::Tensor values = input.contiguous();
  at::Tensor output = Empty(input.sizes(), input, input.scalar_type());
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(input.device());
    Backend::Run(rows, SoftmaxArguments{values.const_data_ptr(), output.mutable_data_ptr()});
  }
  return output;
}

template <typename Backend>
std::tuple<at::Tensor, at::Tensor> TopKOp(const at::Tensor& input, int64_t k, bool softmax) {
  const Rows rows = RowsOf(input, "assay::top_k");
  CheckTopK(input, k);
  const at::Tensor contiguous = input.contiguous();
  std::vector<int64_t> sizes = input.sizes().vec();
  sizes.back() = k;
  at::Tensor values = Empty(sizes, input, input.scalar_type()), indices = Empty(sizes, input, at::kLong);
  if constexpr (Backend::kReads) {
    const typename Backend::Guard guard(input.device());
    Backend::Run(rows, TopK{.input = contiguous.const_data_ptr(),
                            .k = k,
                            .softmax = softmax,
                            .values = values.mutable_data_ptr(),
                            .indices = indices.mutable_data_ptr<int64_t>()});
  }
  return {values, indices};
}

template <typename Backend>
void RegisterOperators(torch::Library& library) {
  library.impl("frozen_batch_norm_add_relu", &FrozenBatchNormAddReluOp<Backend>);
  library.impl("activation_scale", &ActivationScaleOp<Backend>);
  library.impl("batched_nms", &BatchedNmsOp<Backend>);
  library.impl("roi_align", &RoiAlignOp<Backend>);
  library.impl("softmax", &SoftmaxOp<Backend>);
  library.impl("top_k", &TopKOp<Backend>);
}

}  // namespace assay::operators

#endif  // ASSAY_MODELS_OPS_OPERATORS_IMPLEMENTATION_H_
