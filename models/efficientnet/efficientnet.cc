#include "models/efficientnet/efficientnet.h"

#include <ATen/ops/flatten.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "models/layers/layer.h"
#include "models/layers/pooling.h"
#include "models/layers/squeeze_excitation.h"
#include "models/layers/stochastic_depth.h"

namespace assay {
namespace {

constexpr int64_t kDivisor = 8;

std::shared_ptr<Chain> MakeConv(int64_t in_channels, int64_t out_channels, int64_t kernel_size, int64_t stride,
                                const NormLayer& norm_layer, int64_t groups = 1,
                                std::optional<Activation::Kind> activation = Activation::kSiLU) {
  return ConvNormActivation({.in_channels = in_channels,
                             .out_channels = out_channels,
                             .kernel_size = kernel_size,
                             .stride = stride,
                             .groups = groups,
                             .activation = activation,
                             .norm_layer = norm_layer});
}

std::shared_ptr<Chain> Project(int64_t in_channels, int64_t out_channels, const NormLayer& norm_layer) {
  return MakeConv(in_channels, out_channels, 1, 1, norm_layer, 1, std::nullopt);
}

std::shared_ptr<Chain> DepthwiseBranch(const MBConvStage& stage, int64_t expanded, const NormLayer& norm_layer) {
  auto branch = std::make_shared<Chain>();
  if (expanded != stage.in_channels) branch->Add(MakeConv(stage.in_channels, expanded, 1, 1, norm_layer));
  branch->Add(MakeConv(expanded, expanded, stage.kernel_size, stage.stride, norm_layer, /*groups=*/expanded));
  branch->Add(std::make_shared<SqueezeExcitation>(
      SqueezeExcitationOptions{.input_channels = expanded,
                               .squeeze_channels = std::max<int64_t>(1, stage.in_channels / 4),
                               .activation = Activation::kSiLU}));
  branch->Add(Project(expanded, stage.out_channels, norm_layer));
  return branch;
}

std::shared_ptr<Chain> FusedBranch(const MBConvStage& stage, int64_t expanded, const NormLayer& norm_layer) {
  const bool expands = expanded != stage.in_channels;
  auto branch = std::make_shared<Chain>();
  branch->Add(MakeConv(stage.in_channels, expands ? expanded : stage.out_channels, stage.kernel_size, stage.stride,
                       norm_layer));
  if (expands) branch->Add(Project(expanded, stage.out_channels, norm_layer));
  return branch;
}

// A block of either kind.
class MBConvBlock : public torch::nn::Module, public Layer {
 public:
  MBConvBlock(const MBConvStage& stage, double stochastic_depth, const NormLayer& norm_layer)
      : residual_(stage.stride == 1 && stage.in_channels == stage.out_channels) {
    TORCH_CHECK_VALUE(stage.stride == 1 || stage.stride == 2, "the stride of an MBConv stage is 1 or 2, got ",
                      stage.stride);
    const int64_t expanded = MakeDivisible(stage.in_channels * stage.expand_ratio, kDivisor);
    block_ = register_module("block", stage.block == MBConv::kFused ? FusedBranch(stage, expanded, norm_layer)
                                                                    : DepthwiseBranch(stage, expanded, norm_layer));
    stochastic_depth_ = register_module("stochastic_depth", std::make_shared<StochasticDepth>(stochastic_depth));
  }

  void pretty_print(std::ostream& stream) const override {
    stream << "assay::MBConvBlock(residual=" << std::boolalpha << residual_ << ")";
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor output = block_->forward(input);
    if (!residual_) return output;
    output = stochastic_depth_->forward(output);
    return output += input;
  }

