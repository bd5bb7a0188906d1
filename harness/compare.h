// Comparing numbers with what was expected, and saying where they part.
//
//   Difference difference = CompareValues(expected, actual, RootMeanSquare(expected));
//   if (!difference.Within(1e-9)) Report(difference.Describe({2, 1000}, 1e-9));
//   // largest difference 0.41 at [0, 967] (expected 11.83, got 12.24; 0.12 of the root mean square, tolerance 1e-09)
//
// Errors are relative to the root mean square of what was expected, so that numbers near zero do not decide.
#ifndef ASSAY_HARNESS_COMPARE_H_
#define ASSAY_HARNESS_COMPARE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace assay {

// Where two lists of numbers differ most.
struct Difference {
  // Another count of numbers: nothing else was compared.
  bool count_differs = false;
  int64_t expected_count = 0;
  int64_t actual_count = 0;
  // -1 where every number is equal.
  int64_t index = -1;
  double expected = 0;
  double actual = 0;
  // Infinite where a NaN or an infinity stands on one side alone.
  double absolute = 0;
  double relative = 0;

  // True where the counts are equal and no error is above `tolerance`. Two NaNs are equal, since an output that is
  // expected to be NaN must stay so.
  bool Within(double tolerance) const { return !count_differs && relative <= tolerance; }

  // The sentence for a person. `shape` turns the index into a position; empty keeps it flat.
  std::string Describe(absl::Span<const int64_t> shape, double tolerance) const;
};

// The largest error of `actual`, relative to `scale` (the expected root mean square; a scale that is 0 or not
// finite counts absolutely).
Difference CompareValues(absl::Span<const double> expected, absl::Span<const double> actual, double scale);
Difference CompareValues(absl::Span<const float> expected, absl::Span<const float> actual, double scale);

// sqrt(mean of squares); 0 for no values.
double RootMeanSquare(absl::Span<const double> values);
double RootMeanSquare(absl::Span<const float> values);

// "[0, 967]" for the flat index 967 of [2, 1000].
std::string Position(int64_t index, absl::Span<const int64_t> shape);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_H_
