// What the kernel and its twin on the CPU share: the arithmetic of one value, and which arguments are valid.
#ifndef ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_VALUE_H_
#define ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_VALUE_H_

#include <cstdint>

#include "models/ops/cuda/frozen_batch_norm_add_relu.h"
#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/rounded.h"

namespace assay {

// Without a residual a sum with 0 would turn -0 into 0, and so it is left out.
ASSAY_HOST_DEVICE inline float FrozenBatchNormAddReluValue(float value, float scale, float shift, bool add,
                                                           float residual, bool relu) {
  float result = AddRounded(MultiplyRounded(value, scale), shift);
  if (add) result = AddRounded(result, residual);
  return relu && result <= 0.0f ? 0.0f : result;  // a NaN is not <= 0
}

inline bool IsValidFrozenBatchNormAddRelu(const FeatureMaps& maps, const FrozenBatchNormAddRelu& arguments) {
  if (!IsValid(maps)) return false;
  if (maps.count() == 0) return true;
  if (arguments.input == nullptr || arguments.output == nullptr) return false;
  if (arguments.scale == nullptr || arguments.shift == nullptr) return false;
  const int64_t size = SizeOf(maps.type);
  return IsMultipleOf(arguments.input, size) && IsMultipleOf(arguments.output, size) &&
         IsMultipleOf(arguments.residual, size) && IsMultipleOf(arguments.scale, sizeof(float)) &&
         IsMultipleOf(arguments.shift, sizeof(float));
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_FROZEN_BATCH_NORM_ADD_RELU_VALUE_H_
