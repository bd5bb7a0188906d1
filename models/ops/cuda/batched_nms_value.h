// What the kernels and their twin on the CPU share: the order of scores and classes, whether one box removes another,
// and which arguments are valid.
#ifndef ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_VALUE_H_
#define ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_VALUE_H_

#include <cmath>
#include <cstdint>

#include "models/ops/cuda/batched_nms.h"
#include "models/ops/cuda/descending_key.h"
#include "models/ops/cuda/pointers.h"
#include "models/ops/cuda/rounded.h"

namespace assay {

ASSAY_HOST_DEVICE inline uint64_t ClassKey(int64_t value) { return static_cast<uint64_t>(value) ^ (uint64_t{1} << 63); }

// Loaded at once.
struct alignas(16) Box {
  float x1, y1, x2, y2;
};

ASSAY_HOST_DEVICE inline float AreaOf(const Box& box) {
  return MultiplyRounded(AddRounded(box.x2, -box.x1), AddRounded(box.y2, -box.y1));
}

// Whether the intersection over the union is above the threshold. `threshold`: FloatBelow of the one that was given.
ASSAY_HOST_DEVICE inline bool Overlap(const Box& a, const Box& b, float threshold) {
  const float width = AddRounded(fminf(a.x2, b.x2), -fmaxf(a.x1, b.x1));
  const float height = AddRounded(fminf(a.y2, b.y2), -fmaxf(a.y1, b.y1));
  const float shared = MultiplyRounded(fmaxf(width, 0.0f), fmaxf(height, 0.0f));
  // Most pairs end here, before the division. Of what is not positive the quotient is 0 or NaN, or there is no telling.
  if (threshold >= 0.0f && !(shared > 0.0f)) return false;
  const float whole = AddRounded(AddRounded(AreaOf(a), AreaOf(b)), -shared);
  return DivideRounded(shared, whole) > threshold;
}

// The largest float that is not above the value: no float lies between the two, so that `x > value` is the same of
// both.
inline float FloatBelow(double value) {
  const float rounded = static_cast<float>(value);
  return static_cast<double>(rounded) > value ? std::nextafterf(rounded, -INFINITY) : rounded;
}

inline bool IsValidBatchedNms(const BatchedNms& arguments) {
  if (arguments.count < 0 || arguments.count > kMostNmsBoxes) return false;
  if (arguments.kept_count == nullptr || !IsMultipleOf(arguments.kept_count, sizeof(int64_t))) return false;
  if (arguments.count == 0) return true;
  if (arguments.boxes == nullptr || arguments.scores == nullptr || arguments.kept == nullptr) return false;
  return IsMultipleOf(arguments.boxes, sizeof(float)) && IsMultipleOf(arguments.scores, sizeof(float)) &&
         IsMultipleOf(arguments.classes, sizeof(int64_t)) && IsMultipleOf(arguments.kept, sizeof(int64_t));
}

}  // namespace assay

#endif  // ASSAY_MODELS_OPS_CUDA_BATCHED_NMS_VALUE_H_
