#include "models/mobilenet/mobilenet_v2.h"

#include <algorithm>

#include "models/layers/layer.h"
#include "models/mobilenet/initialise.h"

namespace assay {
namespace {

// expand_ratio, channels, repeats, stride.
constexpr InvertedResidualSetting kPaper[] = {
    {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1},
};
constexpr int64_t kStemChannels = 32;
constexpr int64_t kHeadChannels = 1280;

class InvertedResidual : public torch::nn::Module, public Layer {
 public:
  InvertedResidual(int64_t in_channels, int64_t out_channels, int64_t stride, int64_t expand_ratio)
      : conv_(register_module("conv", std::make_shared<Chain>())),
        residual_(stride == 1 && in_channels == out_channels) {
    TORCH_CHECK_VALUE(stride == 1 || stride == 2, "the stride of an inverted residual block is 1 or 2, got ", stride);
    const int64_t hidden = in_channels * expand_ratio;
    if (expand_ratio != 1) {
      conv_->Add(ConvNormActivation(
          {.in_channels = in_channels, .out_channels = hidden, .kernel_size = 1, .activation = Activation::kReLU6}));
    }
    conv_->Add(ConvNormActivation({.in_channels = hidden,
                                   .out_channels = hidden,
                                   .stride = stride,
                                   .groups = hidden,
                                   .activation = Activation::kReLU6}));
    conv_->Add(std::make_shared<Conv2d>(torch::nn::Conv2dOptions(hidden, out_channels, 1).bias(false)));
    conv_->Add(std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(out_channels)));
  }

  void pretty_print(std::ostream& stream) const override {
    stream << "assay::InvertedResidual(residual=" << std::boolalpha << residual_ << ")";
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    return residual_ ? input + conv_->forward(input) : conv_->forward(input);
  }

 private:
  std::shared_ptr<Chain> conv_;
  bool residual_;
};

class Network : public torch::nn::Module {
 public:
  explicit Network(const MobileNetV2Options& options)
      : features_(register_module("features", std::make_shared<Chain>())),
        classifier_(register_module("classifier", std::make_shared<Chain>())) {
    std::vector<InvertedResidualSetting> settings = options.settings;
    if (settings.empty()) settings.assign(std::begin(kPaper), std::end(kPaper));
    int64_t channels = MakeDivisible(kStemChannels * options.width_mult, options.round_nearest);
    const int64_t last = MakeDivisible(kHeadChannels * std::max(1.0, options.width_mult), options.round_nearest);
    features_->Add(ConvNormActivation(
        {.in_channels = 3, .out_channels = channels, .stride = 2, .activation = Activation::kReLU6}));
    for (const InvertedResidualSetting& setting : settings) {
      const int64_t out_channels = MakeDivisible(setting.channels * options.width_mult, options.round_nearest);
      for (int64_t i = 0; i < setting.repeats; ++i) {
        features_->Add(std::make_shared<InvertedResidual>(channels, out_channels, i == 0 ? setting.stride : 1,
                                                          setting.expand_ratio));
        channels = out_channels;
      }
    }
    features_->Add(ConvNormActivation(
        {.in_channels = channels, .out_channels = last, .kernel_size = 1, .activation = Activation::kReLU6}));
    classifier_->Add(std::make_shared<Dropout>(options.dropout));
    classifier_->Add(std::make_shared<Linear>(torch::nn::LinearOptions(last, options.num_classes)));
    InitialiseMobileNet(*this);
  }

  at::Tensor forward(const at::Tensor& input) {
    return classifier_->forward(GlobalAveragePool(features_->forward(input)));
  }

 private:
  std::shared_ptr<Chain> features_;
  std::shared_ptr<Chain> classifier_;
};

Model Make(const MobileNetV2Options& options) {
  auto network = std::make_shared<Network>(options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

}  // namespace

MobileNetV2::MobileNetV2(const MobileNetV2Options& options) : Model(Make(options)) {}

static const Family kFamily{
    .name = "mobilenet",
    .task = "classification",
    .transforms = ImageClassificationOptions{},
    .constructor_options = {DescribeOptions<MobileNetV2Options>, DescribeOptions<InvertedResidualSetting>,
                            DescribeOptions<ConvNormActivationOptions>}};

ASSAY_BUILDER(MobileNetV2, mobilenet_v2, MobileNetV2Weights, kFamily,
              [](const ConstructOptions& options) { return MobileNetV2({.num_classes = options.num_classes}); })

}  // namespace assay
