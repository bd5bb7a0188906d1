#include "models/ops/cuda/activation_scale_kernel.cuh"
#include "models/ops/cuda/channelwise_launch.cuh"

namespace assay {

int LaunchActivationScale(const FeatureMaps& maps, const ActivationScale& arguments, CUstream_st* stream) {
  if (!IsValidActivationScale(maps, arguments)) return cudaErrorInvalidValue;
  if (maps.count() == 0) return cudaSuccess;
  const ChannelwiseGeometry geometry = MakeGeometry(maps, ParametersOf::kImageAndChannel);
  return WithElementType(maps.type, [&](auto zero) {
    using T = decltype(zero);
    const ChannelwiseTensors<T> tensors = {static_cast<const T*>(arguments.input), nullptr,
                                           static_cast<T*>(arguments.output)};
    return WithActivation(arguments.activation, [&](auto activation) {
      const ActivationScaleOperation<T, decltype(activation)::value> operation = {
          static_cast<const T*>(arguments.scale), arguments.gate};
      return LaunchChannelwise<false>(geometry, tensors, operation, stream);
    });
  });
}

}  // namespace assay
