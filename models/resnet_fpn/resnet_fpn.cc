#include "models/resnet_fpn/resnet_fpn.h"

#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/builder.h"
#include "models/context_params.h"
#include "models/exceptions.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"

namespace assay {
namespace {

// "body" and "fpn", as the reference's keys have them.
class Network : public torch::nn::Module {
 public:
  Network(const ResNetBody& body, const ResNetFpnOptions& options) : body_(body.model) {
    register_module("body", body_.module());
    fpn_ = register_module("fpn", std::make_shared<FeaturePyramidNetwork>(FeaturePyramidNetworkOptions{
                                      .in_channels = {body.channels.begin(), body.channels.end()},
                                      .out_channels = options.out_channels,
                                      .norm_layer = options.norm_layer,
                                      .extra_blocks = std::make_shared<LastLevelMaxPool>()}));
  }

  // The pyramid's maps, under the names "0", "1", ... and that of the extra one.
  NamedTensors forward(const at::Tensor& images) {
    NamedTensors stages = body_.forward(NamedTensors{{"input", images}});
    for (size_t i = 0; i < stages.size(); ++i) stages[i].first = std::to_string(i);
    return fpn_->forward(stages);
  }

 private:
  Model body_;
  std::shared_ptr<FeaturePyramidNetwork> fpn_;
};

void Freeze(const Model& body, int64_t trainable_layers) {
  TORCH_CHECK(0 <= trainable_layers && trainable_layers <= 5, "trainable_layers must be 0 to 5, got ",
              trainable_layers);
  std::vector<std::string> trained = {"layer4", "layer3", "layer2", "layer1", "conv1"};
  trained.resize(trainable_layers);
  if (trainable_layers == 5) trained.push_back("bn1");
  for (const StateEntry& entry : body.state_dict()) {
    const std::string part = entry.name.substr(0, entry.name.find('.'));
    if (entry.is_parameter && std::find(trained.begin(), trained.end(), part) == trained.end()) {
      at::Tensor(entry.tensor).set_requires_grad(false);
    }
  }
}

Model Make(const ResNet& backbone, const ResNetFpnOptions& options) {
  const ResNetBody body = backbone.body();
  auto network = std::make_shared<Network>(body, options);
  Freeze(body.model, options.trainable_layers);
  return Model(network,
               [network](const std::vector<at::Tensor>& inputs) {
                 std::vector<at::Tensor> maps;
                 for (auto& [name, map] : network->forward(inputs[0])) maps.push_back(map);
                 return maps;
               },
               {.outputs = {"0", "1", "2", "3", "pool"}});
}

// The defaults that the first version was released with.
class DefaultsOfV1 {
 public:
  explicit DefaultsOfV1(bool active)
      : norm_({.eps = 0.0}, active), pyramid_({.init_over = FeaturePyramidNetwork::InitOver::kChildren}, active) {}

 private:
  ContextParams<FrozenBatchNorm2d> norm_;
  ContextParams<FeaturePyramidNetwork> pyramid_;
};

// Layers that never learned anything must not be frozen.
int64_t TrainableLayers(const ConstructOptions& options) { return options.pretrained ? 3 : 5; }

// A ResNet-50 of a version. There is one architecture: what tells the versions apart are defaults.
ResNetFpn ConstructResNet50Fpn(int version, const ConstructOptions& options, int64_t trainable_layers) {
  const DefaultsOfV1 old_defaults(/*active=*/version == 1);
  const ResNet backbone = [&] {
    const ScopedContext implied = EnterBackbone(options);
    return ResNet(ResNetBlock::kBottleneck, {3, 4, 6, 3}, {.norm_layer = MakeFrozenBatchNorm2d});
  }();
  return ResNetFpn(backbone, {.trainable_layers = trainable_layers});
}

absl::StatusOr<ResNetFpn> Compose(int version, const ResNet& backbone, const ResNetFpnOptions& options) {
  return ExceptionsToStatus([&] {
    const DefaultsOfV1 old_defaults(/*active=*/version == 1);
    return ResNetFpn(backbone, options);
  });
}

// Loads a ResNet's weights into the body. The file's classifier stays behind.
absl::Status LoadBackbone(Model& model, const WeightEntry& entry, bool progress) {
  Model body(model.module()->named_children()["body"], Model::ForwardFunction());
  return LoadWeights(body, entry, progress, {"fc.weight", "fc.bias"});
}

template <class W>
absl::StatusOr<ResNetFpn> BuildResNet50Fpn(int version, const ResNetFpnBuilderOptions<W>& options) {
  return Build<ResNetFpn>(W::kBuilder, options, [&](const ConstructOptions& construct) {
    return ConstructResNet50Fpn(version, construct, options.trainable_layers.value_or(TrainableLayers(construct)));
  });
}

Builder ByName(int version) {
  return {.family = "resnet_fpn",
          .task = "features",
          .construct =
              [version](const ConstructOptions& options) {
                return ConstructResNet50Fpn(version, options, TrainableLayers(options));
              },
          .backbone = "resnet50",
          .load_backbone = LoadBackbone,
          .constructor_options = {DescribeOptions<ResNetFpnOptions>, DescribeOptions<FeaturePyramidNetworkOptions>}};
}

}  // namespace

ResNetFpn::ResNetFpn(const ResNet& backbone, const ResNetFpnOptions& options) : Model(Make(backbone, options)) {}

absl::StatusOr<ResNetFpn> resnet_fpn(const ResNet& backbone, const ResNetFpnOptions& options) {
  return Compose(1, backbone, options);
}
absl::StatusOr<ResNetFpn> resnet_fpn_v2(const ResNet& backbone, const ResNetFpnOptions& options) {
  return Compose(2, backbone, options);
}

absl::StatusOr<ResNetFpn> resnet50_fpn(const ResNetFpnBuilderOptions<ResNet50FpnWeights>& options) {
  return BuildResNet50Fpn(1, options);
}
absl::StatusOr<ResNetFpn> resnet50_fpn_v2(const ResNetFpnBuilderOptions<ResNet50FpnV2Weights>& options) {
  return BuildResNet50Fpn(2, options);
}
ASSAY_REGISTER(resnet50_fpn, ByName(1));
ASSAY_REGISTER(resnet50_fpn_v2, ByName(2));

}  // namespace assay
