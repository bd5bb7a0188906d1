// What a row's samples say: the median, how well it is known, and percentiles where there are samples enough.
//
//   std::sort(samples.begin(), samples.end());
//   const double median = Median(samples);
//   if (const auto interval = MedianInterval(samples)) ...   // [low, high]
//   if (const auto p99 = Percentile(samples, 0.99)) ...      // from 662 samples
//
// All take sorted samples, none of which is a NaN.
#ifndef ASSAY_BENCHMARKS_MEASURE_STATISTICS_H_
#define ASSAY_BENCHMARKS_MEASURE_STATISTICS_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace assay {

// The middle sample, or the mean of the two in the middle; 0 for none.
double Median(const std::vector<double>& sorted);

struct Interval {
  double low = 0;
  double high = 0;
};

// Two samples between which the median lies with at least this confidence, whatever the distribution: independent
// samples fall on either side of it as coins do. Nothing where there are too few: below six for 0.95.
// Source: David, Nagaraja: Order Statistics, 7.1.
std::optional<Interval> MedianInterval(const std::vector<double>& sorted, double confidence = 0.95);

// Half the interval's width over the median: how well it is known. Nothing where there is no interval.
std::optional<double> MedianNoise(const std::vector<double>& sorted);

// The sample below which a share of `p` lies, in (0.5, 1). Nothing where there are fewer than SamplesFor(p).
std::optional<double> Percentile(const std::vector<double>& sorted, double p);

// The fewest samples of which two lie above the percentile with a probability of at least p: the extremes of fewer say
// nothing of it. 38 for 0.9, 93 for 0.95, 662 for 0.99. Source: Wilks, 1941, two-sided tolerance limits.
size_t SamplesFor(double p);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_STATISTICS_H_
