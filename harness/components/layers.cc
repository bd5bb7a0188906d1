#include "harness/components/layers.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/components/functions.h"
#include "harness/components/probe_case.h"
#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/layers/pooling.h"
#include "models/layers/squeeze_excitation.h"
#include "models/layers/stochastic_depth.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/ops/frozen_batch_norm.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kChannels = 8;

std::shared_ptr<Conv2d> Stem(int64_t stride) {
  return std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, kChannels, 3).stride(stride).bias(false));
}

// Images, a convolution to kChannels maps, then `layer`.
Model BehindStem(std::shared_ptr<Layer> layer) {
  auto chain = std::make_shared<Chain>();
  chain->Add(Stem(/*stride=*/3));
  chain->Add(std::move(layer));
  return Model(chain, [chain](const at::Tensor& images) { return chain->forward(images); });
}

// The mean over all pixels, and a linear layer.
class Classifier : public torch::nn::Module, public Layer {
 public:
  Classifier() : fc_(register_module("fc", std::make_shared<Linear>(kChannels, 5))) {}

 protected:
  at::Tensor Compute(const at::Tensor& input) override { return fc_->forward(GlobalAveragePool(input)); }

 private:
  std::shared_ptr<Linear> fc_;
};

// Three maps of three sizes, and a pyramid over them.
class Pyramid : public torch::nn::Module {
 public:
  explicit Pyramid(const FeaturePyramidNetworkOptions& options)
      : fine_(register_module("fine", Stem(3))),
        middle_(register_module("middle", Stem(5))),
        coarse_(register_module("coarse", Stem(11))),
        fpn_(register_module("fpn", std::make_shared<FeaturePyramidNetwork>(options))) {}

  NamedTensors forward(const at::Tensor& images) {
    return fpn_->forward(
        {{"a", fine_->forward(images)}, {"b", middle_->forward(images)}, {"c", coarse_->forward(images)}});
  }

 private:
  std::shared_ptr<Conv2d> fine_, middle_, coarse_;
  std::shared_ptr<FeaturePyramidNetwork> fpn_;
};

Model PyramidModel(FeaturePyramidNetworkOptions options) {
  options.in_channels = {kChannels, kChannels, kChannels};
  options.out_channels = 6;
  Signature signature = {.outputs = {"a", "b", "c"}};
  if (options.extra_blocks) signature.outputs.push_back("pool");
  auto pyramid = std::make_shared<Pyramid>(options);
  return Model(
      pyramid,
      [pyramid](const std::vector<at::Tensor>& inputs) {
        std::vector<at::Tensor> maps;
        for (auto& [name, map] : pyramid->forward(inputs[0])) maps.push_back(map);
        return maps;
      },
      signature);
}

class Measurement {
 public:
  explicit Measurement(bool noise) : noise_(noise) { golden_.set_component("layers"); }

  void Add(const std::string& name, const std::function<Model()>& construct) {
    if (status_.ok()) status_ = AddProbe(name, construct, {.noise = noise_}, golden_);
  }
  void AddLayer(const std::string& name, const std::function<std::shared_ptr<Layer>()>& make) {
    Add(name, [&make] { return BehindStem(make()); });
  }
  void AddConv(const std::string& name, ConvNormActivationOptions options) {
    options.in_channels = kChannels;
    options.out_channels = 12;
    AddLayer(absl::StrCat("ConvNormActivation", name), [options] { return ConvNormActivation(options); });
  }

  absl::StatusOr<proto::ComponentGolden> Take() {
    if (!status_.ok()) return status_;
    AddFunctions(golden_);
    return std::move(golden_);
  }

 private:
  const bool noise_;
  absl::Status status_;
  proto::ComponentGolden golden_;
};

void AddNormalisations(Measurement& cases) {
  cases.AddLayer("BatchNorm2d", [] { return MakeBatchNorm2d(kChannels); });
  cases.AddLayer("FrozenBatchNorm2d", [] { return MakeFrozenBatchNorm2d(kChannels); });
  cases.AddLayer("FrozenBatchNorm2d, eps 0.1", [] { return std::make_shared<FrozenBatchNorm2d>(kChannels, 0.1); });
  cases.AddLayer("FrozenBatchNorm2d under eps 0", [] {
    ContextParams<FrozenBatchNorm2d> scope({.eps = 0.0});
    return MakeFrozenBatchNorm2d(kChannels);
  });
  cases.AddLayer("FrozenBatchNorm2d, eps 0.1 under eps 0", [] {
    ContextParams<FrozenBatchNorm2d> scope({.eps = 0.0});
    return std::make_shared<FrozenBatchNorm2d>(kChannels, 0.1);
  });
}

