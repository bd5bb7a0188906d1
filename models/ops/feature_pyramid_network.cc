#include "models/ops/feature_pyramid_network.h"

#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <c10/util/Exception.h>
#include <torch/nn/init.h>

#include <string>
#include <utility>

namespace assay {
namespace {

std::shared_ptr<Chain> Block(int64_t in_channels, int64_t kernel_size, const FeaturePyramidNetworkOptions& options) {
  return ConvNormActivation({.in_channels = in_channels,
                             .out_channels = options.out_channels,
                             .kernel_size = kernel_size,
                             .activation = std::nullopt,
                             .norm_layer = options.norm_layer});
}

}  // namespace

void LastLevelMaxPool::Extend(const NamedTensors&, NamedTensors& pyramid) {
  pyramid.emplace_back("pool", at::max_pool2d(pyramid.back().second, /*kernel_size=*/1, /*stride=*/2));
}

FeaturePyramidNetwork::FeaturePyramidNetwork(const FeaturePyramidNetworkOptions& options)
    : out_channels_(options.out_channels),
      init_over_(ContextParams<FeaturePyramidNetwork>::Get(&Overrides::init_over, InitOver::kModules)) {
  TORCH_CHECK(!options.in_channels.empty(), "a feature pyramid needs at least one map: in_channels is empty");
  auto inner = register_module("inner_blocks", std::make_shared<torch::nn::Module>());
  auto layer = register_module("layer_blocks", std::make_shared<torch::nn::Module>());
  for (const int64_t in_channels : options.in_channels) {
    TORCH_CHECK(in_channels > 0, "a map of a feature pyramid needs channels, got ", in_channels);
    const std::string name = std::to_string(inner_blocks_.size());
    inner_blocks_.push_back(inner->register_module(name, Block(in_channels, 1, options)));
    layer_blocks_.push_back(layer->register_module(name, Block(options.out_channels, 3, options)));
  }
  // The extra blocks come after: they initialise themselves.
  Initialise();
  if (options.extra_blocks) extra_blocks_ = register_module("extra_blocks", options.extra_blocks);
}

void FeaturePyramidNetwork::Initialise() {
  for (const auto& module : init_over_ == InitOver::kModules ? modules(/*include_self=*/false) : children()) {
    auto* conv = module->as<Conv2d>();
    if (conv == nullptr) continue;
    torch::nn::init::kaiming_uniform_(conv->weight, /*a=*/1);
    if (conv->bias.defined()) torch::nn::init::zeros_(conv->bias);
  }
}

void FeaturePyramidNetwork::pretty_print(std::ostream& stream) const {
  stream << "assay::FeaturePyramidNetwork(out_channels=" << out_channels_
         << ", init_over=" << (init_over_ == InitOver::kModules ? "modules" : "children") << ")";
}

NamedTensors FeaturePyramidNetwork::forward(const NamedTensors& features) {
  TORCH_CHECK(features.size() == inner_blocks_.size(), "this feature pyramid takes ", inner_blocks_.size(),
              " maps, got ", features.size());
  NamedTensors pyramid(features.size());
  at::Tensor coarser;
  for (size_t i = features.size(); i-- > 0;) {
    at::Tensor inner = inner_blocks_[i]->forward(features[i].second);
    if (coarser.defined()) inner = inner + at::upsample_nearest2d(coarser, inner.sizes().slice(2));
    pyramid[i] = {features[i].first, layer_blocks_[i]->forward(inner)};
    coarser = std::move(inner);
  }
  if (extra_blocks_) extra_blocks_->Extend(features, pyramid);
  return pyramid;
}

}  // namespace assay
