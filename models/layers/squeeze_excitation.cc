#include "models/layers/squeeze_excitation.h"

#include <ATen/TensorOperators.h>

namespace assay {

SqueezeExcitation::SqueezeExcitation(const SqueezeExcitationOptions& options)
    : avgpool_(register_module("avgpool", std::make_shared<AdaptiveAvgPool2d>())),
      fc1_(register_module("fc1", std::make_shared<Conv2d>(
                                      torch::nn::Conv2dOptions(options.input_channels, options.squeeze_channels, 1)))),
      fc2_(register_module("fc2", std::make_shared<Conv2d>(
                                      torch::nn::Conv2dOptions(options.squeeze_channels, options.input_channels, 1)))),
      activation_(register_module("activation", std::make_shared<Activation>(options.activation))),
      scale_activation_(register_module("scale_activation", std::make_shared<Activation>(options.scale_activation))) {}

at::Tensor SqueezeExcitation::Compute(const at::Tensor& input) {
  const at::Tensor squeezed = activation_->forward(fc1_->forward(avgpool_->forward(input)));
  return scale_activation_->forward(fc2_->forward(squeezed)) * input;
}

}  // namespace assay
