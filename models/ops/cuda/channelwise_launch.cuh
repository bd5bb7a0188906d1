// The launch of ChannelwiseKernel: by nvcc alone.
#ifndef ASSAY_MODELS_OPS_CUDA_CHANNELWISE_LAUNCH_CUH_
#define ASSAY_MODELS_OPS_CUDA_CHANNELWISE_LAUNCH_CUH_

#include <cuda_runtime.h>

#include "models/ops/cuda/channelwise_kernel.cuh"

namespace assay {

// Returns 0 or the launch's cudaError_t. There must be something to do: a grid of no blocks is an error of CUDA's.
template <bool kResidual, typename T, typename Operation>
int LaunchChannelwise(const ChannelwiseGeometry& geometry, const ChannelwiseTensors<T>& tensors,
                      const Operation& operation, cudaStream_t stream) {
  const auto number = [](const T* pointer) { return reinterpret_cast<uint64_t>(pointer); };
  const ChannelwisePlan plan = MakePlan(geometry,
                                        {.input = number(tensors.input),
                                         .output = number(tensors.output),
                                         .residual = number(kResidual ? tensors.residual : tensors.output)},
                                        sizeof(T));
  ChannelwiseKernelOf<T, kResidual, Operation>(
      geometry, plan)<<<dim3(plan.blocks, plan.rows), plan.threads, 0, stream>>>(tensors, geometry, plan.per_thread,
                                                                                 operation);
  return cudaGetLastError();
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_CHANNELWISE_LAUNCH_CUH_
