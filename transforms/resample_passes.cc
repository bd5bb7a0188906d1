#include "transforms/resample_passes.h"

#include "transforms/image.h"

namespace assay {
namespace {

void AlongRow(const uint8_t* source, const AxisWeights& weights, uint8_t* target) {
  const int count = static_cast<int>(weights.first.size());
  for (int i = 0; i < count; ++i, target += kPixelBytes) {
    const uint8_t* pixel = source + int64_t{kPixelBytes} * weights.first[i];
    const int32_t* weight = weights.of(i);
    int32_t sums[kPixelBytes] = {kRounding, kRounding, kRounding};
    for (int t = 0; t < weights.taps[i]; ++t, pixel += kPixelBytes) {
      for (int c = 0; c < kPixelBytes; ++c) sums[c] += pixel[c] * weight[t];
    }
    for (int c = 0; c < kPixelBytes; ++c) target[c] = ToLevel(sums[c]);
  }
}

void AlongRows(const RowsToResize& rows, const AxisWeights& weights, uint8_t* target) {
  for (int row = 0; row < rows.count; ++row) {
    AlongRow(rows.first + row * rows.stride, weights, target);
    target += kPixelBytes * weights.first.size();
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
