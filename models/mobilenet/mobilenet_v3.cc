#include "models/mobilenet/mobilenet_v3.h"

#include <ATen/ops/flatten.h>

#include <memory>
#include <optional>

#include "models/layers/layer.h"
#include "models/layers/pooling.h"
#include "models/layers/squeeze_excitation.h"
#include "models/mobilenet/initialise.h"

namespace assay {
namespace {

constexpr int64_t kDivisor = 8;

MobileNetV3Settings Scaled(MobileNetV3Settings settings, double width_mult) {
  const auto scale = [&](int64_t& channels) { channels = MakeDivisible(channels * width_mult, kDivisor); };
  for (MobileNetV3Block& block : settings.blocks) {
    scale(block.in_channels);
    scale(block.expanded_channels);
    scale(block.out_channels);
  }
  scale(settings.last_channel);
  return settings;
}

std::shared_ptr<Chain> MakeBranch(const MobileNetV3Block& block, const NormLayer& norm_layer) {
  const Activation::Kind activation = block.hardswish ? Activation::kHardswish : Activation::kReLU;
  auto branch = std::make_shared<Chain>();
  if (block.expanded_channels != block.in_channels) {
    branch->Add(ConvNormActivation({.in_channels = block.in_channels,
                                    .out_channels = block.expanded_channels,
                                    .kernel_size = 1,
                                    .activation = activation,
                                    .norm_layer = norm_layer}));
  }
  branch->Add(ConvNormActivation({.in_channels = block.expanded_channels,
                                  .out_channels = block.expanded_channels,
                                  .kernel_size = block.kernel_size,
                                  .stride = block.dilation > 1 ? 1 : block.stride,
                                  .groups = block.expanded_channels,
                                  .activation = activation,
                                  .norm_layer = norm_layer,
                                  .dilation = block.dilation}));
  if (block.squeeze_excitation) {
    branch->Add(std::make_shared<SqueezeExcitation>(
        SqueezeExcitationOptions{.input_channels = block.expanded_channels,
                                 .squeeze_channels = MakeDivisible(block.expanded_channels / 4, kDivisor),
                                 .scale_activation = Activation::kHardsigmoid}));
  }
  branch->Add(ConvNormActivation({.in_channels = block.expanded_channels,
                                  .out_channels = block.out_channels,
                                  .kernel_size = 1,
                                  .activation = std::nullopt,
                                  .norm_layer = norm_layer}));
  return branch;
}

class InvertedResidual : public torch::nn::Module, public Layer {
 public:
  InvertedResidual(const MobileNetV3Block& block, const NormLayer& norm_layer)
      : residual_(block.stride == 1 && block.in_channels == block.out_channels) {
    TORCH_CHECK_VALUE(block.stride == 1 || block.stride == 2,
                      "the stride of an inverted residual block is 1 or 2, got ", block.stride);
    block_ = register_module("block", MakeBranch(block, norm_layer));
  }

  void pretty_print(std::ostream& stream) const override {
    stream << "assay::InvertedResidual(residual=" << std::boolalpha << residual_ << ")";
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor output = block_->forward(input);
    return residual_ ? output += input : output;
  }

 private:
  std::shared_ptr<Chain> block_;
  bool residual_;
};

class Network : public torch::nn::Module {
 public:
  Network(const std::vector<MobileNetV3Block>& blocks, int64_t last_channel, const MobileNetV3Options& options)
      : features_(register_module("features", std::make_shared<Chain>())),
        avgpool_(register_module("avgpool", std::make_shared<AdaptiveAvgPool2d>())),
        classifier_(register_module("classifier", std::make_shared<Chain>())) {
    CheckNormLayer(options.norm_layer, "a MobileNetV3");
    TORCH_CHECK_VALUE(!blocks.empty(), "a MobileNetV3 needs at least one block: MobileNetV3Large().blocks");
    const auto add = [&](int64_t in_channels, int64_t out_channels, int64_t kernel_size, int64_t stride) {
      features_->Add(ConvNormActivation({.in_channels = in_channels,
                                         .out_channels = out_channels,
                                         .kernel_size = kernel_size,
                                         .stride = stride,
                                         .activation = Activation::kHardswish,
                                         .norm_layer = options.norm_layer}));
    };
    const int64_t channels = blocks.back().out_channels;
    add(3, blocks.front().in_channels, 3, 2);
    for (const MobileNetV3Block& block : blocks) {
      features_->Add(std::make_shared<InvertedResidual>(block, options.norm_layer));
    }
    add(channels, 6 * channels, 1, 1);
    classifier_->Add(std::make_shared<Linear>(torch::nn::LinearOptions(6 * channels, last_channel)));
    classifier_->Add(std::make_shared<Activation>(Activation::kHardswish));
    classifier_->Add(std::make_shared<Dropout>(options.dropout));
    classifier_->Add(std::make_shared<Linear>(torch::nn::LinearOptions(last_channel, options.num_classes)));
    InitialiseMobileNet(*this);
  }

