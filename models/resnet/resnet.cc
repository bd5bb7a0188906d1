#include "models/resnet/resnet.h"

#include <ATen/ops/flatten.h>
#include <torch/nn/init.h>

#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/layers/pooling.h"

namespace assay {
namespace {

constexpr int64_t kStemChannels = 64;

std::shared_ptr<Conv2d> Conv1x1(int64_t in_channels, int64_t out_channels, int64_t stride = 1) {
  return std::make_shared<Conv2d>(torch::nn::Conv2dOptions(in_channels, out_channels, 1).stride(stride).bias(false));
}

std::shared_ptr<Conv2d> Conv3x3(int64_t in_channels, int64_t out_channels, int64_t stride = 1, int64_t groups = 1,
                                int64_t dilation = 1) {
  return std::make_shared<Conv2d>(torch::nn::Conv2dOptions(in_channels, out_channels, 3)
                                      .stride(stride)
                                      .padding(dilation)
                                      .groups(groups)
                                      .dilation(dilation)
                                      .bias(false));
}

// What a normalisation multiplies with: a parameter, or a buffer where it is frozen. Undefined where it has none.
at::Tensor WeightOf(Layer& norm) {
  auto& module = dynamic_cast<torch::nn::Module&>(norm);
  const auto parameters = module.named_parameters(/*recurse=*/false), buffers = module.named_buffers(/*recurse=*/false);
  if (const at::Tensor* weight = parameters.find("weight")) return *weight;
  const at::Tensor* weight = buffers.find("weight");
  return weight != nullptr ? *weight : at::Tensor();
}

struct BlockOptions {
  int64_t in_channels = 0;
  int64_t planes = 0;
  int64_t stride = 1;
  int64_t groups = 1;
  int64_t width_per_group = 64;
  int64_t dilation = 1;
  NormLayer norm_layer;
  std::shared_ptr<Chain> downsample;  // null: the identity
};

class Block : public torch::nn::Module, public Layer {
 public:
  // The normalisation that ends the residual branch.
  virtual Layer& last_norm() = 0;

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor output = Branch(input);
    output += downsample_ ? downsample_->forward(input) : input;
    return relu_->forward(output);
  }
  virtual at::Tensor Branch(const at::Tensor& input) = 0;
  // One module for all activations of a block, as in the reference: who watches it sees the block's output last. Called
  // where the reference registers it.
  void RegisterReLU() { relu_ = register_module("relu", std::make_shared<Activation>(Activation::kReLU)); }
  // Called at the end of a block's constructor: the reference registers the shortcut after the branch.
  void RegisterDownsample(const std::shared_ptr<Chain>& downsample) {
    if (downsample) downsample_ = register_module("downsample", downsample);
  }
  Activation& relu() { return *relu_; }

 private:
  std::shared_ptr<Activation> relu_;
  std::shared_ptr<Chain> downsample_;
};

class BasicBlock : public Block {
 public:
  static constexpr int64_t kExpansion = 1;

  explicit BasicBlock(const BlockOptions& options) {
    TORCH_CHECK_VALUE(options.groups == 1 && options.width_per_group == 64,
                      "a basic block has groups 1 and width_per_group 64, got ", options.groups, " and ",
                      options.width_per_group);
    TORCH_CHECK_NOT_IMPLEMENTED(options.dilation == 1, "a basic block is not dilated, got dilation ", options.dilation);
    conv1_ = register_module("conv1", Conv3x3(options.in_channels, options.planes, options.stride));
    bn1_ = RegisterLayer(*this, "bn1", options.norm_layer(options.planes));
    RegisterReLU();
    conv2_ = register_module("conv2", Conv3x3(options.planes, options.planes));
    bn2_ = RegisterLayer(*this, "bn2", options.norm_layer(options.planes));
    RegisterDownsample(options.downsample);
  }
  Layer& last_norm() override { return *bn2_; }

 protected:
  at::Tensor Branch(const at::Tensor& input) override {
    at::Tensor output = bn1_->forward(conv1_->forward(input));
    return bn2_->forward(conv2_->forward(relu().forward(output)));
  }

 private:
  std::shared_ptr<Conv2d> conv1_, conv2_;
  std::shared_ptr<Layer> bn1_, bn2_;
};

class Bottleneck : public Block {
 public:
  static constexpr int64_t kExpansion = 4;

