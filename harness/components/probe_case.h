// A case of a component that is a model's probe.
#ifndef ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_
#define ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// Errors: as RunProbe, naming the case.
absl::Status AddProbe(const std::string& name, const std::function<Model()>& construct, proto::ComponentGolden& golden);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_PROBE_CASE_H_
