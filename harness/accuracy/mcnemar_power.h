// How many images McNemar's exact test needs to see a change, counted exactly: a normal approximation promises up
// to four points of power more than the test has.
//
//   int64_t images = ImagesForPower(/*difference=*/0.01, /*discordance=*/0.03);   // 2489
//   McNemarPower(images, 0.01, 0.03);                                             // 0.80004
#ifndef ASSAY_HARNESS_ACCURACY_MCNEMAR_POWER_H_
#define ASSAY_HARNESS_ACCURACY_MCNEMAR_POWER_H_

#include <cstdint>

namespace assay {

// How often the test says, at `alpha` (two-sided), that the better one of two models is better, on `images` images of
// which a share `discordance` (at least |difference|) is right for one of the two alone: over all numbers of such
// images, and of those that the better one has.
double McNemarPower(int64_t images, double difference, double discordance, double alpha = 0.05);

// The fewest images that have that power, as their next few numbers do too: the power of a discrete test grows in
// small waves. INT64_MAX for no difference. Above 100,000 differing images a normal approximation with its correction
// for continuity stands for the count, from which it differs by less than 0.1 points there.
// Source of the approximation: R. J. Connor, Sample size for testing differences in proportions for the paired-sample
// design, 1987; of the correction: J. L. Fleiss, Statistical methods for rates and proportions, 1981.
int64_t ImagesForPower(double difference, double discordance, double alpha = 0.05, double power = 0.8);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_MCNEMAR_POWER_H_
