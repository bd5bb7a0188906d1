#ifndef ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_THREAD_CUH_
#define ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_THREAD_CUH_

#include "tools/cuda/device.h"

namespace assay::fused_preprocess {

// The thread's index in its block, read anew each time: what is computed from it is then computed where it is used, and
// not kept in registers, which the sums need, through all loops.
__device__ __forceinline__ int ThreadIndex() {
#ifdef __CUDACC__
  int index;
  asm volatile("mov.u32 %0, %%tid.x;" : "=r"(index));
  return index;
#else
  return static_cast<int>(threadIdx.x);
#endif
}

}  // namespace assay::fused_preprocess

#endif  // ASSAY_TRANSFORMS_CUDA_FUSED_PREPROCESS_THREAD_CUH_
