#include "models/ops/cuda/channelwise_launch.cuh"
#include "models/ops/cuda/frozen_batch_norm_add_relu_kernel.cuh"

namespace assay {

int LaunchFrozenBatchNormAddRelu(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments,
                                 CUstream_st* stream) {
  if (!IsValidFrozenBatchNormAddRelu(maps, arguments)) return cudaErrorInvalidValue;
  if (maps.count() == 0) return cudaSuccess;
  const ChannelwiseGeometry geometry = MakeGeometry(maps, ParametersOf::kChannel);
  const bool add = arguments.residual != nullptr;
  const FrozenBatchNormOperation operation = {arguments.scale, arguments.shift, add, arguments.relu};
  return WithElementType(maps.type, [&](auto zero) {
    using T = decltype(zero);
    const ChannelwiseTensors<T> tensors = {static_cast<const T*>(arguments.input),
                                           static_cast<const T*>(arguments.residual),
                                           static_cast<T*>(arguments.output)};
    return add ? LaunchChannelwise<true>(geometry, tensors, operation, stream)
               : LaunchChannelwise<false>(geometry, tensors, operation, stream);
  });
}

}  // namespace assay
