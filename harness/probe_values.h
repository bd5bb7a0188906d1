// The values of the probe: they depend on names and positions alone.
//
//   FillState(model.state_dict());
//   at::Tensor images = ProbeInput("input", {2, 3, 64, 64});
#ifndef ASSAY_HARNESS_PROBE_VALUES_H_
#define ASSAY_HARNESS_PROBE_VALUES_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "models/model.h"

namespace assay {

// u(name, i) = (splitmix64(crc32(name) * 2^32 + i) >> 40) / 2^24 for i = 0 .. count - 1.
// Units: in [0, 1).
std::vector<double> ProbeUniform(absl::string_view name, int64_t count);

// Overwrites every tensor with probe values scaled to its role, which its key and shape tell: running means, running
// variances, weights by fan-in, biases. num_batches_tracked becomes 0; other integers stay as built.
void FillState(const std::vector<StateEntry>& state);

// The same, each tensor filled as one of the type `types[i]` and then converted to float64: what the state of a model
// of these types is after Model::to(at::kDouble). No old value is converted on the way.
void FillStateAsDouble(const std::vector<StateEntry>& state, const std::vector<at::ScalarType>& types);

// Multiplies every weight of one dimension, which is a normalisation's, by 4.
void Amplify(const std::vector<StateEntry>& state);

// Multiplies each element by 1 + size or 1 - size, by whether u(name moved, i) is below a half: independent of what
// FillState makes of the name.
void MoveRelative(const std::string& name, double size, at::Tensor tensor);

// A float32 tensor of the values 4u - 2.
at::Tensor ProbeInput(absl::string_view name, const std::vector<int64_t>& shape);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_VALUES_H_
