// The interface that lets layers be chained: one tensor in, one tensor out.
//
//   auto stem = std::make_shared<Chain>();
//   stem->Add(std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 64, 7).stride(2).padding(3).bias(false)));
//   stem->Add(std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(64)));
//   stem->Add(std::make_shared<Activation>(Activation::kReLU));
//   at::Tensor features = stem->forward(images);
//
// A layer is LibTorch's own module with this interface beside it, so its parameters, their names and their
// initialisation are LibTorch's. The interface stands in for torch::nn::Sequential's type erasure, whose templates cost
// each family seconds of compile time and leave no place to look at what passes between two layers.
#ifndef ASSAY_MODELS_LAYERS_LAYER_H_
#define ASSAY_MODELS_LAYERS_LAYER_H_

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "models/layers/norm_layer.h"

namespace assay {

// Anything with one tensor in and one tensor out. A kind of layer overrides Compute; callers call forward, which also
// shows the output to whoever watches (models/layers/observe.h).
class Layer {
 public:
  virtual ~Layer() = default;
  at::Tensor forward(const at::Tensor& input);

 protected:
  virtual at::Tensor Compute(const at::Tensor& input) = 0;
};

// Makes a layer whose type is not known, such as a NormLayer's, a child of `parent`; gives the layer.
// Errors: throws c10::Error on a layer that is no torch::nn::Module.
std::shared_ptr<Layer> RegisterLayer(torch::nn::Module& parent, const std::string& name, std::shared_ptr<Layer> layer);

class Conv2d : public torch::nn::Conv2dImpl, public Layer {
 public:
  using torch::nn::Conv2dImpl::Conv2dImpl;
  // Shapes: [N, C_in, H, W] -> [N, C_out, H', W'].
  using Layer::forward;

 protected:
  at::Tensor Compute(const at::Tensor& input) override { return Conv2dImpl::forward(input); }
};

class BatchNorm2d : public torch::nn::BatchNorm2dImpl, public Layer {
 public:
  using torch::nn::BatchNorm2dImpl::BatchNorm2dImpl;
  // Shapes: [N, C, H, W] -> [N, C, H, W].
  using Layer::forward;

 protected:
  at::Tensor Compute(const at::Tensor& input) override { return BatchNorm2dImpl::forward(input); }
};

class Linear : public torch::nn::LinearImpl, public Layer {
 public:
  using torch::nn::LinearImpl::LinearImpl;
  // Shapes: [..., in] -> [..., out].
  using Layer::forward;

 protected:
  at::Tensor Compute(const at::Tensor& input) override { return LinearImpl::forward(input); }
};

// An activation that overwrites its input, as the reference's `inplace=True` layers do.
class Activation : public torch::nn::Module, public Layer {
 public:
  enum Kind { kReLU, kReLU6, kSiLU, kHardswish, kHardsigmoid, kSigmoid };
  // Shapes: any -> the same.
  explicit Activation(Kind kind) : kind_(kind) {}
  // "assay::ReLU()".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  Kind kind_;
};

// Zeroes elements with probability `p` in training mode, and is the identity in evaluation mode.
class Dropout : public torch::nn::Module, public Layer {
 public:
  // Shapes: any -> the same.
  // Errors: throws c10::ValueError on a `p` that is no probability.
  explicit Dropout(double p);
  // "assay::Dropout(p=0.2)".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  double p_;
};

// Layers one after the other. The children are named "0", "1", ..., as torch.nn.Sequential names them, or as the caller
// says.
class Chain : public torch::nn::Module, public Layer {
 public:
  // Appends a layer, which must be a torch::nn::Module too.
  void Add(std::shared_ptr<Layer> layer);
  void Add(const std::string& name, std::shared_ptr<Layer> layer);
  size_t size() const { return layers_.size(); }

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  std::vector<std::shared_ptr<Layer>> layers_;
};

struct ConvNormActivationOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t kernel_size = 3;
  int64_t stride = 1;
  int64_t groups = 1;
  // Null: no activation.
  std::optional<Activation::Kind> activation = Activation::kReLU;
  // Null: no normalisation, and a convolution with bias.
  NormLayer norm_layer = MakeBatchNorm2d;
  int64_t dilation = 1;
};

// A convolution that keeps the size (at stride 1), normalisation, activation: children "0", "1", "2".
// Source: torchvision.ops.Conv2dNormActivation.
std::shared_ptr<Chain> ConvNormActivation(const ConvNormActivationOptions& options);

// `value` rounded to a multiple of `divisor`, never by more than a tenth downwards.
// Source: torchvision.models._utils._make_divisible, from the MobileNet authors' TensorFlow code.
int64_t MakeDivisible(double value, int64_t divisor);

// Means over height and width.
// Shapes: [N, C, H, W] -> [N, C].
at::Tensor GlobalAveragePool(const at::Tensor& input);

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_LAYER_H_
