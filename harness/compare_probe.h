// Comparing two probes, part by part.
//
//   for (const ProbePart& part : CompareProbes(golden, now, ToleranceOf(golden))) {
//     if (!part.findings.empty()) ...  // "state", "output", "rect", "gradient", "calibrated", "training", "init"
//   }
#ifndef ASSAY_HARNESS_COMPARE_PROBE_H_
#define ASSAY_HARNESS_COMPARE_PROBE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay {

struct ProbeTolerance {
  // Of outputs: relative to the expected root mean square, of their norms to the expected norm.
  double output = 0;
  double amplified = 0;
  // Of each norm, relative to the expected one.
  double gradient = 0;
  double training = 0;
  double calibrated = 0;
  // Of the initial sums: |a - b| <= init * max(1, |b|). They are float32 numbers that a vector unit drew.
  double init = 0;
};

// The smallest change that means something, an epsilon or a momentum moved by a tenth, moves outputs by 1e-7 and more
// (noise_floor_test): a check with a tolerance of more than a tenth of that would let it pass.
constexpr double kBluntest = 1e-8;

// A gradient that is smaller, as a part of the largest, counts as this large: exact arithmetic may give 0, of which
// rounding makes 2^-53 of what cancelled out.
constexpr double kSmallestGradient = 0x1p-20;

// True where LibTorch's kernels of both capabilities ("AVX512") draw the same normal numbers from a seed: all but
// those without vectors ("DEFAULT", "NO AVX"), which compute them by other means.
bool DrawAlike(absl::string_view capability, absl::string_view other);

// What rounding can move between runs of one implementation: the noise floor that bless derived for this model
// (harness/noise.h), and for initial sums the following. All floors are 0 where the lock holds none: nothing but
// equal numbers passes. And none is above kBluntest, whatever the lock says.
//
// Draws alike: a draw is rounded to float32 in a few operations, 2^-23 relative (two units), whose errors in a sum of n
// draws of deviation s add up to 2^-23 s sqrt(n), while the sum itself is about s sqrt(n), and less than a hundredth of
// that for one tensor in 125: 100 * 2^-23. Otherwise: logarithm and cosine are computed by other means, which moved
// sums by up to 6e-4 (docs/noise-floor.md); five times that. Another initialisation moves them by 1e-1.
ProbeTolerance ToleranceOf(const proto::Probe& golden, bool draws_alike = true);

struct ProbePart {
  enum class Kind { kState, kOutput, kGradient, kCalibrated, kTraining, kInit };
  Kind kind = Kind::kState;
  std::string name;
  // How near, for a table: "314" keys, "4e-12".
  std::string summary;
  // The largest relative error of its numbers; infinite where they cannot be compared, 0 of a state.
  double error = 0;
  // What its numbers were held to.
  double tolerance = 0;
  // A sentence for each difference; empty where the part is as expected.
  std::vector<std::string> findings;
};

// The sha256 of the state's signature: a line `key dtype [shape] parameter` (or `buffer`, or `parameter, frozen` where
// it takes no gradient) a tensor, in order. A combination's golden holds this alone, since its version's golden tells
// which key moved.
std::string StateSha256(const proto::Probe& probe);

// What a combination's golden holds of its probe: the state's digest instead of the state, and totals instead of each
// tensor's gradient ("all parameters"), statistics ("all running_mean") and buffers, so that whatever this entry
// implies is locked, and no more is written twice. The initial values are left out: the entry's file replaces them.
proto::Probe Totals(const proto::Probe& probe);

// Every part that either side holds, compared. What one side alone holds is a finding, whichever it is.
std::vector<ProbePart> CompareProbes(const proto::Probe& expected, const proto::Probe& actual,
                                     const ProbeTolerance& tolerance);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_PROBE_H_
