// Softmax of each row, the logits read from memory once.
//
//   const Rows rows{.count = 64, .length = 100000, .type = ElementType::kBFloat16};
//   ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchSoftmax(rows, logits, probabilities, stream), "softmax"));
//
// Limit: bytes = 2 * count * length * element_size, over the bandwidth of copying. The operations (5 an element, its
// exponential as one) are fewer than the device does in that time.
#ifndef ASSAY_MODELS_OPS_CUDA_SOFTMAX_H_
#define ASSAY_MODELS_OPS_CUDA_SOFTMAX_H_

#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/rows.h"
#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

// Writes exp(x - largest) / sum of the row on the GPU: in float32, rounded once to the rows' type. `output` may be
// `input`. A row with a NaN or +infinity, or of nothing but -infinity, becomes NaN throughout, as torch's. Returns 0,
// or the cudaError_t of what went wrong. It does not wait: a failure while the kernel runs is the stream's. Shapes:
// input and output as `rows`. Errors: cudaErrorInvalidValue for an invalid `rows`, a null pointer, or one that is no
// multiple of its element's size (both misaligned by the same number of bytes is as fast as none); the launch's error.
// Source: torch.softmax(input, -1).
int LaunchSoftmax(const Rows& rows, const void* input, void* output, CUstream_st* stream);

// The same on the CPU, in the CPU's memory. The launch adds in another order: its results are within 1e-6 of this
// one's, relatively, and rounded. Returns whether the arguments are valid; writes nothing where they are not.
bool SoftmaxOnCpu(const Rows& rows, const void* input, void* output);

// See "Limit" above.
Work SoftmaxWork(const Rows& rows);

// Which arguments are valid: for the launch and its twin.
inline bool IsValidSoftmax(const Rows& rows, const void* input, const void* output) {
  if (!IsValid(rows)) return false;
  if (rows.count == 0 || rows.length == 0) return true;
  const int64_t size = SizeOf(rows.type);
  return input != nullptr && output != nullptr && IsMultipleOf(input, size) && IsMultipleOf(output, size);
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_SOFTMAX_H_
