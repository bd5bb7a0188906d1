// Comparing two probes, part by part.
//
//   for (const ProbePart& part : CompareProbes(golden, now, LockTolerance(true))) {
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

// What holds between runs of one implementation.
//
// Outputs and gradients: other vector widths and other algorithms of oneDNN and MKL reorder float64 sums, which moved
// these models by up to 1e-11 (resnet152, AVX-512 against none). The smallest change that means something, an epsilon
// moved by a tenth, moves them by 1e-7. Initial sums: with AVX2 and AVX-512 LibTorch draws the same numbers, so that
// only float32 rounding is left. Without either it computes the normal distribution by other means, which moved sums by
// up to 2e-4; another initialisation moves them by 1e-1.
constexpr ProbeTolerance LockTolerance(bool cpu_has_avx2) {
  return {.output = 1e-9, .init = cpu_has_avx2 ? 1e-5 : 1e-3};
}

struct ProbePart {
  std::string name;
  // How near, for a table: "314" keys, "4e-12".
  std::string summary;
  // A sentence for each difference; empty where the part is as expected.
  std::vector<std::string> findings;
};

// The sha256 of the state's signature: a line `key dtype [shape] parameter` (or `buffer`) a tensor, in order. A
// combination's golden holds this alone, since its version's golden tells which key moved.
std::string StateSha256(const proto::Probe& probe);

// Every part that either side holds, compared. What one side alone holds is a finding, whichever it is.
std::vector<ProbePart> CompareProbes(const proto::Probe& expected, const proto::Probe& actual,
                                     const ProbeTolerance& tolerance);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_PROBE_H_
