// The probe: a model's behaviour without weights.
//
//   absl::StatusOr<proto::Probe> probe = RunProbe([] { return ResNet(...); });
//   absl::StatusOr<proto::Probe> other = RunProbe([] { return Bert(...); });
//
// The state is filled with values that depend only on names and positions, and one fixed input runs in float64. Two
// implementations of one architecture give the same numbers to about 1e-9, relative; a changed epsilon, stride,
// padding, default or key shows far above that. The steps:
//   1. Seed 0, construct: `init_seed0_sum`.
//   2. Fill the state (harness/probe_values.h), convert the model to float64.
//   3. Calibrate: eval mode, but with the BatchNorm layers alone in training mode and momentum 1, one forward of the
//      inputs: every BatchNorm now holds that batch's statistics, so activations stay well scaled however deep the
//      model is.
//   4. eval(): the outputs of the same inputs, of others of another shape (`rect`), and the gradients of the sum of all
//      squared outputs.
// The inputs follow from what the model says that it takes: harness/probe_inputs.h has the table.
#ifndef ASSAY_HARNESS_PROBE_H_
#define ASSAY_HARNESS_PROBE_H_

#include <ATen/core/Tensor.h>

#include <functional>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// Which parts to run: a combination repeats what its builder's probe covers only where it can differ.
struct ProbeParts {
  bool gradients = true;
  bool rect = true;
};

// Constructs the model by calling `construct` after seeding with 0, and fingerprints it.
// Errors: what the model throws, as a Status.
absl::StatusOr<proto::Probe> RunProbe(const std::function<Model()>& construct, const ProbeParts& parts = {});

// The model that `construct` makes after the seed 0. All constructions of a harness go through here: LibTorch has one
// default generator for all threads, and a second one at the same time would take numbers out of the first one's
// sequence. Errors: throws what `construct` throws.
Model ConstructSeeded(const std::function<Model()>& construct);

// numel, l2 norm and mean in float64, and the first `keep` values.
proto::TensorSummary Summarise(const at::Tensor& tensor, int64_t keep);

// Adds the state dict's signature: keys, types, shapes, in order.
void AddSignature(const Model& model, proto::Probe& probe);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_H_
