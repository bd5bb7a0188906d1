// The fixed-point weights of Pillow's 8-bit resize along one axis.
//
//   AxisWeights weights = ComputeAxisWeights({.source_size = 640, .target_size = 383, .begin = 79, .count = 224},
//                                            Interpolation::kBilinear);
//   // Target 79 + i is the sum over t < weights.taps[i] of source[weights.first[i] + t] * weights.of(i)[t].
#ifndef ASSAY_TRANSFORMS_RESAMPLE_WEIGHTS_H_
#define ASSAY_TRANSFORMS_RESAMPLE_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "transforms/interpolation.h"

namespace assay {

// The weights' binary point: 32 bits less 8 of the pixel and 2 for sums below 0 and above 1.
inline constexpr int kWeightBits = 32 - 8 - 2;

// An axis of `source_size` pixels is resized to `target_size`, of which [begin, begin + count) are wanted.
struct AxisWindow {
  int source_size = 0;
  int64_t target_size = 0;
  int64_t begin = 0;
  int count = 0;
};

struct AxisWeights {
  int max_taps = 0;             // room for each target's weights; those past its taps are 0
  std::vector<int> first;       // per target: the first source pixel
  std::vector<int> taps;        // per target: how many source pixels
  std::vector<int32_t> values;  // count x max_taps, in units of 2^-kWeightBits

  const int32_t* of(int target) const { return values.data() + static_cast<size_t>(target) * max_taps; }
  int first_source() const { return first.front(); }
  int end_source() const { return first.back() + taps.back(); }
};

// Returns the weights of the window's targets, equal to Pillow's.
// Source: Pillow, src/libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc.
AxisWeights ComputeAxisWeights(const AxisWindow& window, Interpolation interpolation);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_RESAMPLE_WEIGHTS_H_
