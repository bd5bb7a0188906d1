// The binomial distribution, for few trials and for millions.
//
//   BinomialAtMost(12, 52, 0.5);   // 0.000064: of 52 fair coins at most 12 heads
#ifndef ASSAY_HARNESS_ACCURACY_BINOMIAL_H_
#define ASSAY_HARNESS_ACCURACY_BINOMIAL_H_

#include <cstdint>

namespace assay {

// The probability of at most `successes` in `trials`, each with the probability `share`; 0 for less than 0 of them.
double BinomialAtMost(int64_t successes, int64_t trials, double share);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_BINOMIAL_H_
