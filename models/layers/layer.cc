#include "models/layers/layer.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/hardsigmoid.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/hardtanh.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/layers/observe.h"

namespace assay {

// A layer that is no module has no name by which it could be watched.
at::Tensor Layer::forward(const at::Tensor& input) {
  at::Tensor output = Compute(input);
  if (ObserverScope::IsActive()) {
    if (const auto* module = dynamic_cast<const torch::nn::Module*>(this)) Observed(*module, output);
  }
  return output;
}

std::shared_ptr<Layer> RegisterLayer(torch::nn::Module& parent, const std::string& name, std::shared_ptr<Layer> layer) {
  auto module = std::dynamic_pointer_cast<torch::nn::Module>(layer);
  TORCH_CHECK(module != nullptr, "a layer must be a torch::nn::Module too, so that its tensors are found: ", name);
  parent.register_module(name, std::move(module));
  return layer;
}

std::shared_ptr<Layer> MakeBatchNorm2d(int64_t channels) {
  return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(channels));
}

std::shared_ptr<Layer> BatchNorm2dWith::operator()(int64_t channels) const {
  return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(channels).eps(eps).momentum(momentum));
}

void CheckNormLayer(const NormLayer& norm_layer, const char* model) {
  TORCH_CHECK_VALUE(norm_layer != nullptr, model, " needs a norm_layer: leave it out for batch normalisation");
}

std::string OptionText(const NormLayer& norm_layer) {
  if (norm_layer == nullptr) return "none";
  if (const auto* with = norm_layer.target<BatchNorm2dWith>()) {
    return absl::StrCat("BatchNorm2dWith{.eps = ", with->eps, ", .momentum = ", with->momentum, "}");
  }
  const auto* function = norm_layer.target<std::shared_ptr<Layer> (*)(int64_t)>();
  return function != nullptr && *function == MakeBatchNorm2d ? "MakeBatchNorm2d" : "set";
}

at::Tensor Activation::Compute(const at::Tensor& input) {
  at::Tensor output = input;
  switch (kind_) {
    case kReLU:
      return at::relu_(output);
    case kReLU6:  // hardtanh on [0, 6], in the reference too
      return at::hardtanh_(output, 0, 6);
    case kSiLU:
      return at::silu_(output);
    case kHardswish:
      return at::hardswish_(output);
    case kHardsigmoid:
      return at::hardsigmoid_(output);
    case kSigmoid:
      return at::sigmoid_(output);
  }
  TORCH_CHECK(false, "no such kind of activation: ", static_cast<int>(kind_));
}

void Activation::pretty_print(std::ostream& stream) const {
  constexpr const char* kNames[] = {"ReLU", "ReLU6", "SiLU", "Hardswish", "Hardsigmoid", "Sigmoid"};
  stream << "assay::" << kNames[kind_] << "()";
}

Dropout::Dropout(double p) : p_(p) {
  TORCH_CHECK_VALUE(p >= 0 && p <= 1, "the probability of dropout is in [0, 1], got ", p);
}

at::Tensor Dropout::Compute(const at::Tensor& input) { return at::dropout(input, p_, is_training()); }

void Dropout::pretty_print(std::ostream& stream) const { stream << "assay::Dropout(p=" << p_ << ")"; }

void Chain::Add(std::shared_ptr<Layer> layer) { Add(std::to_string(layers_.size()), std::move(layer)); }

void Chain::Add(const std::string& name, std::shared_ptr<Layer> layer) {
  layers_.push_back(RegisterLayer(*this, name, std::move(layer)));
}

at::Tensor Chain::Compute(const at::Tensor& input) {
  at::Tensor output = input;
  for (const auto& layer : layers_) output = layer->forward(output);
  return output;
}

std::shared_ptr<Chain> ConvNormActivation(const ConvNormActivationOptions& options) {
  auto chain = std::make_shared<Chain>();
  chain->Add(
      std::make_shared<Conv2d>(torch::nn::Conv2dOptions(options.in_channels, options.out_channels, options.kernel_size)
                                   .stride(options.stride)
                                   .padding((options.kernel_size - 1) / 2 * options.dilation)
                                   .groups(options.groups)
                                   .dilation(options.dilation)
                                   .bias(options.norm_layer == nullptr)));
  if (options.norm_layer) chain->Add(options.norm_layer(options.out_channels));
  if (options.activation) chain->Add(std::make_shared<Activation>(*options.activation));
  return chain;
}

int64_t MakeDivisible(double value, int64_t divisor) {
  const int64_t rounded = std::max(divisor, static_cast<int64_t>(value + divisor / 2.0) / divisor * divisor);
  return rounded < 0.9 * value ? rounded + divisor : rounded;
}

at::Tensor GlobalAveragePool(const at::Tensor& input) { return at::flatten(at::adaptive_avg_pool2d(input, {1, 1}), 1); }

}  // namespace assay
