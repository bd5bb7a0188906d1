#include "harness/moved_state.h"

#include <algorithm>

#include "harness/answer_noise.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

int64_t TermsOf(const at::Tensor& tensor) {
  return tensor.dim() > 1 && tensor.size(0) > 0 ? tensor.numel() / tensor.size(0) : 1;
}

}  // namespace

NamedTensors MovedState(const Model& model, int64_t longest_product) {
  NamedTensors moved;
  for (const StateEntry& entry : model.state_dict()) {
    moved.emplace_back(entry.name, entry.tensor.detach().clone());
    if (!entry.tensor.is_floating_point()) continue;
    MoveRelative(entry.name, kAnswerPerturbation * GrowthOfSum(TermsOf(entry.tensor)) / GrowthOfSum(longest_product),
                 moved.back().second);
  }
  return moved;
}

int64_t LongestProduct(const Model& model) {
  int64_t longest = 1;
  for (const StateEntry& entry : model.state_dict()) longest = std::max(longest, TermsOf(entry.tensor));
  return longest;
}

}  // namespace assay
