// Comparing two probes, part by part.
//
//   for (const ProbePart& part : CompareProbes(golden, now, kLockTolerance)) {
//     if (!part.findings.empty()) ...  // "state", "output", "rect", "gradient", "init"
//   }
#ifndef ASSAY_HARNESS_COMPARE_PROBE_H_
#define ASSAY_HARNESS_COMPARE_PROBE_H_

#include <string>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

struct ProbeTolerance {
  // Of outputs and gradients, relative to the expected root mean square or norm.
  double output = 0;
  // Of the initial sums: |a - b| <= init * max(1, |b|). They are float32 numbers that a vector unit drew.
  double init = 0;
};

// What holds between runs of one implementation. Reordered float64 sums move a probe's output by 1e-12 or so (thread counts,
// vector widths, oneDNN on and off); the smallest change that means something, an epsilon moved by a tenth, by 1e-7.
inline constexpr ProbeTolerance kLockTolerance = {.output = 1e-9, .init = 1e-5};

struct ProbePart {
  std::string name;
  // How near, for a table: "314" keys, "4e-12".
  std::string summary;
  // A sentence for each difference; empty where the part is as expected.
  std::vector<std::string> findings;
};

// The parts that `expected` holds, each compared. A part that is missing in `actual` is a finding.
std::vector<ProbePart> CompareProbes(const proto::Probe& expected, const proto::Probe& actual, const ProbeTolerance& tolerance);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_PROBE_H_
