// The arithmetic of activation and scale for ChannelwiseKernel.
#ifndef ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_KERNEL_CUH_
#define ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_KERNEL_CUH_

#include "models/ops/cuda/channelwise_kernel.cuh"
// Above all else: the device's language.
#include "models/ops/cuda/activation_scale_value.h"

namespace assay {

template <typename T, MapActivation kActivation>
struct ActivationScaleOperation {
  const T* scale;
  Gate gate;

  using Parameters = float;

  static constexpr bool kFast = sizeof(T) == 2;

  __device__ float Load(int64_t index) const { return GateValue<kFast>(gate, ToFloat(scale[index])); }

  __device__ float Apply(float value, float residual, float factor) const {
    return ActivationValue<kActivation, kFast>(value) * factor;
  }
};

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_KERNEL_CUH_
