// What the kernel and its twin on the CPU share: the arithmetic of one value, and which arguments are valid.
#ifndef ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_VALUE_H_
#define ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_VALUE_H_

#include <cmath>
#include <cstdint>
#include <initializer_list>

#include "models/ops/cuda/activation_scale.h"
#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/rounded.h"

namespace assay {

// 1 / (1 + exp(-value)). kFast: for results of 16 bits, which keep none of what the device's approximations lose; an
// exact division and exponential would take longer than the memory.
template <bool kFast>
ASSAY_HOST_DEVICE inline float SigmoidValue(float value) {
#ifdef __CUDA_ARCH__
  if (kFast) return __fdividef(1.0f, 1.0f + __expf(-value));
#endif
  return 1.0f / (1.0f + expf(-value));
}

// Comparisons that are written so that a NaN passes.
ASSAY_HOST_DEVICE inline float HardsigmoidValue(float value) {
  const float shifted = value + 3.0f;
  const float bounded = shifted < 0.0f ? 0.0f : shifted > 6.0f ? 6.0f : shifted;
  return bounded * (1.0f / 6.0f);
}

template <bool kFast>
ASSAY_HOST_DEVICE inline float GateValue(Gate gate, float value) {
  if (gate == Gate::kSigmoid) return SigmoidValue<kFast>(value);
  return gate == Gate::kHardsigmoid ? HardsigmoidValue(value) : value;
}

template <MapActivation kActivation, bool kFast>
ASSAY_HOST_DEVICE inline float ActivationValue(float value) {
  if (kActivation == MapActivation::kRelu) return value <= 0.0f ? 0.0f : value;
  if (kActivation == MapActivation::kHardswish) return value * HardsigmoidValue(value);
  return kActivation == MapActivation::kSilu ? value * SigmoidValue<kFast>(value) : value;
}

inline bool IsValidActivationScale(const FeatureMaps& maps, const ActivationScale& arguments) {
  if (!IsValid(maps)) return false;
  if (maps.count() == 0) return true;
  const int64_t size = SizeOf(maps.type);
  for (const void* pointer : {arguments.input, arguments.scale, static_cast<const void*>(arguments.output)}) {
    if (pointer == nullptr || !IsMultipleOf(pointer, size)) return false;
  }
  return true;
}

// `use` gets the activation as a std::integral_constant. Returns what it returns.
template <typename Use>
auto WithActivation(MapActivation activation, const Use& use) {
  switch (activation) {
    case MapActivation::kRelu:
      return use(std::integral_constant<MapActivation, MapActivation::kRelu>());
    case MapActivation::kHardswish:
      return use(std::integral_constant<MapActivation, MapActivation::kHardswish>());
    case MapActivation::kSilu:
      return use(std::integral_constant<MapActivation, MapActivation::kSilu>());
    default:
      return use(std::integral_constant<MapActivation, MapActivation::kNone>());
  }
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_ACTIVATION_SCALE_VALUE_H_
