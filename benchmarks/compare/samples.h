// The small pieces that the comparer's statistics are made of: medians, resampling, a generator of its own.
#ifndef ASSAY_BENCHMARKS_COMPARE_SAMPLES_H_
#define ASSAY_BENCHMARKS_COMPARE_SAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace assay {

// splitmix64: the same numbers with every compiler and library, so that a comparison of files is the same everywhere.
// Source: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, 2014.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  // Evenly from 0 to count - 1; count is at least 1 and below 2^32.
  size_t Below(size_t count) { return static_cast<size_t>(((Next() >> 32) * count) >> 32); }
  bool Coin() { return (Next() >> 63) != 0; }

 private:
  uint64_t state_;
};

// The middle, or the mean of the two middles; 0 of nothing.
double Median(std::vector<double> values);

// Linear between the order statistics, as numpy's default: 0 of nothing.
double Quantile(std::vector<double> values, double share);

// Medians of `count` resamples of one run. Its samples depend on their neighbours (a clock that ramps, a neighbour who
// computes for some milliseconds), so stretches of them are drawn, as many samples long as the cube root of the run,
// and around the end: the circular block bootstrap of D. N. Politis and J. P. Romano, 1992.
std::vector<double> ResampledMedians(absl::Span<const double> run, int count, Random& random);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_SAMPLES_H_
