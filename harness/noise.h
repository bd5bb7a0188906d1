// The noise floor: how far rounding alone can move what the probe records.
//
//   proto::Noise noise = NoiseOf(probe, perturbed);   // perturbed: the probe of the same model, moved by kPerturbation
//   ProbeTolerance tolerance = ToleranceOf(golden);   // harness/compare_probe.h: what bless wrote
//
// Two runs of one model differ only in the order of their float64 sums: another vector width, thread count or
// algorithm. How far that moves an output follows from two numbers.
//
// 1. One layer. An inner product computed in any order is the exact one of weights that are off by at most gamma_n,
//    relative: fl(sum w_i x_i) = sum w_i (1 + d_i) x_i. (Higham, Accuracy and Stability of Numerical Algorithms, 2nd
//    edition, section 3.1.) For n terms |d_i| <= n u in the worst case, u = 2^-53; rounding errors that are independent
//    with mean zero stay within lambda sqrt(n) u but with probability 2 exp(-lambda^2 / 2). (Higham and Mary 2019, A
//    New Approach to Probabilistic Rounding Error Analysis, theorem 2.4.) n is the longest sum in the model:
//    LongestSum.
// 2. All layers. So rounding throughout a model is a relative perturbation of its weights and inputs, and how far that
//    moves the outputs is the model's condition. It is measured, since for networks no bound is near the truth: every
//    element of the state and of the inputs is multiplied by 1 + s kPerturbation, s = +1 or -1 by the probe's own
//    values, and everything runs again. kPerturbation is large enough that the rounding of the two runs themselves
//    does not count, and small enough that the model is linear in it: no ReLU changes sides.
//
//   floor = kMargin * sqrt(n) * u * (movement / kPerturbation)
//
// The movement is the largest error of the part, by the measure of CompareProbes: a maximum over some eighty numbers,
// about 2.5 standard deviations. kMargin is lambda = 4 (exceeded by one sum in three thousand), times 2 for the
// elementwise operations between the sums, of which a layer has up to four, independent of each other: sqrt(4).
//
// One thing no perturbation shows: a gradient that is 0 in exact arithmetic, such as that of the bias of attention's
// keys, stays 0 however the weights move, and what is computed is rounding alone. Where a gradient is no larger than
// rounding of the largest, its own size is the movement.
//
// That no floor is exceeded, and by how much it stays above what threads, oneDNN and vector widths really move, is
// measured by tools/nightly/noise_floor (docs/noise-floor.md); that it stays a hundredth of the smallest change that
// means something, by noise_floor_test.
#ifndef ASSAY_HARNESS_NOISE_H_
#define ASSAY_HARNESS_NOISE_H_

#include <cstdint>

#include "harness/golden.pb.h"

namespace assay {

constexpr double kPerturbation = 0x1p-40;
constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kMargin = 8;

// The floors of each part, rounded up to two digits, so that a bless elsewhere writes the same. `perturbed` must have
// the same parts: the floor of a part that cannot be compared is infinite.
proto::Noise NoiseOf(const proto::Probe& probe, const proto::Probe& perturbed);

// The most terms that a sum of the model can have: the elements of a weight behind one output (forwards) or one input
// (backwards), or the positions of the batch (its statistics, and the gradients of its weights).
int64_t LongestSum(const proto::Probe& probe);

// The same of the products of eval mode, forwards alone: the elements of a weight behind one output.
int64_t LongestProduct(const proto::Probe& probe);

// 1.23e-12 -> 1.3e-12: how floors are written.
double RoundUpToTwoDigits(double value);

}  // namespace assay

#endif  // ASSAY_HARNESS_NOISE_H_
