// A case of a component that is a model's probe.
#ifndef ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_
#define ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "harness/golden.pb.h"
#include "harness/probe.h"
#include "models/model.h"

namespace assay {

// The probe, and in the blessing the machine that drew the initial values.
// Errors: as RunProbe, naming the case.
absl::Status AddProbe(const std::string& name, const std::function<Model()>& construct, const ProbeParts& parts,
                      proto::ComponentGolden& golden);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_
