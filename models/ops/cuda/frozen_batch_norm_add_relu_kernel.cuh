// The arithmetic of FrozenBatchNorm + add + ReLU for ChannelwiseKernel.
#ifndef ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_KERNEL_CUH_

#include "models/ops/cuda/channelwise_kernel.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/frozen_batch_norm_add_relu_value.h"

namespace assay {

struct FrozenBatchNormOperation {
  const float* scale;
  const float* shift;
  bool add;
  bool relu;

  struct Parameters {
    float scale;
    float shift;
  };

  __device__ Parameters Load(int64_t index) const { return {__ldg(scale + index), __ldg(shift + index)}; }

  __device__ float Apply(float value, float residual, const Parameters& parameters) const {
    return FrozenBatchNormAddReluValue(value, parameters.scale, parameters.shift, add, residual, relu);
  }
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_KERNEL_CUH_
