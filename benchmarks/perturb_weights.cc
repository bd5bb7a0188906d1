#include "benchmarks/perturb_weights.h"

#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <random>
#include <unordered_set>
#include <vector>

namespace assay {
namespace {

struct Parameter {
  at::Tensor tensor;
  double deviation = 0;
};

}  // namespace

int64_t PerturbWeights(const Model& model, const Perturbation& perturbation) {
  const at::NoGradGuard no_grad;
  std::vector<Parameter> parameters;
  int64_t total = 0;
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.is_parameter || entry.tensor.scalar_type() != at::kFloat) continue;
    TORCH_CHECK(entry.tensor.is_contiguous(), entry.name, " is not contiguous");
    const bool is_one = entry.tensor.numel() < 2;
    parameters.push_back({entry.tensor, is_one ? 0 : entry.tensor.std().item<double>()});
    total += entry.tensor.numel();
  }
  const auto count = static_cast<int64_t>(std::llround(perturbation.share * static_cast<double>(total)));
  std::mt19937 generator(perturbation.seed);
  std::normal_distribution<double> noise;
  std::uniform_int_distribution<int64_t> place(0, total - 1);
  std::unordered_set<int64_t> taken;
  while (static_cast<int64_t>(taken.size()) < count) {
    const int64_t drawn = place(generator);
    if (!taken.insert(drawn).second) continue;
    int64_t index = drawn;
    size_t which = 0;
    while (index >= parameters[which].tensor.numel()) index -= parameters[which++].tensor.numel();
    const double step = perturbation.strength * parameters[which].deviation * noise(generator);
    parameters[which].tensor.mutable_data_ptr<float>()[index] += static_cast<float>(step);
  }
  return count;
}

}  // namespace assay
