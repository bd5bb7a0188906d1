// A probe as the JSON object that `assay probe` prints and the reference files hold.
#ifndef ASSAY_HARNESS_PROBE_JSON_H_
#define ASSAY_HARNESS_PROBE_JSON_H_

#include <string>

#include "absl/strings/string_view.h"
#include "harness/golden.pb.h"

namespace assay {

// {"builder", "parameters", "state": [[key, dtype, shape], ...], "input", "output_shape", "output", "argmax", "rect",
// "gradient_l2", "requires_grad": {key: bool}, "calibrated_l2", "training": {"output", "gradient_l2", "buffer_l2"},
// "init_seed0_sums"}, on one line.
std::string ProbeJson(absl::string_view builder, const proto::Probe& probe);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_JSON_H_
