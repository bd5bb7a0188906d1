#include "models/efficientnet_lite/efficientnet_lite.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/hardtanh.h>
#include <ATen/ops/rand.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/layers/layer.h"

namespace assay {
namespace {

struct Stage {
  int64_t repeats, kernel_size, stride, expand_ratio, in_channels, out_channels;
};
constexpr Stage kStages[] = {
    {1, 3, 1, 1, 32, 16},  {2, 3, 2, 6, 16, 24},   {2, 5, 2, 6, 24, 40},   {3, 3, 2, 6, 40, 80},
    {3, 5, 1, 6, 80, 112}, {4, 5, 2, 6, 112, 192}, {1, 3, 1, 6, 192, 320},
};
// The Lite models scale neither stem nor head with the width.
constexpr int64_t kStemChannels = 32;
constexpr int64_t kHeadChannels = 1280;
constexpr int64_t kDivisor = 8;

torch::nn::BatchNormOptions NormOptions(int64_t channels) {
  // TensorFlow's momentum of 0.99 is PyTorch's 0.01.
  return torch::nn::BatchNormOptions(channels).eps(1e-3).momentum(0.01);
}

at::Tensor Relu6(at::Tensor x) { return at::hardtanh_(x, 0, 6); }

// A convolution with TensorFlow's "same" padding for one input size: where the padding is odd, the larger half is on
// the right and at the bottom.
class SamePaddingConv2d : public Conv2d {
 public:
  SamePaddingConv2d(const torch::nn::Conv2dOptions& options, int64_t image_size) : Conv2d(options) {
    const int64_t kernel = (*options.kernel_size())[0];
    const int64_t stride = (*options.stride())[0];
    const int64_t output_size = (image_size + stride - 1) / stride;
    const int64_t total = std::max<int64_t>((output_size - 1) * stride + kernel - image_size, 0);
    before_ = total / 2;
    after_ = total - before_;
  }

  void pretty_print(std::ostream& stream) const override {
    stream << "assay::SamePaddingConv2d(" << options.in_channels() << ", " << options.out_channels()
           << ", kernel_size=" << at::IntArrayRef(*options.kernel_size())
           << ", stride=" << at::IntArrayRef(*options.stride()) << ", groups=" << options.groups()
           << ", before=" << before_ << ", after=" << after_ << ")";
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    if (after_ == 0) return Conv2d::Compute(input);
    return Conv2d::Compute(at::constant_pad_nd(input, {before_, after_, before_, after_}));
  }

 private:
  int64_t before_ = 0;
  int64_t after_ = 0;
};

std::shared_ptr<SamePaddingConv2d> MakeConv(int64_t in_channels, int64_t out_channels, int64_t kernel_size,
                                            int64_t stride, int64_t groups, int64_t image_size) {
  return std::make_shared<SamePaddingConv2d>(
      torch::nn::Conv2dOptions(in_channels, out_channels, kernel_size).stride(stride).groups(groups).bias(false),
      image_size);
}

struct BlockOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t kernel_size = 3;
  int64_t stride = 1;
  int64_t expand_ratio = 1;
  int64_t image_size = 224;
  double drop_connect = 0;
};

// Mobile inverted bottleneck without squeeze-and-excitation.
class MBConvBlock : public torch::nn::Module, public Layer {
 public:
  explicit MBConvBlock(const BlockOptions& options)
      : residual_(options.stride == 1 && options.in_channels == options.out_channels),
        drop_connect_(options.drop_connect) {
    const int64_t hidden = options.in_channels * options.expand_ratio;
    if (options.expand_ratio != 1) {
      expand_conv_ =
          register_module("_expand_conv", MakeConv(options.in_channels, hidden, 1, 1, 1, options.image_size));
      bn0_ = register_module("_bn0", std::make_shared<BatchNorm2d>(NormOptions(hidden)));
    }
    depthwise_conv_ = register_module(
        "_depthwise_conv", MakeConv(hidden, hidden, options.kernel_size, options.stride, hidden, options.image_size));
    bn1_ = register_module("_bn1", std::make_shared<BatchNorm2d>(NormOptions(hidden)));
    project_conv_ =
        register_module("_project_conv", MakeConv(hidden, options.out_channels, 1, 1, 1, options.image_size));
    bn2_ = register_module("_bn2", std::make_shared<BatchNorm2d>(NormOptions(options.out_channels)));
  }

  void pretty_print(std::ostream& stream) const override {
    stream << "assay::MBConvBlock(residual=" << std::boolalpha << residual_ << ", drop_connect=" << drop_connect_
           << ")";
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    at::Tensor x = input;
    if (expand_conv_) x = Relu6(bn0_->forward(expand_conv_->forward(x)));
    x = Relu6(bn1_->forward(depthwise_conv_->forward(x)));
    x = bn2_->forward(project_conv_->forward(x));
    return residual_ ? DropConnect(x) + input : x;
  }

 private:
  // Drops the branch of some samples in training, and scales the others so that the expectation stays.
  at::Tensor DropConnect(const at::Tensor& x) const {
    if (!is_training() || drop_connect_ == 0) return x;
    const double keep = 1 - drop_connect_;
    const at::Tensor mask = (keep + at::rand({x.size(0), 1, 1, 1}, x.options())).floor_();
    return x / keep * mask;
  }