  explicit Bottleneck(const BlockOptions& options) {
    const int64_t width = static_cast<int64_t>(options.planes * (options.width_per_group / 64.0)) * options.groups;
    const int64_t out_channels = options.planes * kExpansion;
    conv1_ = register_module("conv1", Conv1x1(options.in_channels, width));
    bn1_ = RegisterLayer(*this, "bn1", options.norm_layer(width));
    conv2_ = register_module("conv2", Conv3x3(width, width, options.stride, options.groups, options.dilation));
    bn2_ = RegisterLayer(*this, "bn2", options.norm_layer(width));
    conv3_ = register_module("conv3", Conv1x1(width, out_channels));
    bn3_ = RegisterLayer(*this, "bn3", options.norm_layer(out_channels));
    RegisterReLU();
    RegisterDownsample(options.downsample);
  }
  Layer& last_norm() override { return *bn3_; }

 protected:
  at::Tensor Branch(const at::Tensor& input) override {
    at::Tensor output = bn1_->forward(conv1_->forward(input));
    output = bn2_->forward(conv2_->forward(relu().forward(output)));
    return bn3_->forward(conv3_->forward(relu().forward(output)));
  }

 private:
  std::shared_ptr<Conv2d> conv1_, conv2_, conv3_;
  std::shared_ptr<Layer> bn1_, bn2_, bn3_;
};

// All but the classifier.
class Body : public torch::nn::Module {
 public:
  Body(ResNetBlock block, const std::array<int64_t, 4>& layers, const ResNetOptions& options) : options_(options) {
    CheckNormLayer(options.norm_layer, "a ResNet");
    conv1_ = register_module(
        "conv1",
        std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, kStemChannels, 7).stride(2).padding(3).bias(false)));
    bn1_ = RegisterLayer(*this, "bn1", options.norm_layer(kStemChannels));
    relu_ = register_module("relu", std::make_shared<Activation>(Activation::kReLU));
    maxpool_ = register_module("maxpool", std::make_shared<MaxPool2d>(/*kernel_size=*/3, /*stride=*/2, /*padding=*/1));
    for (int i = 0; i < 4; ++i) {
      const int64_t planes = kStemChannels << i;
      const int64_t stride = i == 0 ? 1 : 2;
      const bool dilate = i > 0 && options.replace_stride_with_dilation[i - 1];
      auto layer = block == ResNetBlock::kBasic ? MakeLayer<BasicBlock>(planes, layers[i], stride, dilate)
                                                : MakeLayer<Bottleneck>(planes, layers[i], stride, dilate);
      layers_[i] = register_module("layer" + std::to_string(i + 1), layer);
      channels_[i] = in_channels_;
    }
  }

  // The outputs of layer1 to layer4.
  std::vector<at::Tensor> Stages(const at::Tensor& input) {
    at::Tensor x = maxpool_->forward(relu_->forward(bn1_->forward(conv1_->forward(input))));
    std::vector<at::Tensor> stages;
    for (const auto& layer : layers_) stages.push_back(x = layer->forward(x));
    return stages;
  }

  const std::array<int64_t, 4>& channels() const { return channels_; }

 private:
  template <class B>
  std::shared_ptr<Chain> MakeLayer(int64_t planes, int64_t blocks, int64_t stride, bool dilate) {
    const int64_t previous_dilation = dilation_;
    if (dilate) {
      dilation_ *= stride;
      stride = 1;
    }
    BlockOptions options{.in_channels = in_channels_,
                         .planes = planes,
                         .stride = stride,
                         .groups = options_.groups,
                         .width_per_group = options_.width_per_group,
                         .dilation = previous_dilation,
                         .norm_layer = options_.norm_layer};
    const int64_t out_channels = planes * B::kExpansion;
    if (stride != 1 || in_channels_ != out_channels) {
      options.downsample = std::make_shared<Chain>();
      options.downsample->Add(Conv1x1(in_channels_, out_channels, stride));
      options.downsample->Add(options_.norm_layer(out_channels));
    }
    auto layer = std::make_shared<Chain>();
    layer->Add(std::make_shared<B>(options));
    in_channels_ = out_channels;
    options.in_channels = out_channels;
    options.stride = 1;
    options.dilation = dilation_;
    options.downsample = nullptr;
    for (int64_t i = 1; i < blocks; ++i) layer->Add(std::make_shared<B>(options));
    return layer;
  }

  ResNetOptions options_;
  int64_t in_channels_ = kStemChannels;
  int64_t dilation_ = 1;
  std::array<int64_t, 4> channels_;
  std::shared_ptr<Conv2d> conv1_;
  std::shared_ptr<Layer> bn1_;
  std::shared_ptr<Activation> relu_;
  std::shared_ptr<MaxPool2d> maxpool_;
  std::array<std::shared_ptr<Chain>, 4> layers_;
};

