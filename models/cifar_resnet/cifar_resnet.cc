#include "models/cifar_resnet/cifar_resnet.h"

#include <ATen/ops/relu.h>
#include <c10/util/Exception.h>
#include <torch/nn/init.h>

#include <memory>
#include <string>

#include "models/cifar_resnet/downsample_shortcut.h"
#include "models/context_params.h"
#include "models/layers/layer.h"

namespace assay {
namespace {

constexpr int64_t kStemChannels = 16;
constexpr int kStages = 3;

std::shared_ptr<Conv2d> Conv3x3(int64_t in_channels, int64_t out_channels, int64_t stride = 1) {
  return std::make_shared<Conv2d>(
      torch::nn::Conv2dOptions(in_channels, out_channels, 3).stride(stride).padding(1).bias(false));
}

std::shared_ptr<BatchNorm2d> Norm(int64_t channels) {
  return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(channels));
}

class BasicBlock : public torch::nn::Module, public Layer {
 public:
  BasicBlock(int64_t in_channels, int64_t channels, int64_t stride) {
    conv1_ = register_module("conv1", Conv3x3(in_channels, channels, stride));
    bn1_ = register_module("bn1", Norm(channels));
    conv2_ = register_module("conv2", Conv3x3(channels, channels));
    bn2_ = register_module("bn2", Norm(channels));
    if (stride != 1 || in_channels != channels) {
      shortcut_ =
          register_module("shortcut", std::make_shared<DownsampleShortcut>(DownsampleShortcutOptions{
                                          .in_channels = in_channels, .out_channels = channels, .stride = stride}));
    }
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor output = at::relu(bn1_->forward(conv1_->forward(input)));
    output = bn2_->forward(conv2_->forward(output));
    output += shortcut_ ? shortcut_->forward(input) : input;
    return at::relu(output);
  }

 private:
  std::shared_ptr<Conv2d> conv1_, conv2_;
  std::shared_ptr<BatchNorm2d> bn1_, bn2_;
  std::shared_ptr<DownsampleShortcut> shortcut_;
};

class Network : public torch::nn::Module {
 public:
  explicit Network(const CifarResNetOptions& options) {
    TORCH_CHECK_VALUE(options.depth >= 8 && options.depth % 6 == 2,
                      "a CIFAR ResNet's depth is 6n + 2 (8, 14, 20, ...), got ", options.depth);
    conv1_ = register_module("conv1", Conv3x3(3, kStemChannels));
    bn1_ = register_module("bn1", Norm(kStemChannels));
    int64_t channels = kStemChannels;
    for (int stage = 0; stage < kStages; ++stage) {
      const int64_t out_channels = kStemChannels << stage;
      stages_[stage] = register_module("layer" + std::to_string(stage + 1), std::make_shared<Chain>());
      for (int64_t i = 0; i < (options.depth - 2) / 6; ++i) {
        stages_[stage]->Add(std::make_shared<BasicBlock>(channels, out_channels, stage > 0 && i == 0 ? 2 : 1));
        channels = out_channels;
      }
    }
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(channels, options.num_classes)));
    for (const auto& module : modules(/*include_self=*/false)) {
      if (auto* conv = module->as<Conv2d>()) {
        torch::nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
      }
    }
  }

  at::Tensor forward(const at::Tensor& input) {
    at::Tensor x = at::relu(bn1_->forward(conv1_->forward(input)));
    for (const auto& stage : stages_) x = stage->forward(x);
    return fc_->forward(GlobalAveragePool(x));
  }

 private:
  std::shared_ptr<Conv2d> conv1_;
  std::shared_ptr<BatchNorm2d> bn1_;
  std::shared_ptr<Chain> stages_[kStages];
  std::shared_ptr<Linear> fc_;
};

Model Make(const CifarResNetOptions& options) {
  auto network = std::make_shared<Network>(options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

// There is one architecture: what tells the versions apart is a default.
CifarResNet ConstructResNet20(int version, const ConstructOptions& options) {
  const ContextParams<DownsampleShortcut> old_default({.pooling = DownsampleShortcut::Pooling::kSubsample},
                                                      /*active=*/version == 1);
  return CifarResNet({.num_classes = options.num_classes, .depth = 20});
}

}  // namespace

CifarResNet::CifarResNet(const CifarResNetOptions& options) : Model(Make(options)) {}

static const Family kFamily{
    .name = "cifar_resnet",
    .task = "classification",
    .transforms =
        ImageClassificationOptions{
            .crop_size = 16, .resize_size = 16, .mean = {0.3f, 0.3f, 0.3f}, .std = {0.37f, 0.37f, 0.37f}},
    .constructor_options = {DescribeOptions<CifarResNetOptions>},
    .num_classes = 10};

ASSAY_BUILDER(CifarResNet, digits_resnet20, DigitsResNet20Weights, kFamily,
              [](const ConstructOptions& options) { return ConstructResNet20(1, options); })
ASSAY_BUILDER(CifarResNet, digits_resnet20_v2, DigitsResNet20V2Weights, kFamily,
              [](const ConstructOptions& options) { return ConstructResNet20(2, options); })

}  // namespace assay