// Which of several scopes counts, by what a layer is made with.
void AddScopes(Measurement& cases) {
  using Scope = ContextParams<FrozenBatchNorm2d>;
  const auto make = [] { return MakeFrozenBatchNorm2d(kChannels); };
  cases.AddLayer("scope within another", [&] {
    Scope outer({.eps = 0.5}), inner({.eps = 0.25});
    return make();
  });
  cases.AddLayer("scope that states nothing within another", [&] {
    Scope outer({.eps = 0.5}), inner({});
    return make();
  });
  cases.AddLayer("scope that is not active", [&] {
    Scope scope({.eps = 0.5}, /*active=*/false);
    return make();
  });
  cases.AddLayer("scope that was left", [&] {
    { Scope scope({.eps = 0.5}); }
    return make();
  });
  cases.AddLayer("scope of another class", [&] {
    ContextParams<FeaturePyramidNetwork> scope({.init_over = FeaturePyramidNetwork::InitOver::kChildren});
    return make();
  });
}

void AddConvolutions(Measurement& cases) {
  cases.AddConv("", {});
  cases.AddConv(", stride 2", {.stride = 2});
  cases.AddConv(", kernel 1", {.kernel_size = 1});
  cases.AddConv(", kernel 5", {.kernel_size = 5});
  cases.AddConv(", kernel 4", {.kernel_size = 4});
  cases.AddConv(", groups 4", {.groups = 4});
  cases.AddConv(", ReLU6", {.activation = Activation::kReLU6});
  cases.AddConv(", no activation", {.activation = std::nullopt});
  cases.AddConv(", no normalisation", {.norm_layer = nullptr});
  cases.AddConv(", dilation 2", {.dilation = 2});
  cases.AddConv(", BatchNorm2dWith", {.norm_layer = BatchNorm2dWith{.eps = 0.1, .momentum = 0.3}});
  cases.AddConv(", frozen", {.norm_layer = MakeFrozenBatchNorm2d});
}

void AddActivations(Measurement& cases) {
  const auto add = [&](const char* name, Activation::Kind kind) {
    cases.AddLayer(absl::StrCat("Activation, ", name), [kind] { return std::make_shared<Activation>(kind); });
  };
  add("ReLU", Activation::kReLU);
  add("ReLU6", Activation::kReLU6);
  add("SiLU", Activation::kSiLU);
  add("Hardswish", Activation::kHardswish);
  add("Hardsigmoid", Activation::kHardsigmoid);
  add("Sigmoid", Activation::kSigmoid);
}

void AddPoolings(Measurement& cases) {
  cases.AddLayer("MaxPool2d", [] { return std::make_shared<MaxPool2d>(3, 2, 1); });
  cases.AddLayer("AdaptiveAvgPool2d", [] { return std::make_shared<AdaptiveAvgPool2d>(); });
}

void AddSqueezes(Measurement& cases) {
  cases.AddLayer("SqueezeExcitation", [] {
    return std::make_shared<SqueezeExcitation>(
        SqueezeExcitationOptions{.input_channels = kChannels, .squeeze_channels = 3});
  });
  cases.AddLayer("SqueezeExcitation, SiLU, Hardsigmoid", [] {
    return std::make_shared<SqueezeExcitation>(SqueezeExcitationOptions{.input_channels = kChannels,
                                                                        .squeeze_channels = 3,
                                                                        .activation = Activation::kSiLU,
                                                                        .scale_activation = Activation::kHardsigmoid});
  });
}

void AddPyramids(Measurement& cases) {
  cases.Add("FeaturePyramidNetwork", [] { return PyramidModel({}); });
  cases.Add("FeaturePyramidNetwork, LastLevelMaxPool",
            [] { return PyramidModel({.extra_blocks = std::make_shared<LastLevelMaxPool>()}); });
  cases.Add("FeaturePyramidNetwork, BatchNorm2d", [] { return PyramidModel({.norm_layer = MakeBatchNorm2d}); });
  cases.Add("FeaturePyramidNetwork under init_over children", [] {
    ContextParams<FeaturePyramidNetwork> scope({.init_over = FeaturePyramidNetwork::InitOver::kChildren});
    return PyramidModel({});
  });
}

ASSAY_COMPONENT("layers", [](const ComponentInputs& inputs) { return MeasureLayers(inputs.noise); });

}  // namespace

absl::StatusOr<proto::ComponentGolden> MeasureLayers(bool noise) {
  Measurement cases(noise);
  AddNormalisations(cases);
  AddActivations(cases);
  cases.AddLayer("Dropout", [] { return std::make_shared<Dropout>(0.3); });
  cases.AddLayer("StochasticDepth, row", [] { return std::make_shared<StochasticDepth>(0.5); });
  cases.AddLayer("StochasticDepth, batch",
                 [] { return std::make_shared<StochasticDepth>(0.5, StochasticDepth::kBatch); });
  AddPoolings(cases);
  AddSqueezes(cases);
  cases.AddLayer("GlobalAveragePool, Linear", [] { return std::make_shared<Classifier>(); });
  AddScopes(cases);
  AddConvolutions(cases);
  AddPyramids(cases);
  return cases.Take();
}

}  // namespace assay
