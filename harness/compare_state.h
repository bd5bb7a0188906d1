// Comparing the signatures of two state dicts: for CompareProbes alone.
#ifndef ASSAY_HARNESS_COMPARE_STATE_H_
#define ASSAY_HARNESS_COMPARE_STATE_H_

#include "harness/compare_probe.h"
#include "harness/golden.pb.h"

namespace assay {

// Keys, types, shapes, order, which tensors are parameters, and which of those take gradients.
ProbePart CompareStates(const proto::Probe& expected, const proto::Probe& actual);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPARE_STATE_H_
