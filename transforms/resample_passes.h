// The two inner loops of Pillow's 8-bit resize: along a row, and across rows. Each exists in plain C++ and for AVX2;
// both give the same bits, for the sums are integers.
#ifndef ASSAY_TRANSFORMS_RESAMPLE_PASSES_H_
#define ASSAY_TRANSFORMS_RESAMPLE_PASSES_H_

#include <algorithm>
#include <cstdint>

#include "transforms/image.h"
#include "transforms/resample_weights.h"

namespace assay {

// Rows of pixels that lie `stride` bytes apart; no byte after a row's `bytes` is read.
struct RowsToResize {
  const uint8_t* first = nullptr;
  int64_t stride = 0;
  int64_t bytes = 0;
  int count = 0;
};

struct ResamplePasses {
  // Writes weights.first.size() pixels to `target` for each row, without gaps.
  void (*along_rows)(const RowsToResize& rows, const AxisWeights& weights, uint8_t* target);
  // Writes `bytes` bytes to `target`, each the weighted sum of `taps` bytes that lie `stride` apart.
  void (*across_rows)(const uint8_t* source, int64_t stride, const int32_t* weights, int taps, int64_t bytes,
                      uint8_t* target);
};

// Half a level: what a sum starts from, so that the shift down rounds.
inline constexpr int32_t kRounding = 1 << (kWeightBits - 1);

inline uint8_t ToLevel(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kWeightBits, 0, 255)); }

// Writes target pixel `i` from one row: the definition that the passes along rows are fast forms of.
inline void ResamplePixel(const uint8_t* row, const AxisWeights& weights, int i, uint8_t* target) {
  const uint8_t* pixel = row + int64_t{kPixelBytes} * weights.first[i];
  const int32_t* weight = weights.of(i);
  int32_t sums[kPixelBytes] = {kRounding, kRounding, kRounding};
  for (int t = 0; t < weights.taps[i]; ++t, pixel += kPixelBytes) {
    for (int c = 0; c < kPixelBytes; ++c) sums[c] += pixel[c] * weight[t];
  }
  for (int c = 0; c < kPixelBytes; ++c) target[c] = ToLevel(sums[c]);
}

const ResamplePasses& ScalarPasses();
// Returns the passes for AVX2, or null where the processor lacks it.
const ResamplePasses* Avx2Passes();
// Returns the fastest that this processor runs.
const ResamplePasses& FastestPasses();

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_RESAMPLE_PASSES_H_
