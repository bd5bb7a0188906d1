// Squeeze-and-excitation: channels weighted by what the whole image says.
//
//   auto layer = std::make_shared<SqueezeExcitation>(
//       SqueezeExcitationOptions{.input_channels = 96, .squeeze_channels = 4, .activation = Activation::kSiLU});
#ifndef ASSAY_MODELS_LAYERS_SQUEEZE_EXCITATION_H_
#define ASSAY_MODELS_LAYERS_SQUEEZE_EXCITATION_H_

#include <memory>

#include "models/layers/layer.h"
#include "models/layers/pooling.h"

namespace assay {

struct SqueezeExcitationOptions {
  int64_t input_channels = 0;
  int64_t squeeze_channels = 0;
  Activation::Kind activation = Activation::kReLU;
  // What turns the answer into factors.
  Activation::Kind scale_activation = Activation::kSigmoid;
};

// Children: "avgpool", "fc1", "fc2", "activation", "scale_activation".
class SqueezeExcitation : public torch::nn::Module, public Layer {
 public:
  // input * scale_activation(fc2(activation(fc1(mean over height and width)))).
  // Shapes: [N, input_channels, H, W] -> the same.
  // Source: Hu et al., "Squeeze-and-Excitation Networks", section 3; torchvision.ops.SqueezeExcitation.
  explicit SqueezeExcitation(const SqueezeExcitationOptions& options);

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  std::shared_ptr<AdaptiveAvgPool2d> avgpool_;
  std::shared_ptr<Conv2d> fc1_, fc2_;
  std::shared_ptr<Activation> activation_, scale_activation_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_SQUEEZE_EXCITATION_H_