 private:
  bool residual_;
  std::shared_ptr<Chain> block_;
  std::shared_ptr<StochasticDepth> stochastic_depth_;
};

class Network : public torch::nn::Module {
 public:
  Network(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options)
      : features_(register_module("features", std::make_shared<Chain>())),
        avgpool_(register_module("avgpool", std::make_shared<AdaptiveAvgPool2d>())),
        classifier_(register_module("classifier", std::make_shared<Chain>())) {
    CheckNormLayer(options.norm_layer, "an EfficientNet");
    TORCH_CHECK_VALUE(!stages.empty(), "an EfficientNet needs at least one stage: EfficientNetV1Stages()");
    features_->Add(MakeConv(3, stages.front().in_channels, 3, 2, options.norm_layer));
    AddStages(stages, options);
    const int64_t channels = stages.back().out_channels;
    const int64_t last_channel = options.last_channel.value_or(4 * channels);
    features_->Add(MakeConv(channels, last_channel, 1, 1, options.norm_layer));
    classifier_->Add(std::make_shared<Dropout>(options.dropout));
    classifier_->Add(std::make_shared<Linear>(torch::nn::LinearOptions(last_channel, options.num_classes)));
    Initialise();
  }

  at::Tensor forward(const at::Tensor& input) {
    return classifier_->forward(at::flatten(avgpool_->forward(features_->forward(input)), 1));
  }

 private:
  void AddStages(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options) {
    int64_t blocks = 0, index = 0;
    for (const MBConvStage& stage : stages) blocks += stage.repeats;
    for (MBConvStage stage : stages) {
      auto chain = std::make_shared<Chain>();
      for (int64_t i = 0; i < stage.repeats; ++i) {
        const double stochastic_depth = options.stochastic_depth * index++ / blocks;
        chain->Add(std::make_shared<MBConvBlock>(stage, stochastic_depth, options.norm_layer));
        stage.in_channels = stage.out_channels;
        stage.stride = 1;
      }
      features_->Add(chain);
    }
  }

  void Initialise() {
    for (const auto& module : modules(/*include_self=*/false)) {
      if (auto* conv = module->as<Conv2d>()) {
        torch::nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut);
        if (conv->bias.defined()) torch::nn::init::zeros_(conv->bias);
      } else if (auto* linear = module->as<Linear>()) {
        const double range = 1.0 / std::sqrt(linear->options.out_features());
        torch::nn::init::uniform_(linear->weight, -range, range);
        torch::nn::init::zeros_(linear->bias);
      }
    }
  }

