// Intervals and tests for proportions: how sure an accuracy is, and whether two differ on the same images.
//
//   Interval interval = Wilson(712, 1000);                        // 0.683 to 0.739
//   PairedCounts counts{.both = 700, .only_old = 12, .only_new = 40, .neither = 248};
//   double p = McNemarExact(counts);                              // 0.00012
#ifndef ASSAY_HARNESS_ACCURACY_INTERVALS_H_
#define ASSAY_HARNESS_ACCURACY_INTERVALS_H_

#include <cstdint>

namespace assay {

struct Interval {
  double low = 0;
  double high = 0;
};

// What two models make of the same images: how many both answer right, one alone, neither.
struct PairedCounts {
  int64_t both = 0;
  int64_t only_old = 0;
  int64_t only_new = 0;
  int64_t neither = 0;

  int64_t total() const { return both + only_old + only_new + neither; }
};

// The z that a standard normal variable stays below with this probability, which lies between 0 and 1.
double NormalQuantile(double probability);

// The score interval of `correct` out of `total`; from 0 to 1 where there is nothing.
// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
Interval Wilson(int64_t correct, int64_t total, double confidence = 0.95);

// The two-sided p-value of "both are right equally often", by the binomial distribution of the images on which they
// differ, so that it holds for few of them too; 1 where there are none. How much better one is: paired_difference.h.
// Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions, 1947.
double McNemarExact(const PairedCounts& counts);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_INTERVALS_H_
