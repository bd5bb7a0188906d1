#include <cuda_runtime.h>

#include "transforms/cuda/fused_preprocess_batch.h"
#include "transforms/cuda/fused_preprocess_kernel.cuh"

namespace assay {
namespace {

using Kernel = void (*)(PreprocessBatch);

template <typename T>
Kernel KernelOf(PreprocessLayout layout) {
  using fused_preprocess::FusedPreprocessKernel;
  return layout == PreprocessLayout::kNchw ? FusedPreprocessKernel<T, false> : FusedPreprocessKernel<T, true>;
}

Kernel KernelOf(PreprocessType type, PreprocessLayout layout) {
  switch (type) {
    case PreprocessType::kFloat16:
      return KernelOf<Float16>(layout);
    case PreprocessType::kBfloat16:
      return KernelOf<BFloat16>(layout);
    default:
      return KernelOf<float>(layout);
  }
}

}  // namespace

int LaunchFusedPreprocess(const PreprocessBatch& batch, PreprocessType type, PreprocessLayout layout,
                          CUstream_st* stream) {
  if (batch.count == 0) return cudaSuccess;  // A grid of no blocks is an error of CUDA's.
  const Kernel kernel = KernelOf(type, layout);
  const int shared = fused_preprocess::SharedBytes(batch);
  // More than 48 KiB must be asked for, once on each device; a repetition costs little.
  const cudaError_t allowed = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, shared);
  if (allowed != cudaSuccess) return allowed;
  kernel<<<fused_preprocess::Blocks(batch), fused_preprocess::kThreads, shared, stream>>>(batch);
  return cudaGetLastError();
}

}  // namespace assay
