#include <cmath>
#include <initializer_list>

#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/frozen_batch_norm_add_relu_value.h"

namespace assay {
namespace {

template <typename T>
void Apply(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments) {
  const T* input = static_cast<const T*>(arguments.input);
  const T* residual = static_cast<const T*>(arguments.residual);
  T* output = static_cast<T*>(arguments.output);
  const bool planes = maps.layout == Layout::kNchw;
  // Memory in order: each run of `inner` elements has one channel.
  const int64_t inner = planes ? maps.plane() : 1;
  const int64_t outer = planes ? maps.images : maps.images * maps.plane();
  int64_t i = 0;
  for (int64_t row = 0; row < outer; ++row) {
    for (int64_t channel = 0; channel < maps.channels; ++channel) {
      const float scale = arguments.scale[channel], shift = arguments.shift[channel];
      for (const int64_t end = i + inner; i < end; ++i) {
        const float added = residual != nullptr ? ToFloat(residual[i]) : 0.0f;
        output[i] = FromFloat<T>(
            FrozenBatchNormAddReluValue(ToFloat(input[i]), scale, shift, residual != nullptr, added, arguments.relu));
      }
    }
  }
}

}  // namespace

bool FoldFrozenBatchNorm(const FrozenBatchNormState& state, int64_t channels, float* scale, float* shift) {
  if (channels < 0) return false;
  if (channels == 0) return true;
  for (const float* pointer : {state.weight, state.bias, state.mean, state.var}) {
    if (pointer == nullptr) return false;
  }
  if (scale == nullptr || shift == nullptr) return false;
  for (int64_t i = 0; i < channels; ++i) {
    // eps is rounded to the tensor's type before it is added, as LibTorch does with a scalar.
    scale[i] = state.weight[i] * (1.0f / std::sqrt(state.var[i] + static_cast<float>(state.eps)));
    shift[i] = state.bias[i] - state.mean[i] * scale[i];
  }
  return true;
}

bool FrozenBatchNormAddReluOnCpu(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments) {
  if (!IsValidFrozenBatchNormAddRelu(maps, arguments)) return false;
  if (maps.count() == 0) return true;
  WithElementType(maps.type, [&](auto zero) { Apply<decltype(zero)>(maps, arguments); });
  return true;
}

Work FrozenBatchNormAddReluWork(const FeatureMaps& maps, bool residual) {
  const double count = static_cast<double>(maps.count());
  return {.bytes = count * SizeOf(maps.type) * (residual ? 3 : 2) + 8.0 * maps.channels,
          .flops = count * (residual ? 4 : 3)};
}

}  // namespace assay
