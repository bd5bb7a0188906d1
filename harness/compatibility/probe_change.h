// Which parts of a probe moved, and the findings that follow: one for each cause.
//
//   const ProbeChange change = CompareProbeParts(promised.probe(), present.probe(), true);
//   for (Finding& finding : ProbeFindings(subject, change, evidence)) findings.push_back(std::move(finding));
#ifndef ASSAY_HARNESS_COMPATIBILITY_PROBE_CHANGE_H_
#define ASSAY_HARNESS_COMPATIBILITY_PROBE_CHANGE_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/compatibility/finding.h"
#include "harness/compatibility/make_finding.h"
#include "harness/compatibility/state_change.h"
#include "harness/golden.pb.h"

namespace assay::bc {

struct ProbeChange {
  struct Part {
    double error = 0;      // relative; infinite where the numbers cannot be compared
    double floor = 0;      // what rounding can do
    std::string sentence;  // the first difference, of CompareProbes
  };
  std::optional<StateChange> state;
  std::optional<Part> output;  // also the rectangular one, argmax, shapes and further outputs
  std::optional<Part> gradient;
  std::optional<Part> calibrated;
  std::optional<Part> training;
  std::optional<Part> init;
  // The square input's output is as it was, the rectangular one's is not.
  bool rect_alone = false;

  bool any() const { return state || output || gradient || calibrated || training || init; }
};

// `draws_alike`: whether both machines draw the same numbers from a seed (harness/compare_probe.h). Outputs that are
// new are no change. Of numbers that another protocol measured nothing is told but the state.
ProbeChange CompareProbeParts(const proto::Probe& was, const proto::Probe& is, bool draws_alike);

// The same of a version or an entry, whose outputs' names are told as its signature: outputs of other names are
// compared by their places.
ProbeChange CompareModelProbes(const proto::Probe& was, const proto::Blessing& was_blessing, const proto::Probe& is,
                               const proto::Blessing& is_blessing);

// What the findings' words are made from, beside the change. All but the probes may be null.
struct ProbeEvidence {
  const proto::Probe* was = nullptr;
  const proto::Probe* is = nullptr;
  const proto::Trace* was_trace = nullptr;
  const proto::Trace* is_trace = nullptr;
  const proto::OverrideTable* overrides = nullptr;
  const proto::Blessing* was_blessing = nullptr;
  const proto::Blessing* is_blessing = nullptr;
};

// A change of state tells the outputs that follow from it, a change of outputs the gradients and training; initial
// values that moved without the state are a cause of their own.
std::vector<Finding> ProbeFindings(const Subject& subject, const ProbeChange& change, const ProbeEvidence& evidence);

}  // namespace assay::bc

#endif  // ASSAY_HARNESS_COMPATIBILITY_PROBE_CHANGE_H_