  at::Tensor forward(const at::Tensor& input) {
    return classifier_->forward(at::flatten(avgpool_->forward(features_->forward(input)), 1));
  }

 private:
  std::shared_ptr<Chain> features_;
  std::shared_ptr<AdaptiveAvgPool2d> avgpool_;
  std::shared_ptr<Chain> classifier_;
};

Model Make(const std::vector<MobileNetV3Block>& blocks, int64_t last_channel, const MobileNetV3Options& options) {
  auto network = std::make_shared<Network>(blocks, last_channel, options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

constexpr bool kSE = true, kHS = true, kNoSE = false, kReLU = false;

}  // namespace

MobileNetV3Settings MobileNetV3Large(const MobileNetV3SettingsOptions& options) {
  const int64_t divider = options.reduced_tail ? 2 : 1;
  const int64_t dilation = options.dilated ? 2 : 1;
  return Scaled({.blocks =
                     {
                         {16, 3, 16, 16, kNoSE, kReLU, 1},
                         {16, 3, 64, 24, kNoSE, kReLU, 2},
                         {24, 3, 72, 24, kNoSE, kReLU, 1},
                         {24, 5, 72, 40, kSE, kReLU, 2},
                         {40, 5, 120, 40, kSE, kReLU, 1},
                         {40, 5, 120, 40, kSE, kReLU, 1},
                         {40, 3, 240, 80, kNoSE, kHS, 2},
                         {80, 3, 200, 80, kNoSE, kHS, 1},
                         {80, 3, 184, 80, kNoSE, kHS, 1},
                         {80, 3, 184, 80, kNoSE, kHS, 1},
                         {80, 3, 480, 112, kSE, kHS, 1},
                         {112, 3, 672, 112, kSE, kHS, 1},
                         {112, 5, 672, 160 / divider, kSE, kHS, 2, dilation},
                         {160 / divider, 5, 960 / divider, 160 / divider, kSE, kHS, 1, dilation},
                         {160 / divider, 5, 960 / divider, 160 / divider, kSE, kHS, 1, dilation},
                     },
                 .last_channel = 1280 / divider},
                options.width_mult);
}

MobileNetV3Settings MobileNetV3Small(const MobileNetV3SettingsOptions& options) {
  const int64_t divider = options.reduced_tail ? 2 : 1;
  const int64_t dilation = options.dilated ? 2 : 1;
  return Scaled({.blocks =
                     {
                         {16, 3, 16, 16, kSE, kReLU, 2},
                         {16, 3, 72, 24, kNoSE, kReLU, 2},
                         {24, 3, 88, 24, kNoSE, kReLU, 1},
                         {24, 5, 96, 40, kSE, kHS, 2},
                         {40, 5, 240, 40, kSE, kHS, 1},
                         {40, 5, 240, 40, kSE, kHS, 1},
                         {40, 5, 120, 48, kSE, kHS, 1},
                         {48, 5, 144, 48, kSE, kHS, 1},
                         {48, 5, 288, 96 / divider, kSE, kHS, 2, dilation},
                         {96 / divider, 5, 576 / divider, 96 / divider, kSE, kHS, 1, dilation},
                         {96 / divider, 5, 576 / divider, 96 / divider, kSE, kHS, 1, dilation},
                     },
                 .last_channel = 1024 / divider},
                options.width_mult);
}

MobileNetV3::MobileNetV3(const std::vector<MobileNetV3Block>& blocks, int64_t last_channel,
                         const MobileNetV3Options& options)
    : Model(Make(blocks, last_channel, options)) {}

static const Family kFamily{
    .name = "mobilenet",
    .task = "classification",
    .transforms = ImageClassificationOptions{},
    .constructor_options = {DescribeOptions<MobileNetV3Options>, DescribeOptions<MobileNetV3Block>,
                            DescribeOptions<MobileNetV3SettingsOptions>}};

#define ASSAY_MOBILENET_V3_BUILDER(builder, Weights, Settings)                                        \
  ASSAY_BUILDER(MobileNetV3, builder, Weights, kFamily, [](const ConstructOptions& options) {         \
    const MobileNetV3Settings settings = Settings();                                                  \
    return MobileNetV3(settings.blocks, settings.last_channel, {.num_classes = options.num_classes}); \
  })

ASSAY_MOBILENET_V3_BUILDER(mobilenet_v3_large, MobileNetV3LargeWeights, MobileNetV3Large)
ASSAY_MOBILENET_V3_BUILDER(mobilenet_v3_small, MobileNetV3SmallWeights, MobileNetV3Small)

}  // namespace assay
