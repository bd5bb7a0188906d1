#include "models/layers/layer.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/hardtanh.h>
#include <ATen/ops/relu.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string>
#include <utility>

namespace assay {

std::shared_ptr<Layer> RegisterLayer(torch::nn::Module& parent, const std::string& name, std::shared_ptr<Layer> layer) {
  auto module = std::dynamic_pointer_cast<torch::nn::Module>(layer);
  TORCH_CHECK(module != nullptr, "a layer must be a torch::nn::Module too, so that its tensors are found: ", name);
  parent.register_module(name, std::move(module));
  return layer;
}

std::shared_ptr<Layer> MakeBatchNorm2d(int64_t channels) {
  return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(channels));
}

std::string OptionText(const NormLayer& norm_layer) {
  if (norm_layer == nullptr) return "none";
  const auto* function = norm_layer.target<std::shared_ptr<Layer> (*)(int64_t)>();
  return function != nullptr && *function == MakeBatchNorm2d ? "MakeBatchNorm2d" : "set";
}

at::Tensor Activation::forward(const at::Tensor& input) {
  at::Tensor output = input;
  // relu6 is hardtanh on [0, 6], in the reference too.
  return kind_ == kReLU ? at::relu_(output) : at::hardtanh_(output, 0, 6);
}

void Activation::pretty_print(std::ostream& stream) const {
  stream << (kind_ == kReLU ? "assay::ReLU()" : "assay::ReLU6()");
}

at::Tensor Dropout::forward(const at::Tensor& input) { return at::dropout(input, p_, is_training()); }

void Dropout::pretty_print(std::ostream& stream) const { stream << "assay::Dropout(p=" << p_ << ")"; }

void Chain::Add(std::shared_ptr<Layer> layer) {
  layers_.push_back(RegisterLayer(*this, std::to_string(layers_.size()), std::move(layer)));
}

at::Tensor Chain::forward(const at::Tensor& input) {
  at::Tensor output = input;
  for (const auto& layer : layers_) output = layer->forward(output);
  return output;
}

std::shared_ptr<Chain> ConvNormActivation(const ConvNormActivationOptions& options) {
  auto chain = std::make_shared<Chain>();
  chain->Add(
      std::make_shared<Conv2d>(torch::nn::Conv2dOptions(options.in_channels, options.out_channels, options.kernel_size)
                                   .stride(options.stride)
                                   .padding((options.kernel_size - 1) / 2)
                                   .groups(options.groups)
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