// The body's layers are its own children, as the reference's keys have them: "layer1.0.conv1.weight".
class Network : public torch::nn::Module {
 public:
  Network(ResNetBlock block, const std::array<int64_t, 4>& layers, const ResNetOptions& options)
      : body_(std::make_shared<Body>(block, layers, options)) {
    for (const auto& child : body_->named_children()) register_module(child.key(), child.value());
    avgpool_ = register_module("avgpool", std::make_shared<AdaptiveAvgPool2d>());
    const int64_t channels = body_->channels().back();
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(channels, options.num_classes)));
    Initialise(options.zero_init_residual);
  }

  at::Tensor forward(const at::Tensor& input) {
    return fc_->forward(at::flatten(avgpool_->forward(body_->Stages(input).back()), 1));
  }

  const std::shared_ptr<Body>& body() const { return body_; }

 private:
  void Initialise(bool zero_init_residual) {
    for (const auto& module : modules(/*include_self=*/false)) {
      if (auto* conv = module->as<Conv2d>()) {
        torch::nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
      }
      if (auto* block = dynamic_cast<Block*>(module.get()); block != nullptr && zero_init_residual) {
        if (const at::Tensor weight = WeightOf(block->last_norm()); weight.defined()) torch::nn::init::zeros_(weight);
      }
    }
  }

  std::shared_ptr<Body> body_;
  std::shared_ptr<AdaptiveAvgPool2d> avgpool_;
  std::shared_ptr<Linear> fc_;
};

Model Make(ResNetBlock block, const std::array<int64_t, 4>& layers, const ResNetOptions& options) {
  auto network = std::make_shared<Network>(block, layers, options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

}  // namespace

ResNet::ResNet(ResNetBlock block, const std::array<int64_t, 4>& layers, const ResNetOptions& options)
    : Model(Make(block, layers, options)) {}

ResNetBody ResNet::body() const {
  const auto body = std::dynamic_pointer_cast<Network>(module())->body();
  return {.model = Model(body, [body](const std::vector<at::Tensor>& inputs) { return body->Stages(inputs[0]); },
                         {.outputs = {"layer1", "layer2", "layer3", "layer4"}}),
          .channels = body->channels()};
}

static const Family kFamily{.name = "resnet",
                            .task = "classification",
                            .transforms = ImageClassificationOptions{},
                            .constructor_options = {DescribeOptions<ResNetOptions>}};

// ResNeXt's cardinality and the width of each path come before the depths.
#define ASSAY_RESNET_BUILDER(builder, Weights, block, groups_, width, ...)                            \
  ASSAY_BUILDER(ResNet, builder, Weights, kFamily, [](const ConstructOptions& options) {              \
    return ResNet(ResNetBlock::block, __VA_ARGS__,                                                    \
                  {.num_classes = options.num_classes, .groups = groups_, .width_per_group = width}); \
  })

ASSAY_RESNET_BUILDER(resnet18, ResNet18Weights, kBasic, 1, 64, {2, 2, 2, 2})
ASSAY_RESNET_BUILDER(resnet34, ResNet34Weights, kBasic, 1, 64, {3, 4, 6, 3})
ASSAY_RESNET_BUILDER(resnet50, ResNet50Weights, kBottleneck, 1, 64, {3, 4, 6, 3})
ASSAY_RESNET_BUILDER(resnet101, ResNet101Weights, kBottleneck, 1, 64, {3, 4, 23, 3})
ASSAY_RESNET_BUILDER(resnet152, ResNet152Weights, kBottleneck, 1, 64, {3, 8, 36, 3})
ASSAY_RESNET_BUILDER(resnext50_32x4d, ResNeXt50_32X4DWeights, kBottleneck, 32, 4, {3, 4, 6, 3})
ASSAY_RESNET_BUILDER(resnext101_32x8d, ResNeXt101_32X8DWeights, kBottleneck, 32, 8, {3, 4, 23, 3})
ASSAY_RESNET_BUILDER(resnext101_64x4d, ResNeXt101_64X4DWeights, kBottleneck, 64, 4, {3, 4, 23, 3})
ASSAY_RESNET_BUILDER(wide_resnet50_2, WideResNet50_2Weights, kBottleneck, 1, 128, {3, 4, 6, 3})
ASSAY_RESNET_BUILDER(wide_resnet101_2, WideResNet101_2Weights, kBottleneck, 1, 128, {3, 4, 23, 3})

}  // namespace assay
