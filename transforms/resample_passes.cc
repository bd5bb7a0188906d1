#include "transforms/resample_passes.h"

namespace assay {
namespace {

void AlongRows(const RowsToResize& rows, const AxisWeights& weights, uint8_t* target) {
  const int count = static_cast<int>(weights.first.size());
  for (int row = 0; row < rows.count; ++row) {
    const uint8_t* source = rows.first + row * rows.stride;
    for (int i = 0; i < count; ++i, target += kPixelBytes) ResamplePixel(source, weights, i, target);
  }
}

void AcrossRows(const uint8_t* source, int64_t stride, const int32_t* weights, int taps, int64_t bytes,
                uint8_t* target) {
  for (int64_t i = 0; i < bytes; ++i) {
    int32_t sum = kRounding;
    for (int t = 0; t < taps; ++t) sum += source[t * stride + i] * weights[t];
    target[i] = ToLevel(sum);
  }
}

}  // namespace

const ResamplePasses& ScalarPasses() {
  static constexpr ResamplePasses passes = {.along_rows = AlongRows, .across_rows = AcrossRows};
  return passes;
}

const ResamplePasses& FastestPasses() {
  static const ResamplePasses& passes = Avx2Passes() != nullptr ? *Avx2Passes() : ScalarPasses();
  return passes;
}

}  // namespace assay
