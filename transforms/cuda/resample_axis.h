// The weights of Pillow's 8-bit resize along one axis, one at a time: what ComputeAxisWeights (resample_weights.h)
// makes as a table on the host, here for a kernel's threads, with the same bits. No fused multiply-adds but the
// explicit ones: nvcc needs -fmad=false, g++ -ffp-contract=off.
//
//   const AxisFilter filter = MakeAxisFilter(axis.scale, bicubic);
//   const AxisTaps taps = TapsOf(axis, filter, i);  // target pixel i is a sum over source pixels [taps.first,
//   taps.end)
#ifndef ASSAY_TRANSFORMS_CUDA_RESAMPLE_AXIS_H_
#define ASSAY_TRANSFORMS_CUDA_RESAMPLE_AXIS_H_

#include <math.h>

#include <cstdint>

#include "tools/cuda/host_device.h"

namespace assay {

// An axis of `source` pixels is resized by 1 / `scale`; of the result `count` pixels from `begin` on are wanted.
struct ResampleAxis {
  double scale = 1.0;
  double begin = 0.0;  // a whole number, exact up to 2^53
  int source = 0;
  int count = 0;
};

struct AxisFilter {
  double support = 1.0;
  double inverse_scale = 1.0;
  bool bicubic = false;
};

ASSAY_HOST_DEVICE inline AxisFilter MakeAxisFilter(double scale, bool bicubic) {
  const double filter_scale = scale > 1.0 ? scale : 1.0;
  return {(bicubic ? 2.0 : 1.0) * filter_scale, 1.0 / filter_scale, bicubic};
}

struct AxisTaps {
  double center = 0.0;
  int first = 0;
  int end = 0;
};

ASSAY_HOST_DEVICE inline AxisTaps TapsOf(const ResampleAxis& axis, const AxisFilter& filter, int i) {
  AxisTaps taps;
  taps.center = (axis.begin + i + 0.5) * axis.scale;
  const double first = taps.center - filter.support + 0.5, end = taps.center + filter.support + 0.5;
  taps.first = static_cast<int>(first > 0.0 ? first : 0.0);
  taps.end = static_cast<int>(end < axis.source ? end : axis.source);
  return taps;
}

ASSAY_HOST_DEVICE inline double UnscaledWeight(const AxisFilter& filter, double center, int x) {
  constexpr double a = -0.5;
  const double offset = fabs((x - center + 0.5) * filter.inverse_scale);
  if (!filter.bicubic) return offset < 1.0 ? 1.0 - offset : 0.0;
  if (offset < 1.0) return ((a + 2.0) * offset - (a + 3.0)) * offset * offset + 1;
  if (offset < 2.0) return (((offset - 5) * offset + 8) * offset - 4) * a;
  return 0.0;
}

// The sum of a target's weights, which divides each of them, and its reciprocal.
struct WeightSum {
  double sum = 1.0;
  double reciprocal = 1.0;
};

// In the order of the host's table: another order would round otherwise.
ASSAY_HOST_DEVICE inline WeightSum SumOf(const AxisFilter& filter, const AxisTaps& taps) {
  double sum = 0.0;
  for (int x = taps.first; x < taps.end; ++x) sum += UnscaledWeight(filter, taps.center, x);
  if (sum == 0.0) return {};
  return {sum, 1.0 / sum};
}

// In units of 2^-22. The quotient is that of the division, bit for bit: where the reciprocal is the nearest to 1 / sum,
// so is the corrected product to weight / sum (Markstein), at a fifth of a division's cost.
ASSAY_HOST_DEVICE inline int32_t FixedPointWeight(double weight, const WeightSum& total) {
  const double estimate = weight * total.reciprocal;
  const double quotient = fma(fma(-estimate, total.sum, weight), total.reciprocal, estimate);
  const double scaled = quotient * (1 << 22);
  return static_cast<int32_t>(quotient < 0 ? -0.5 + scaled : 0.5 + scaled);
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_RESAMPLE_AXIS_H_
