// The probe: a model's behaviour without weights.
//
//   absl::StatusOr<proto::Probe> probe = RunProbe([] { return ResNet(...); });
//   absl::StatusOr<proto::Probe> other = RunProbe([] { return Bert(...); });
//
// The state is filled with values that depend only on names and positions, and one fixed input runs in float64. Two
// implementations of one architecture give the same numbers but for rounding; a changed epsilon, stride, padding,
// default or key shows far above that. The steps:
//   1. Seed 0, construct: the state dict, which of its tensors take gradients, and `init_seed0_sum`.
//   2. Fill the state (harness/probe_values.h), convert the model to float64.
//   3. Calibrate: eval mode, but with the BatchNorm layers alone in training mode and momentum 1, one forward of the
//      inputs: every BatchNorm now holds that batch's statistics, so activations stay well scaled however deep the
//      model is. `calibrated_l2`: the norm of each running mean and variance. What normalisation then takes away again,
//      such as a bias right before it, shows here alone.
//   4. eval(): the outputs of the same inputs, of others of another shape (`rect`), and the gradients of the sum of all
//      squared outputs.
//   5. Amplify: every normalisation's weight times 4, calibrate again, and the first output once more (`amplified`).
//      Calibrated activations hardly pass 5, so that a ReLU6 and a ReLU answer alike until here. Without calibrating
//      again each layer would amplify what the one before made, and a network of saturating layers is chaos then.
//   6. Fill again, train(), seed 0: one forward of the same inputs, its first output, the norm of all gradients
//      together, and the norm of each floating-point buffer afterwards (`training`). Momentum, dropout and whatever else
//      acts in training alone shows here.
// The inputs follow from what the model says that it takes: harness/probe_inputs.h has the table.
#ifndef ASSAY_HARNESS_PROBE_H_
#define ASSAY_HARNESS_PROBE_H_

#include <ATen/core/Tensor.h>

#include <functional>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"
#include "models/model.h"

namespace assay {

// The protocol above. A change after which the same model gives other numbers takes the next one, in a commit of its
// own: `assay bc` then says once that the measurement moved (MEASUREMENT_CHANGED), instead of that every model did.
inline constexpr int kProbeProtocol = 1;

// Which parts to run, and how.
struct ProbeParts {
  bool gradients = true;
  bool rect = true;
  bool training = true;
  // Steps 2 to 6 once more, moved a little, which tells how far rounding can move the numbers (harness/noise.h).
  bool noise = false;
  // One, so that no sum's order depends on the machine. Others are for measuring what that moves.
  int threads = 1;
};

// Constructs the model by calling `construct` after seeding with 0, and fingerprints it.
// Errors: what the model throws, as a Status.
absl::StatusOr<proto::Probe> RunProbe(const std::function<Model()>& construct, const ProbeParts& parts = {});

// Calls `draw` after the seed 0. Whatever draws in a harness goes through here: LibTorch has one default generator for
// all threads, and who draws at the same time would take numbers out of the other's sequence.
// Errors: throws what `draw` throws.
void WithSeed(const std::function<void()>& draw);

// The model that `construct` makes after the seed 0. Errors: throws what `construct` throws.
Model ConstructSeeded(const std::function<Model()>& construct);

// numel, l2 norm and mean in float64, and the first `keep` values.
proto::TensorSummary Summarise(const at::Tensor& tensor, int64_t keep);

// Adds the state dict's signature: keys, types, shapes, roles, in order.
void AddSignature(const Model& model, proto::Probe& probe);

}  // namespace assay

#endif  // ASSAY_HARNESS_PROBE_H_
