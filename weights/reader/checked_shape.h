// Arithmetic on shapes and strides that a hostile file cannot wrap.
#ifndef ASSAY_WEIGHTS_READER_CHECKED_SHAPE_H_
#define ASSAY_WEIGHTS_READER_CHECKED_SHAPE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/dtype.h"

namespace assay {

// torch allows no more dimensions.
inline constexpr size_t kMaxRank = 64;

// Bytes of a contiguous tensor of this shape. Zero sizes do not hide a product that wraps: the other sizes must fit
// too. Errors: InvalidArgument for a negative size or more bytes than an int64 counts.
absl::StatusOr<int64_t> CheckedBytes(absl::Span<const int64_t> shape, DType dtype);

// Bytes from the first element to the end of the last; 0 without elements.
// Errors: InvalidArgument for a negative size or stride, or when the reach does not fit an int64.
absl::StatusOr<int64_t> CheckedExtent(absl::Span<const int64_t> shape, absl::Span<const int64_t> strides, DType dtype);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_CHECKED_SHAPE_H_
