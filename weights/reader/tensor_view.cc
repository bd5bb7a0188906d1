#include "weights/reader/tensor_view.h"

#include <algorithm>

namespace assay {

int64_t TensorView::numel() const {
  int64_t result = 1;
  for (const int64_t size : shape) {
    if (size == 0) return 0;
    result *= size;
  }
  return result;
}

bool TensorView::contiguous() const {
  if (numel() == 0) return true;
  int64_t expected = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    // The stride of a dimension of size 1 is never used.
    if (shape[i] == 1) continue;
    if (strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

size_t TensorView::extent_bytes() const {
  if (numel() == 0) return 0;
  int64_t last = 0;
  for (size_t i = 0; i < shape.size(); ++i) last += (shape[i] - 1) * strides[i];
  return static_cast<size_t>(last + 1) * ItemSize(dtype);
}

std::vector<int64_t> ContiguousStrides(absl::Span<const int64_t> shape) {
  std::vector<int64_t> strides(shape.size());
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= std::max<int64_t>(shape[i], 1);
  }
  return strides;
}

}  // namespace assay
