#include "transforms/resample_weights.h"

#include <algorithm>
#include <cmath>

// Every expression keeps Pillow's order of operations: one rounding moved would change a weight's last bit, and with it
// a pixel. BUILD turns contraction into fused multiply-adds off for the same reason.

namespace assay {
namespace {

double Bilinear(double x) {
  x = std::fabs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

double Bicubic(double x) {
  constexpr double a = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
  return 0.0;
}

int32_t ToFixedPoint(double weight) {
  const double scaled = weight * (1 << kWeightBits);
  return static_cast<int32_t>(weight < 0 ? -0.5 + scaled : 0.5 + scaled);
}

}  // namespace

AxisWeights ComputeAxisWeights(const AxisWindow& window, Interpolation interpolation) {
  const bool bilinear = interpolation == Interpolation::kBilinear;
  const double scale = static_cast<double>(window.source_size) / window.target_size;
  const double filter_scale = std::max(scale, 1.0);
  const double support = (bilinear ? 1.0 : 2.0) * filter_scale;
  const double inverse_filter_scale = 1.0 / filter_scale;

  AxisWeights weights;
  weights.max_taps = static_cast<int>(std::ceil(support)) * 2 + 1;
  weights.first.resize(window.count);
  weights.taps.resize(window.count);
  weights.values.assign(static_cast<size_t>(window.count) * weights.max_taps, 0);
  std::vector<double> unscaled(weights.max_taps);
  for (int i = 0; i < window.count; ++i) {
    const double center = (window.begin + i + 0.5) * scale;
    const int first = static_cast<int>(std::max(center - support + 0.5, 0.0));
    const int end = static_cast<int>(std::min(center + support + 0.5, static_cast<double>(window.source_size)));
    double sum = 0.0;
    for (int x = first; x < end; ++x) {
      const double offset = (x - center + 0.5) * inverse_filter_scale;
      unscaled[x - first] = bilinear ? Bilinear(offset) : Bicubic(offset);
      sum += unscaled[x - first];
    }
    int32_t* fixed = weights.values.data() + static_cast<size_t>(i) * weights.max_taps;
    for (int t = 0; t < end - first; ++t) fixed[t] = ToFixedPoint(sum != 0.0 ? unscaled[t] / sum : unscaled[t]);
    weights.first[i] = first;
    weights.taps[i] = end - first;
  }
  return weights;
}

}  // namespace assay
