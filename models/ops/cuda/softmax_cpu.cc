#include <algorithm>
#include <cmath>
#include <limits>

#include "models/ops/cuda/softmax.h"

namespace assay {
namespace {

template <typename T>
void Apply(int64_t length, const T* input, T* output) {
  float largest = -std::numeric_limits<float>::infinity();
  for (int64_t i = 0; i < length; ++i) largest = std::max(largest, ToFloat(input[i]));
  double sum = 0.0;
  for (int64_t i = 0; i < length; ++i) sum += std::exp(ToFloat(input[i]) - largest);
  const float factor = static_cast<float>(1.0 / sum);
  for (int64_t i = 0; i < length; ++i) output[i] = FromFloat<T>(std::exp(ToFloat(input[i]) - largest) * factor);
}

}  // namespace

bool SoftmaxOnCpu(const Rows& rows, const void* input, void* output) {
  if (!IsValidSoftmax(rows, input, output)) return false;
  WithElementType(rows.type, [&](auto zero) {
    using T = decltype(zero);
    for (int64_t row = 0; row < rows.count; ++row) {
      Apply(rows.length, static_cast<const T*>(input) + row * rows.length, static_cast<T*>(output) + row * rows.length);
    }
  });
  return true;
}

Work SoftmaxWork(const Rows& rows) {
  const double count = static_cast<double>(rows.count) * static_cast<double>(rows.length);
  return {.bytes = 2.0 * count * SizeOf(rows.type), .flops = 5.0 * count};
}

}  // namespace assay
