#include "models/ops/operators_implementation.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

namespace assay::operators {

ElementType ElementTypeOf(const at::Tensor& tensor, const char* name) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return ElementType::kFloat32;
    case at::kHalf:
      return ElementType::kFloat16;
    case at::kBFloat16:
      return ElementType::kBFloat16;
    default:
      TORCH_CHECK_NOT_IMPLEMENTED(false, name, ": the input is float32, float16 or bfloat16, got ",
                                  tensor.scalar_type(), ": convert it with to()");
  }
}

at::Tensor AsMaps(const at::Tensor& tensor, const char* name) {
  TORCH_CHECK_VALUE(tensor.dim() == 4, name, ": the input is [N, C, H, W], got ", tensor.sizes());
  return tensor.contiguous(tensor.suggest_memory_format());
}

FeatureMaps MapsOf(const at::Tensor& maps, const char* name) {
  const FeatureMaps described = {
      .images = maps.size(0),
      .channels = maps.size(1),
      .height = maps.size(2),
      .width = maps.size(3),
      .layout = maps.suggest_memory_format() == at::MemoryFormat::ChannelsLast ? Layout::kNhwc : Layout::kNchw,
      .type = ElementTypeOf(maps, name)};
  TORCH_CHECK_VALUE(IsValid(described), name,
                    ": of images, of channels in all images and of pixels in a plane there are at "
                    "most 2^30 each, got ",
                    maps.sizes());
  return described;
}

Rows RowsOf(const at::Tensor& tensor, const char* name) {
  TORCH_CHECK_VALUE(tensor.dim() > 0, name, ": the input has at least one dimension, got a scalar");
  const int64_t length = tensor.size(-1);
  const Rows rows = {
      .count = length == 0 ? 0 : tensor.numel() / length, .length = length, .type = ElementTypeOf(tensor, name)};
  TORCH_CHECK_VALUE(IsValid(rows), name, ": a row has at most 2^30 elements, and there are at most as many rows, got ",
                    tensor.sizes());
  return rows;
}

at::Tensor LikeMaps(const at::Tensor& maps, at::IntArrayRef sizes) {
  return at::empty(sizes, maps.options().requires_grad(false), maps.suggest_memory_format());
}

void CheckSame(const at::Tensor& tensor, const at::Tensor& input, at::IntArrayRef sizes, at::ScalarType type,
               const char* what, const char* name) {
  TORCH_CHECK_VALUE(tensor.sizes() == sizes, name, ": ", what, " is ", sizes, " for an input of ", input.sizes(),
                    ", got ", tensor.sizes());
  TORCH_CHECK_TYPE(tensor.scalar_type() == type, name, ": ", what, " is ", type, " for an input of ",
                   input.scalar_type(), ", got ", tensor.scalar_type());
  TORCH_CHECK_VALUE(tensor.device() == input.device(), name, ": ", what, " is on the input's device, ", input.device(),
                    ", got ", tensor.device());
}

at::Tensor ScaleOf(const at::Tensor& scale, const at::Tensor& input, const char* name) {
  const std::vector<int64_t> flat = {input.size(0), input.size(1)}, maps = {input.size(0), input.size(1), 1, 1};
  CheckSame(scale, input, scale.dim() == 4 ? maps : flat, input.scalar_type(), "scale", name);
  return scale.reshape(flat).contiguous();
}

at::Tensor RoisOf(const at::Tensor& rois, const at::Tensor& input, const char* name) {
  TORCH_CHECK_VALUE(rois.dim() == 2 && rois.size(1) == 5, name, ": rois is [K, 5] (image, x1, y1, x2, y2), got ",
                    rois.sizes());
  const bool own = rois.scalar_type() == at::kFloat;
  CheckSame(rois, input, rois.sizes(), own ? at::kFloat : input.scalar_type(), "rois", name);
  return rois.to(at::kFloat).contiguous();
}

MapActivation ActivationOf(c10::string_view text) {
  if (text == "none") return MapActivation::kNone;
  if (text == "relu") return MapActivation::kRelu;
  if (text == "hardswish") return MapActivation::kHardswish;
  if (text == "silu") return MapActivation::kSilu;
  TORCH_CHECK_VALUE(false, "assay::activation_scale: activation is none, relu, hardswish or silu, got ", text);
}

Gate GateOf(c10::string_view text) {
  if (text == "none") return Gate::kNone;
  if (text == "sigmoid") return Gate::kSigmoid;
  if (text == "hardsigmoid") return Gate::kHardsigmoid;
  TORCH_CHECK_VALUE(false, "assay::activation_scale: gate is none, sigmoid or hardsigmoid, got ", text);
}

void CheckRoiAlign(int64_t pooled_height, int64_t pooled_width, int64_t sampling_ratio, const at::Tensor& input) {
  TORCH_CHECK_VALUE(pooled_height >= 1 && pooled_width >= 1 && pooled_height <= 1024 && pooled_width <= 1024,
                    "assay::roi_align: the pooled size is 1 to 1024 each way, got ", pooled_height, " x ",
                    pooled_width);
  TORCH_CHECK_VALUE(sampling_ratio <= kMostRoiSamples, "assay::roi_align: sampling_ratio is at most ", kMostRoiSamples,
                    ", got ", sampling_ratio);
  TORCH_CHECK_VALUE(input.size(2) > 0 && input.size(3) > 0, "assay::roi_align: the input has pixels, got ",
                    input.sizes());
}

void CheckNms(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& classes) {
  constexpr char kName[] = "assay::batched_nms";
  TORCH_CHECK_VALUE(boxes.dim() == 2 && boxes.size(1) == 4, kName, ": boxes is [n, 4] (x1, y1, x2, y2), got ",
                    boxes.sizes());
  TORCH_CHECK_VALUE(boxes.size(0) <= kMostNmsBoxes, kName, ": there are at most 2^30 boxes, got ", boxes.size(0));
  CheckSame(boxes, boxes, boxes.sizes(), at::kFloat, "boxes", kName);
  CheckSame(scores, boxes, {boxes.size(0)}, at::kFloat, "scores", kName);
  CheckSame(classes, boxes, {boxes.size(0)}, at::kLong, "classes", kName);
}

void CheckTopK(const at::Tensor& input, int64_t k) {
  TORCH_CHECK_VALUE(k >= 1 && k <= kMostTopK && k <= input.size(-1), "assay::top_k: k is 1 to ", kMostTopK,
                    " and no more than the last dimension's size, got ", k, " for ", input.sizes());
}

at::Tensor Empty(at::IntArrayRef sizes, const at::Tensor& like, at::ScalarType type) {
  return at::empty(sizes, like.options().dtype(type).requires_grad(false));
}

at::Tensor Filled(at::IntArrayRef sizes, const at::Tensor& like, int64_t value) {
  return at::full(sizes, value, like.options().dtype(at::kLong).requires_grad(false));
}

}  // namespace assay::operators