  bool residual_;
  double drop_connect_;
  std::shared_ptr<Conv2d> expand_conv_, depthwise_conv_, project_conv_;
  std::shared_ptr<BatchNorm2d> bn0_, bn1_, bn2_;
};

// All blocks, with widths and depths scaled. The first and the last stage keep their depth.
std::vector<BlockOptions> Blocks(const EfficientNetLiteOptions& options, int64_t image_size) {
  std::vector<BlockOptions> blocks;
  const auto width = [&](int64_t channels) { return MakeDivisible(channels * options.width_coefficient, kDivisor); };
  for (const Stage& stage : kStages) {
    const bool first = &stage == std::begin(kStages);
    const bool scaled = !first && &stage != std::end(kStages) - 1;
    const int64_t repeats =
        scaled ? static_cast<int64_t>(std::ceil(options.depth_coefficient * stage.repeats)) : stage.repeats;
    BlockOptions block{.in_channels = first ? kStemChannels : width(stage.in_channels),
                       .out_channels = width(stage.out_channels),
                       .kernel_size = stage.kernel_size,
                       .stride = stage.stride,
                       .expand_ratio = stage.expand_ratio,
                       .image_size = image_size};
    blocks.push_back(block);
    image_size = (image_size + stage.stride - 1) / stage.stride;
    block.in_channels = block.out_channels;
    block.stride = 1;
    block.image_size = image_size;
    for (int64_t i = 1; i < repeats; ++i) blocks.push_back(block);
  }
  for (size_t i = 0; i < blocks.size(); ++i) blocks[i].drop_connect = options.drop_connect * i / blocks.size();
  return blocks;
}

class Network : public torch::nn::Module {
 public:
  explicit Network(const EfficientNetLiteOptions& options) {
    conv_stem_ = register_module("_conv_stem", MakeConv(3, kStemChannels, 3, 2, 1, options.image_size));
    bn0_ = register_module("_bn0", std::make_shared<BatchNorm2d>(NormOptions(kStemChannels)));
    blocks_ = register_module("_blocks", std::make_shared<Chain>());
    const auto blocks = Blocks(options, (options.image_size + 1) / 2);
    for (const BlockOptions& block : blocks) blocks_->Add(std::make_shared<MBConvBlock>(block));
    conv_head_ = register_module("_conv_head", MakeConv(blocks.back().out_channels, kHeadChannels, 1, 1, 1, 1));
    bn1_ = register_module("_bn1", std::make_shared<BatchNorm2d>(NormOptions(kHeadChannels)));
    dropout_ = register_module("_dropout", std::make_shared<Dropout>(options.dropout));
    fc_ =
        register_module("_fc", std::make_shared<Linear>(torch::nn::LinearOptions(kHeadChannels, options.num_classes)));
  }

  at::Tensor forward(const at::Tensor& input) {
    at::Tensor x = Relu6(bn0_->forward(conv_stem_->forward(input)));
    x = blocks_->forward(x);
    x = Relu6(bn1_->forward(conv_head_->forward(x)));
    return fc_->forward(dropout_->forward(GlobalAveragePool(x)));
  }

 private:
  std::shared_ptr<Conv2d> conv_stem_, conv_head_;
  std::shared_ptr<BatchNorm2d> bn0_, bn1_;
  std::shared_ptr<Chain> blocks_;
  std::shared_ptr<Dropout> dropout_;
  std::shared_ptr<Linear> fc_;
};

Model Make(const EfficientNetLiteOptions& options) {
  auto network = std::make_shared<Network>(options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

}  // namespace

EfficientNetLite::EfficientNetLite(const EfficientNetLiteOptions& options) : Model(Make(options)) {}

// The preprocessing that the package of the weights states, at a builder's own size.
static Family FamilyAt(int size) {
  return {.name = "efficientnet_lite",
          .task = "classification",
          .transforms = ImageClassificationOptions{.crop_size = size,
                                                   .resize_size = size + 32,
                                                   .interpolation = Interpolation::kBicubic,
                                                   .mean = {127 / 255.f, 127 / 255.f, 127 / 255.f},
                                                   .std = {128 / 255.f, 128 / 255.f, 128 / 255.f}},
          .constructor_options = {DescribeOptions<EfficientNetLiteOptions>}};
}

#define ASSAY_LITE_BUILDER(builder, Weights, width, depth, size, dropout_rate)                            \
  ASSAY_BUILDER(EfficientNetLite, builder, Weights, FamilyAt(size), [](const ConstructOptions& options) { \
    return EfficientNetLite({.num_classes = options.num_classes,                                          \
                             .width_coefficient = width,                                                  \
                             .depth_coefficient = depth,                                                  \
                             .image_size = size,                                                          \
                             .dropout = dropout_rate});                                                   \
  })

ASSAY_LITE_BUILDER(efficientnet_lite0, EfficientNetLite0Weights, 1.0, 1.0, 224, 0.2)
ASSAY_LITE_BUILDER(efficientnet_lite1, EfficientNetLite1Weights, 1.0, 1.1, 240, 0.2)
ASSAY_LITE_BUILDER(efficientnet_lite2, EfficientNetLite2Weights, 1.1, 1.2, 260, 0.3)

}  // namespace assay
