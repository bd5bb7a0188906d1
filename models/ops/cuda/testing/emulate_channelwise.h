// ChannelwiseKernel on the CPU, as LaunchChannelwise launches it on a device.
#ifndef ASSAY_MODELS_OPS_CUDA_TESTING_EMULATE_CHANNELWISE_H_
#define ASSAY_MODELS_OPS_CUDA_TESTING_EMULATE_CHANNELWISE_H_

#include "models/ops/cuda/channelwise_kernel.cuh"
// Above all else: the device's language.
#include "absl/status/status.h"

namespace assay {

// `per_thread`: 0 for the plan's own, which is 1 for sizes that an emulation gets through.
template <bool kResidual, typename T, typename Operation>
absl::Status EmulateChannelwise(const ChannelwiseGeometry& geometry, const ChannelwiseTensors<T>& tensors,
                                const Operation& operation, uint32_t per_thread) {
  const auto number = [](const T* pointer) { return reinterpret_cast<uint64_t>(pointer); };
  ChannelwisePlan plan = MakePlan(geometry,
                                  {.input = number(tensors.input),
                                   .output = number(tensors.output),
                                   .residual = number(kResidual ? tensors.residual : tensors.output)},
                                  sizeof(T));
  if (per_thread != 0) {
    plan.per_thread = per_thread;
    const int64_t a_block = int64_t{plan.threads} * plan.per_thread * plan.width;
    plan.blocks = static_cast<uint32_t>((geometry.run_length + a_block - 1) / a_block);
  }
  return EmulateLaunch({.grid = {plan.blocks, plan.rows}, .block = {plan.threads}, .seed = 5},
                       ChannelwiseKernelOf<T, kResidual, Operation>(geometry, plan), tensors, geometry, plan.per_thread,
                       operation);
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_TESTING_EMULATE_CHANNELWISE_H_
