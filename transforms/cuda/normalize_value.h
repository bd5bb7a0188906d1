// What the kernel and its twin on the CPU share: the arithmetic of one value, and which arguments are valid.
#ifndef ASSAY_TRANSFORMS_CUDA_NORMALIZE_VALUE_H_
#define ASSAY_TRANSFORMS_CUDA_NORMALIZE_VALUE_H_

#include <cstdint>

#include "tools/cuda/host_device.h"
#include "transforms/cuda/normalize.h"

namespace assay {

// Two divisions, as the reference has it: a product with the reciprocals differs in the last bit.
ASSAY_HOST_DEVICE inline float NormalizeValue(uint8_t value, float mean, float std) {
  return (static_cast<float>(value) / 255.0f - mean) / std;
}

inline bool IsValidNormalize(const void* pixels, const BatchSize& size, const NormalizeParameters& parameters,
                             const void* planes) {
  if (size.images < 0 || size.height < 0 || size.width < 0) return false;
  for (float std : parameters.std) {
    if (std == 0.0f) return false;
  }
  const bool empty = size.images == 0 || size.height == 0 || size.width == 0;
  return empty || (pixels != nullptr && planes != nullptr);
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_NORMALIZE_VALUE_H_
