#include <cuda_runtime.h>

#include "models/ops/cuda/top_k_kernel.cuh"

namespace assay {

int LaunchTopK(const Rows& rows, const TopK& arguments, CUstream_st* stream) {
  if (!IsValidTopK(rows, arguments)) return cudaErrorInvalidValue;
  if (rows.count == 0) return cudaSuccess;
  return WithElementType(rows.type, [&](auto zero) {
    using T = decltype(zero);
    TopKKernel<T><<<static_cast<unsigned>(rows.count), TopKThreads<T>(rows), 0, stream>>>(
        arguments, static_cast<uint32_t>(rows.length));
    return static_cast<int>(cudaGetLastError());
  });
}

}  // namespace assay
