#include "harness/compare.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

double AbsoluteError(double expected, double actual) {
  if (expected == actual || (std::isnan(expected) && std::isnan(actual))) return 0;
  const double error = std::abs(expected - actual);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

template <class Number>
Difference Compare(absl::Span<const Number> expected, absl::Span<const Number> actual, double scale) {
  Difference worst;
  worst.expected_count = expected.size();
  worst.actual_count = actual.size();
  worst.count_differs = expected.size() != actual.size();
  if (worst.count_differs) {
    worst.absolute = worst.relative = std::numeric_limits<double>::infinity();
    return worst;
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const double error = AbsoluteError(expected[i], actual[i]);
    if (error > worst.absolute) {
      worst.index = i;
      worst.expected = expected[i];
      worst.actual = actual[i];
      worst.absolute = error;
    }
  }
  // An infinity among what was expected makes the scale infinite, and must not hide every other difference.
  worst.relative = scale > 0 && std::isfinite(scale) ? worst.absolute / scale : worst.absolute;
  return worst;
}

template <class Number>
double Rms(absl::Span<const Number> values) {
  double sum = 0;
  for (Number value : values) sum += static_cast<double>(value) * value;
  return values.empty() ? 0 : std::sqrt(sum / values.size());
}

}  // namespace

std::string Difference::Describe(absl::Span<const int64_t> shape, double tolerance) const {
  if (count_differs) return absl::StrCat("expected ", expected_count, " numbers, got ", actual_count);
  if (index < 0) return "equal";
  return absl::StrFormat(
      "largest difference %.3g at %s (expected %.6g, got %.6g; %.2g of the root mean square, tolerance %.0e)", absolute,
      Position(index, shape), expected, actual, relative, tolerance);
}

Difference CompareValues(absl::Span<const double> expected, absl::Span<const double> actual, double scale) {
  return Compare(expected, actual, scale);
}

Difference CompareValues(absl::Span<const float> expected, absl::Span<const float> actual, double scale) {
  return Compare(expected, actual, scale);
}

double RootMeanSquare(absl::Span<const double> values) { return Rms(values); }
double RootMeanSquare(absl::Span<const float> values) { return Rms(values); }

std::string Position(int64_t index, absl::Span<const int64_t> shape) {
  std::vector<int64_t> position(shape.size());
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] <= 0) return absl::StrCat("[", index, "]");
    position[i] = index % shape[i];
    index /= shape[i];
  }
  // An empty shape, or one that is smaller than the index: what is left is the flat index.
  if (position.empty() || index > 0) position.insert(position.begin(), index);
  return absl::StrCat("[", absl::StrJoin(position, ", "), "]");
}

}  // namespace assay
