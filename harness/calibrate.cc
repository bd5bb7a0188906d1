#include "harness/calibrate.h"

#include <torch/nn/modules/batchnorm.h>

#include <optional>
#include <utility>
#include <vector>

namespace assay {
namespace {

// Puts one layer into training mode at momentum 1, and back.
template <class BatchNorm>
class TrainingScope {
 public:
  explicit TrainingScope(BatchNorm& norm) : norm_(norm), momentum_(norm.options.momentum()) {
    norm_.train();
    norm_.options.momentum(1.0);
  }
  ~TrainingScope() {
    norm_.options.momentum(momentum_);
    norm_.eval();
  }
  TrainingScope(const TrainingScope&) = delete;

 private:
  BatchNorm& norm_;
  std::optional<double> momentum_;
};

template <class BatchNorm>
void EnterAll(const torch::nn::Module& root, std::vector<std::unique_ptr<TrainingScope<BatchNorm>>>& scopes) {
  for (const auto& module : root.modules(/*include_self=*/false)) {
    if (auto* norm = dynamic_cast<BatchNorm*>(module.get()))
      scopes.push_back(std::make_unique<TrainingScope<BatchNorm>>(*norm));
  }
}

}  // namespace

void Calibrate(Model& model, const NamedTensors& inputs) {
  at::NoGradGuard no_grad;
  model.eval();
  std::vector<std::unique_ptr<TrainingScope<torch::nn::BatchNorm1dImpl>>> one;
  std::vector<std::unique_ptr<TrainingScope<torch::nn::BatchNorm2dImpl>>> two;
  std::vector<std::unique_ptr<TrainingScope<torch::nn::BatchNorm3dImpl>>> three;
  EnterAll(*model.module(), one);
  EnterAll(*model.module(), two);
  EnterAll(*model.module(), three);
  if (!one.empty() || !two.empty() || !three.empty()) model.forward(inputs);
}

}  // namespace assay
