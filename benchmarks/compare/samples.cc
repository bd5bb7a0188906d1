#include "benchmarks/compare/samples.h"

#include <algorithm>
#include <cmath>

namespace assay {

uint64_t Random::Next() {
  uint64_t mixed = state_ += 0x9E3779B97F4A7C15u;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const size_t below = static_cast<size_t>(at);
  if (below + 1 >= values.size()) return values.back();
  return values[below] + (at - static_cast<double>(below)) * (values[below + 1] - values[below]);
}

std::vector<double> ResampledMedians(absl::Span<const double> run, int count, Random& random) {
  const size_t stretch = std::max<size_t>(1, std::lround(std::cbrt(static_cast<double>(run.size()))));
  std::vector<double> medians, drawn;
  for (int i = 0; i < count; ++i) {
    drawn.clear();
    while (drawn.size() < run.size()) {
      const size_t start = random.Below(run.size());
      for (size_t k = 0; k < stretch && drawn.size() < run.size(); ++k) drawn.push_back(run[(start + k) % run.size()]);
    }
    medians.push_back(Median(drawn));
  }
  return medians;
}

}  // namespace assay
