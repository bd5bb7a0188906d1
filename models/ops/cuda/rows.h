// A batch of rows in memory: what softmax and top-k are told about it.
#ifndef ASSAY_MODELS_OPS_CUDA_ROWS_H_
#define ASSAY_MODELS_OPS_CUDA_ROWS_H_

#include <cstdint>

#include "models/ops/cuda/element_type.h"

namespace assay {

// [count, length], contiguous. Neither may be negative; where one is 0 there is nothing to do.
struct Rows {
  int64_t count = 1;
  int64_t length = 0;
  ElementType type = ElementType::kFloat32;
};

// The kernels count the elements of a row in 32 bits, and take a block for each row.
inline bool IsValid(const Rows& rows) {
  constexpr int64_t kMost = int64_t{1} << 30;
  return rows.count >= 0 && rows.length >= 0 && rows.count <= kMost && rows.length <= kMost;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ROWS_H_
