// Pooling layers.
//
//   chain->Add(std::make_shared<MaxPool2d>(/*kernel_size=*/3, /*stride=*/2, /*padding=*/1));
//   chain->Add(std::make_shared<AdaptiveAvgPool2d>());   // [N, C, H, W] -> [N, C, 1, 1]
#ifndef ASSAY_MODELS_LAYERS_POOLING_H_
#define ASSAY_MODELS_LAYERS_POOLING_H_

#include "models/layers/layer.h"

namespace assay {

class MaxPool2d : public torch::nn::Module, public Layer {
 public:
  // Shapes: [N, C, H, W] -> [N, C, (H + 2 padding - kernel_size) / stride + 1, ...], rounded down.
  MaxPool2d(int64_t kernel_size, int64_t stride, int64_t padding)
      : kernel_size_(kernel_size), stride_(stride), padding_(padding) {}
  // "assay::MaxPool2d(kernel_size=3, stride=2, padding=1)".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;

 private:
  int64_t kernel_size_, stride_, padding_;
};

// The means over height and width.
// Shapes: [N, C, H, W] -> [N, C, 1, 1].
class AdaptiveAvgPool2d : public torch::nn::Module, public Layer {
 public:
  // "assay::AdaptiveAvgPool2d()".
  void pretty_print(std::ostream& stream) const override;

 protected:
  at::Tensor Compute(const at::Tensor& input) override;
};

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_POOLING_H_