  std::shared_ptr<Chain> features_;
  std::shared_ptr<AdaptiveAvgPool2d> avgpool_;
  std::shared_ptr<Chain> classifier_;
};

Model Make(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options) {
  auto network = std::make_shared<Network>(stages, options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

constexpr MBConv kMBConv = MBConv::kDepthwise, kFused = MBConv::kFused;

}  // namespace

std::vector<MBConvStage> EfficientNetV1Stages(const EfficientNetScale& scale) {
  std::vector<MBConvStage> stages = {
      {kMBConv, 1, 3, 1, 32, 16, 1},   {kMBConv, 6, 3, 2, 16, 24, 2},  {kMBConv, 6, 5, 2, 24, 40, 2},
      {kMBConv, 6, 3, 2, 40, 80, 3},   {kMBConv, 6, 5, 1, 80, 112, 3}, {kMBConv, 6, 5, 2, 112, 192, 4},
      {kMBConv, 6, 3, 1, 192, 320, 1},
  };
  for (MBConvStage& stage : stages) {
    stage.in_channels = MakeDivisible(stage.in_channels * scale.width_mult, kDivisor);
    stage.out_channels = MakeDivisible(stage.out_channels * scale.width_mult, kDivisor);
    stage.repeats = static_cast<int64_t>(std::ceil(stage.repeats * scale.depth_mult));
  }
  return stages;
}

std::vector<MBConvStage> EfficientNetV2Small() {
  return {
      {kFused, 1, 3, 1, 24, 24, 2},   {kFused, 4, 3, 2, 24, 48, 4},    {kFused, 4, 3, 2, 48, 64, 4},
      {kMBConv, 4, 3, 2, 64, 128, 6}, {kMBConv, 6, 3, 1, 128, 160, 9}, {kMBConv, 6, 3, 2, 160, 256, 15},
  };
}

std::vector<MBConvStage> EfficientNetV2Medium() {
  return {
      {kFused, 1, 3, 1, 24, 24, 3},    {kFused, 4, 3, 2, 24, 48, 5},     {kFused, 4, 3, 2, 48, 80, 5},
      {kMBConv, 4, 3, 2, 80, 160, 7},  {kMBConv, 6, 3, 1, 160, 176, 14}, {kMBConv, 6, 3, 2, 176, 304, 18},
      {kMBConv, 6, 3, 1, 304, 512, 5},
  };
}

std::vector<MBConvStage> EfficientNetV2Large() {
  return {
      {kFused, 1, 3, 1, 32, 32, 4},    {kFused, 4, 3, 2, 32, 64, 7},     {kFused, 4, 3, 2, 64, 96, 7},
      {kMBConv, 4, 3, 2, 96, 192, 10}, {kMBConv, 6, 3, 1, 192, 224, 19}, {kMBConv, 6, 3, 2, 224, 384, 25},
      {kMBConv, 6, 3, 1, 384, 640, 7},
  };
}

EfficientNet::EfficientNet(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options)
    : Model(Make(stages, options)) {}

// The preprocessing of the sizes differs: each entry states its own.
static const Family kFamily{.name = "efficientnet",
                            .task = "classification",
                            .transforms = ImageClassificationOptions{},
                            .constructor_options = {DescribeOptions<EfficientNetOptions>, DescribeOptions<MBConvStage>,
                                                    DescribeOptions<EfficientNetScale>}};

#define ASSAY_EFFICIENTNET_BUILDER(builder, Weights, stages, ...)                              \
  ASSAY_BUILDER(EfficientNet, builder, Weights, kFamily, [](const ConstructOptions& options) { \
    return EfficientNet(stages, {.num_classes = options.num_classes, __VA_ARGS__});            \
  })
#define ASSAY_EFFICIENTNET_V1_BUILDER(builder, Weights, width, depth, ...) \
  ASSAY_EFFICIENTNET_BUILDER(builder, Weights, EfficientNetV1Stages({width, depth}), __VA_ARGS__)

ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b0, EfficientNetB0Weights, 1.0, 1.0, .dropout = 0.2)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b1, EfficientNetB1Weights, 1.0, 1.1, .dropout = 0.2)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b2, EfficientNetB2Weights, 1.1, 1.2, .dropout = 0.3)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b3, EfficientNetB3Weights, 1.2, 1.4, .dropout = 0.3)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b4, EfficientNetB4Weights, 1.4, 1.8, .dropout = 0.4)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b5, EfficientNetB5Weights, 1.6, 2.2, .dropout = 0.4,
                              .norm_layer = kEfficientNetB5Norm)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b6, EfficientNetB6Weights, 1.8, 2.6, .dropout = 0.5,
                              .norm_layer = kEfficientNetB5Norm)
ASSAY_EFFICIENTNET_V1_BUILDER(efficientnet_b7, EfficientNetB7Weights, 2.0, 3.1, .dropout = 0.5,
                              .norm_layer = kEfficientNetB5Norm)
ASSAY_EFFICIENTNET_BUILDER(efficientnet_v2_s, EfficientNetV2SWeights, EfficientNetV2Small(), .dropout = 0.2,
                           .norm_layer = kEfficientNetV2Norm, .last_channel = 1280)
ASSAY_EFFICIENTNET_BUILDER(efficientnet_v2_m, EfficientNetV2MWeights, EfficientNetV2Medium(), .dropout = 0.3,
                           .norm_layer = kEfficientNetV2Norm, .last_channel = 1280)
ASSAY_EFFICIENTNET_BUILDER(efficientnet_v2_l, EfficientNetV2LWeights, EfficientNetV2Large(), .dropout = 0.4,
                           .norm_layer = kEfficientNetV2Norm, .last_channel = 1280)

}  // namespace assay
