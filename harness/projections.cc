#include "harness/projections.h"

#include <cmath>
#include <cstdint>

namespace assay {
namespace {

constexpr double kNotFinite = 1e6;

// splitmix64's output function: 64 bits that look random for each index.
uint64_t Mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// The difference of two numbers that stand for the same value shows in the last digit at most.
double RoundTo(double value, int digits_behind_the_point) {
  const double unit = std::pow(10.0, digits_behind_the_point);
  return std::round(value * unit) / unit;
}

double ElevenDigits(double value) {
  if (value == 0) return 0;
  return RoundTo(value, 10 - static_cast<int>(std::floor(std::log10(value))));
}

}  // namespace

Projections Project(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
  const double* data = flat.const_data_ptr<double>();
  double squares = 0, sums[4] = {};
  for (int64_t i = 0; i < flat.numel(); ++i) {
    const double value = std::isfinite(data[i]) ? data[i] : kNotFinite;
    const uint64_t bits = Mix(i);
    squares += value * value;
    for (int k = 0; k < 4; ++k) sums[k] += (bits >> k) & 1 ? value : -value;
  }
  Projections projections;
  const double l2 = std::sqrt(squares);
  projections.l2 = ElevenDigits(l2);
  for (int k = 0; k < 4 && l2 > 0; ++k) projections.values[k] = RoundTo(sums[k] / l2, 10);
  return projections;
}

}  // namespace assay
