// Which normalisation a model is built of, as torchvision's `norm_layer` argument says it.
//
//   ResNet frozen(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.norm_layer = MakeFrozenBatchNorm2d});
//
//   // one of your own: LibTorch's module with the interface of models/layers/layer.h beside it
//   struct GroupNorm : torch::nn::GroupNormImpl, Layer {
//     explicit GroupNorm(int64_t channels) : GroupNormImpl(torch::nn::GroupNormOptions(32, channels)) {}
//     using Layer::forward;
//     at::Tensor Compute(const at::Tensor& input) override { return GroupNormImpl::forward(input); }
//   };
//   const NormLayer groups = [](int64_t channels) { return std::make_shared<GroupNorm>(channels); };
//
// This header sees no torch::nn: option structs hold a NormLayer.
#ifndef ASSAY_MODELS_LAYERS_NORM_LAYER_H_
#define ASSAY_MODELS_LAYERS_NORM_LAYER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace assay {

class Layer;  // models/layers/layer.h

// Makes the normalisation of `channels` channels: a Layer that is a torch::nn::Module too.
using NormLayer = std::function<std::shared_ptr<Layer>(int64_t channels)>;

// Batch normalisation with LibTorch's defaults. models/ops/frozen_batch_norm.h has the frozen one.
std::shared_ptr<Layer> MakeBatchNorm2d(int64_t channels);

// Batch normalisation with other constants: {.norm_layer = BatchNorm2dWith{.eps = 1e-3}}.
struct BatchNorm2dWith {
  double eps = 1e-5;
  double momentum = 0.1;

  std::shared_ptr<Layer> operator()(int64_t channels) const;
};

// `model`: "a ResNet". Errors: throws c10::ValueError where there is none.
void CheckNormLayer(const NormLayer& norm_layer, const char* model);

// How the lock names it as a default (models/describe_options.h): "MakeBatchNorm2d", or
// "BatchNorm2dWith{...}"; "none" where it is null, "set" where it is another function.
std::string OptionText(const NormLayer& norm_layer);

}  // namespace assay

#endif  // ASSAY_MODELS_LAYERS_NORM_LAYER_H_
