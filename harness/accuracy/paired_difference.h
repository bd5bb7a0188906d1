// How much better one model is than another on the same images, with an interval that never contradicts the test.
//
//   PairedCounts counts{.both = 700, .only_old = 12, .only_new = 40, .neither = 248};
//   Interval difference = PairedDifference(counts);   // new less old: 0.013 to 0.044
#ifndef ASSAY_HARNESS_ACCURACY_PAIRED_DIFFERENCE_H_
#define ASSAY_HARNESS_ACCURACY_PAIRED_DIFFERENCE_H_

#include "harness/accuracy/intervals.h"

namespace assay {

// The interval of the difference of the two accuracies, new less old; from -1 to 1 where there is nothing. It leaves
// out 0 exactly where McNemarExact is below 1 - confidence, holds the truth at least that often, and does not shrink to
// a point where the models never differ.
// Source: M. P. Fay and K. Lumbard, Confidence intervals for difference in proportions for matched pairs compatible
// with exact McNemar's or sign tests, 2021: the exact (Clopper-Pearson) limits of the share of images that flip and of
// the share of those that are won, as confidence distributions, multiplied. That it holds the truth often enough is
// their conjecture, which they and our test checked by enumeration.
Interval PairedDifference(const PairedCounts& counts, double confidence = 0.95);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_PAIRED_DIFFERENCE_H_
