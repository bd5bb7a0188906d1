// What the update gate can see on so many images, and how often it errs.
//
//   SmallestSeen(449, 13, rule);   // 9: of 13 flipped images 11 won and 2 lost are BETTER
//   MostFlippedOfTheSame(449, rule);   // 0: equal weights are shown to be the SAME while none flips
//   SimulateVerdicts({.images = 449, .flipped = 0.03}, rule, 10'000).worse;   // under no change: at most alpha / 2
#ifndef ASSAY_HARNESS_ACCURACY_GATE_POWER_H_
#define ASSAY_HARNESS_ACCURACY_GATE_POWER_H_

#include <cstdint>
#include <optional>

#include "harness/accuracy/verdict.h"

namespace assay {

// The smallest difference that is called BETTER where `flipped` of `images` are right for one of the two alone: won
// images less lost ones. By symmetry the same number lost is called WORSE. nullopt where even all of them do not
// suffice. Units: images.
std::optional<int64_t> SmallestSeen(int64_t images, int64_t flipped, const UpdateRule& rule);

// How many images may flip, half of them won (of an odd number one more), for weights to be called the SAME; nullopt
// where they are not even where none flips. Units: images.
std::optional<int64_t> MostFlippedOfTheSame(int64_t images, const UpdateRule& rule);

// Two models in truth: what a data set is drawn from.
struct TrueChange {
  int64_t images = 0;
  double flipped = 0;     // the share of images that only one of them answers right, at least |difference|
  double difference = 0;  // of the accuracies, new less old, as a share
};

// Shares of data sets, from 0 to 1.
struct VerdictShares {
  double better = 0;
  double same = 0;
  double worse = 0;
  double undecided = 0;
};

// The verdicts on `runs` data sets, each drawn anew; the same ones for the same seed.
VerdictShares SimulateVerdicts(const TrueChange& change, const UpdateRule& rule, int runs, uint32_t seed = 0);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_GATE_POWER_H_
