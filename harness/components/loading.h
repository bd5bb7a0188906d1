// The lock of what lies between a weight file and a model: tensors made of the file's bytes (weights/torch/), and which
// state dicts a model takes (Model::load_state_dict).
#ifndef ASSAY_HARNESS_COMPONENTS_LOADING_H_
#define ASSAY_HARNESS_COMPONENTS_LOADING_H_

#include <string>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// A case for each exception that strict loading makes, for each that it does not make, and for each file of torch.
// Errors: NotFound where the files of torch are not below `root`.
absl::StatusOr<proto::ComponentGolden> MeasureLoading(const std::string& root);

// Each tensor's type, shape and sha256.
proto::ComponentCase TensorsCase(const std::string& name, const NamedTensors& tensors);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPONENTS_LOADING_H_
