// A model's state, moved as far as rounding moves its sums: the measurement behind harness/answer_noise.h.
//
//   ASSAY_RETURN_IF_ERROR(model.load_state_dict(MovedState(model, longest_product)));   // then ask again
#ifndef ASSAY_HARNESS_MOVED_STATE_H_
#define ASSAY_HARNESS_MOVED_STATE_H_

#include <cstdint>

#include "models/model.h"

namespace assay {

// Copies of the state dict's tensors, each element moved up or down by kAnswerPerturbation * g(n) / g(longest), n the
// elements behind one output; integers as they are. `longest_product`: LongestProduct, of the probe or of the model.
NamedTensors MovedState(const Model& model, int64_t longest_product);

// The most terms that a product of eval mode sums up: the elements of a weight behind one output.
int64_t LongestProduct(const Model& model);

}  // namespace assay

#endif  // ASSAY_HARNESS_MOVED_STATE_H_
