// The k largest values of each row and where they lie, without sorting the row; as probabilities if asked.
//
//   const Rows rows{.count = 64, .length = 100000, .type = ElementType::kBFloat16};
//   const TopK top{.input = logits, .k = 5, .softmax = true, .values = values, .indices = indices};
//   ASSAY_RETURN_IF_ERROR(CudaStatus(LaunchTopK(rows, top, stream), "top_k"));
//
// Limit: bytes = count * (length * element_size + k * (element_size + 8)), over the bandwidth of copying.
//
// What was chosen, where torch.topk leaves it open: of equal values the lower index comes first; NaN is the greatest
// value, as torch has it; -0 equals 0.
#ifndef ASSAY_MODELS_OPS_CUDA_TOP_K_H_
#define ASSAY_MODELS_OPS_CUDA_TOP_K_H_

#include <cstdint>

#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/rows.h"
#include "models/ops/cuda/work.h"

struct CUstream_st;  // CUDA's own name for what a cudaStream_t points to: users need no CUDA header.

namespace assay {

inline constexpr int64_t kMostTopK = 128;

struct TopK {
  const void* input = nullptr;
  int64_t k = 1;               // 1 to kMostTopK, and no more than the row is long
  bool softmax = false;        // values of softmax(input, -1) instead of the input's
  void* values = nullptr;      // [count, k], of the rows' type
  int64_t* indices = nullptr;  // [count, k]
};

// Writes the k largest of each row, greatest first, on the GPU.
// Returns 0, or the cudaError_t of what went wrong. It does not wait: a failure while the kernel runs is the stream's.
// Errors: cudaErrorInvalidValue for an invalid `rows` or k, a null pointer, or one that is no multiple of its element's
// size; the launch's error.
// Source: torch.topk(input, k, -1), and softmax before it.
int LaunchTopK(const Rows& rows, const TopK& arguments, CUstream_st* stream);

// The same on the CPU, in the CPU's memory: the launch's indices are equal to this one's, and its values, bit for bit;
// with softmax as LaunchSoftmax's are.
// Returns whether the arguments are valid; writes nothing where they are not.
bool TopKOnCpu(const Rows& rows, const TopK& arguments);

// See "Limit" above.
Work TopKWork(const Rows& rows, int64_t k);

// Which arguments are valid: for the launch and its twin.
inline bool IsValidTopK(const Rows& rows, const TopK& arguments) {
  if (!IsValid(rows) || arguments.k < 1 || arguments.k > kMostTopK || arguments.k > rows.length) return false;
  if (rows.count == 0) return true;
  const int64_t size = SizeOf(rows.type);
  if (arguments.input == nullptr || arguments.values == nullptr || arguments.indices == nullptr) return false;
  return IsMultipleOf(arguments.input, size) && IsMultipleOf(arguments.values, size) &&
         IsMultipleOf(arguments.indices, sizeof(int64_t));
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TOP_K_H_
