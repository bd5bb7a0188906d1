// claim_toy was released when FrozenBatchNorm2d's default was 0, claim_toy_v2 has today's; claim_toy_v3 also starts
// training from other values.
#include <ATen/core/grad_mode.h>

#include <memory>
#include <optional>

#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"

namespace assay {
namespace {

class Toy : public torch::nn::Module {
 public:
  Toy(std::optional<double> eps, double scale)
      : conv_(register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 4, 3)))),
        norm_(register_module("norm", std::make_shared<FrozenBatchNorm2d>(4, eps))) {
    at::NoGradGuard no_grad;
    conv_->weight.mul_(scale);
  }
  at::Tensor forward(const at::Tensor& images) { return norm_->forward(conv_->forward(images)); }

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<FrozenBatchNorm2d> norm_;
};

bool Register(const char* name, std::optional<double> eps, double scale) {
  Builder builder{.name = name, .family = "claim_toy", .task = "features"};
  builder.construct = [eps, scale](const ConstructOptions&) {
    auto toy = std::make_shared<Toy>(eps, scale);
    return Model(toy, [toy](const at::Tensor& images) { return toy->forward(images); });
  };
  return RegisterBuilder(builder);
}

const bool kRegistered = Register("claim_toy", 0.0, 1) && Register("claim_toy_v2", std::nullopt, 1) &&
                         Register("claim_toy_v3", std::nullopt, 2);

}  // namespace
}  // namespace assay
