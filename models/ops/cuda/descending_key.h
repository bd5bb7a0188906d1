// The order in which scores are taken: greatest first, as unsigned numbers.
#ifndef ASSAY_MODELS_OPS_CUDA_DESCENDING_KEY_H_
#define ASSAY_MODELS_OPS_CUDA_DESCENDING_KEY_H_

#include <cstdint>

#include "tools/cuda/scalar_types.h"

namespace assay {

// Ascending numbers for descending values: 0 for NaN, the same for both zeros.
ASSAY_HOST_DEVICE inline uint32_t DescendingKey(float value) {
  if (value != value) return 0;
  const uint32_t bits = scalar_types::BitsOf(value == 0.0f ? 0.0f : value);
  return (bits & 0x80000000u) != 0 ? bits : ~bits & 0x7FFFFFFFu;
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_DESCENDING_KEY_H_
