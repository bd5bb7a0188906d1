#include "harness/noise.h"

#include <algorithm>
#include <cmath>

#include "harness/compare_probe.h"

namespace assay {
namespace {

template <class Field>
int64_t Product(const Field& values) {
  int64_t product = 1;
  for (int64_t value : values) product *= value;
  return product;
}

// Batch, height and width of images [batch, channels, height, width].
template <class Field>
int64_t Positions(const Field& shape) {
  return shape.size() < 2 || shape[1] == 0 ? 0 : Product(shape) / shape[1];
}

// The largest gradient that is rounding alone, on the scale of CompareProbes.
double LargestRoundingAlone(const proto::Probe& probe, double rounding) {
  double largest = 0, alone = 0;
  for (const proto::NamedValue& gradient : probe.gradient_l2()) largest = std::max(largest, gradient.value());
  for (const proto::NamedValue& gradient : probe.gradient_l2()) {
    if (gradient.value() <= rounding * largest) alone = std::max(alone, gradient.value());
  }
  return largest > 0 ? alone / (kSmallestGradient * largest) : 0;
}

}  // namespace

int64_t LongestSum(const proto::Probe& probe) {
  int64_t longest = std::max(Positions(probe.input_shape()), Positions(probe.rect_input_shape()));
  for (const auto* tokens : {&probe.token_input(), &probe.rect_token_input()}) {
    for (const proto::TokenTensor& input : *tokens) longest = std::max(longest, Product(input.shape()));
  }
  for (const proto::StateTensor& tensor : probe.state()) {
    const int64_t numel = Product(tensor.shape());
    if (tensor.shape_size() < 2 || numel == 0) continue;
    longest = std::max({longest, numel / tensor.shape(0), numel / tensor.shape(1)});
  }
  return longest;
}

int64_t LongestProduct(const proto::Probe& probe) {
  int64_t longest = 1;
  for (const proto::StateTensor& tensor : probe.state()) {
    if (tensor.shape_size() < 2 || tensor.shape(0) == 0) continue;
    longest = std::max(longest, Product(tensor.shape()) / tensor.shape(0));
  }
  return longest;
}

double RoundUpToTwoDigits(double value) {
  if (!(value > 0) || !std::isfinite(value)) return value;
  const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
  // Dividing by a power of ten that is exact gives the shortest text.
  return std::ceil(value / unit) / std::pow(10, 1 - std::floor(std::log10(value)));
}

proto::Noise NoiseOf(const proto::Probe& probe, const proto::Probe& perturbed) {
  const double rounding = kMargin * std::sqrt(static_cast<double>(LongestSum(probe))) * kUnitRoundoff;
  const double growth = rounding / kPerturbation;
  double output = 0;
  proto::Noise noise;
  for (const ProbePart& part : CompareProbes(probe, perturbed, {})) {
    const double floor = RoundUpToTwoDigits(growth * part.error);
    switch (part.kind) {
      case ProbePart::Kind::kOutput:
        noise.set_output(output = std::max(output, floor));
        break;
      case ProbePart::Kind::kGradient:
        noise.set_gradient(std::max(floor, RoundUpToTwoDigits(kMargin * LargestRoundingAlone(probe, rounding))));
        break;
      case ProbePart::Kind::kTraining:
        noise.set_training(floor);
        break;
      case ProbePart::Kind::kCalibrated:
        noise.set_calibrated(floor);
        break;
      case ProbePart::Kind::kState:
      case ProbePart::Kind::kInit:
        break;
    }
  }
  return noise;
}

}  // namespace assay
