#include "weights/reader/checked_shape.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

absl::Status TooLarge(absl::Span<const int64_t> shape) {
  return absl::InvalidArgumentError(
      absl::StrCat("the shape [", absl::StrJoin(shape, ", "), "] has more elements than 64 bits count"));
}

}  // namespace

absl::StatusOr<int64_t> CheckedBytes(absl::Span<const int64_t> shape, DType dtype) {
  int64_t bytes = static_cast<int64_t>(ItemSize(dtype));
  bool empty = false;
  for (const int64_t size : shape) {
    if (size < 0)
      return absl::InvalidArgumentError(
          absl::StrCat("the shape [", absl::StrJoin(shape, ", "), "] has a negative size"));
    empty = empty || size == 0;
    if (__builtin_mul_overflow(bytes, std::max<int64_t>(size, 1), &bytes)) return TooLarge(shape);
  }
  return empty ? 0 : bytes;
}

absl::StatusOr<int64_t> CheckedExtent(absl::Span<const int64_t> shape, absl::Span<const int64_t> strides, DType dtype) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t bytes, CheckedBytes(shape, dtype));
  int64_t last = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (strides[i] < 0) return absl::InvalidArgumentError(absl::StrCat("has the negative stride ", strides[i]));
    int64_t step = 0;
    if (__builtin_mul_overflow(std::max<int64_t>(shape[i] - 1, 0), strides[i], &step) ||
        __builtin_add_overflow(last, step, &last)) {
      return absl::InvalidArgumentError(
          absl::StrCat("its strides [", absl::StrJoin(strides, ", "), "] reach further than 64 bits count"));
    }
  }
  int64_t extent = 0;
  if (__builtin_add_overflow(last, 1, &extent) ||
      __builtin_mul_overflow(extent, static_cast<int64_t>(ItemSize(dtype)), &extent)) {
    return absl::InvalidArgumentError("its last element lies further than 64 bits count");
  }
  return bytes == 0 ? 0 : extent;
}

}  // namespace assay
