#include "models/regnet/regnet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/flatten.h>
#include <torch/nn/init.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "models/layers/layer.h"
#include "models/layers/pooling.h"
#include "models/layers/squeeze_excitation.h"

namespace assay {
namespace {

// The paper's quantum of widths.
constexpr int64_t kQuantum = 8;

struct BlockOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t stride = 1;
  int64_t group_width = 1;
  double bottleneck_multiplier = 1;
  std::optional<double> se_ratio;
  NormLayer norm_layer;
};

std::shared_ptr<Chain> MakeConv(int64_t in_channels, int64_t out_channels, int64_t kernel_size, int64_t stride,
                                const NormLayer& norm_layer, int64_t groups = 1,
                                std::optional<Activation::Kind> activation = Activation::kReLU) {
  return ConvNormActivation({.in_channels = in_channels,
                             .out_channels = out_channels,
                             .kernel_size = kernel_size,
                             .stride = stride,
                             .groups = groups,
                             .activation = activation,
                             .norm_layer = norm_layer});
}

// Rounds half to even, as Python's round does.
int64_t Round(double value) { return static_cast<int64_t>(std::nearbyint(value)); }

std::shared_ptr<Chain> MakeBranch(const BlockOptions& options) {
  const int64_t width = Round(options.out_channels * options.bottleneck_multiplier);
  // As many whole groups as fit; those divide the width, even where their own width does not.
  const int64_t groups = options.group_width > 0 ? width / options.group_width : 0;
  TORCH_CHECK_VALUE(groups > 0 && width % groups == 0, "a RegNet stage's bottleneck of ", width,
                    " channels does not divide into ", groups, " groups, which a group width of ", options.group_width,
                    " makes of it");
  auto branch = std::make_shared<Chain>();
  branch->Add("a", MakeConv(options.in_channels, width, 1, 1, options.norm_layer));
  branch->Add("b", MakeConv(width, width, 3, options.stride, options.norm_layer, groups));
  if (options.se_ratio.value_or(0) != 0) {
    branch->Add("se",
                std::make_shared<SqueezeExcitation>(SqueezeExcitationOptions{
                    .input_channels = width, .squeeze_channels = Round(*options.se_ratio * options.in_channels)}));
  }
  branch->Add("c", MakeConv(width, options.out_channels, 1, 1, options.norm_layer, 1, std::nullopt));
  return branch;
}

// A bottleneck with its shortcut, which is projected where the shape changes.
class Block : public torch::nn::Module, public Layer {
 public:
  explicit Block(const BlockOptions& options) {
    if (options.in_channels != options.out_channels || options.stride != 1) {
      proj_ = register_module("proj", MakeConv(options.in_channels, options.out_channels, 1, options.stride,
                                               options.norm_layer, 1, std::nullopt));
    }
    f_ = register_module("f", MakeBranch(options));
    activation_ = register_module("activation", std::make_shared<Activation>(Activation::kReLU));
  }

 protected:
  at::Tensor Compute(const at::Tensor& input) override {
    const at::Tensor shortcut = proj_ ? proj_->forward(input) : input;
    return activation_->forward(shortcut + f_->forward(input));
  }

 private:
  std::shared_ptr<Chain> proj_, f_;
  std::shared_ptr<Activation> activation_;
};

class Network : public torch::nn::Module {
 public:
  Network(const std::vector<RegNetStage>& stages, const RegNetOptions& options) {
    CheckNormLayer(options.norm_layer, "a RegNet");
    TORCH_CHECK_VALUE(!stages.empty(), "a RegNet needs at least one stage: RegNetStages(...)");
    stem_ = register_module("stem", MakeConv(3, options.stem_width, 3, 2, options.norm_layer));
    trunk_output_ = register_module("trunk_output", std::make_shared<Chain>());
    int64_t in_channels = options.stem_width;
    for (size_t i = 0; i < stages.size(); ++i) {
      trunk_output_->Add(absl::StrCat("block", i + 1), MakeStage(i + 1, in_channels, stages[i], options));
      in_channels = stages[i].width;
    }
    avgpool_ = register_module("avgpool", std::make_shared<AdaptiveAvgPool2d>());
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(in_channels, options.num_classes)));
    Initialise();
  }

  at::Tensor forward(const at::Tensor& input) {
    return fc_->forward(at::flatten(avgpool_->forward(trunk_output_->forward(stem_->forward(input))), 1));
  }

 private:
  static std::shared_ptr<Chain> MakeStage(size_t number, int64_t in_channels, const RegNetStage& stage,
                                          const RegNetOptions& options) {
    auto chain = std::make_shared<Chain>();
    for (int64_t i = 0; i < stage.depth; ++i) {
      chain->Add(absl::StrCat("block", number, "-", i),
                 std::make_shared<Block>(BlockOptions{.in_channels = i == 0 ? in_channels : stage.width,
                                                      .out_channels = stage.width,
                                                      .stride = i == 0 ? stage.stride : 1,
                                                      .group_width = stage.group_width,
                                                      .bottleneck_multiplier = stage.bottleneck_multiplier,
                                                      .se_ratio = options.se_ratio,
                                                      .norm_layer = options.norm_layer}));
    }
    return chain;
  }

  // Unlike ResNet's fan_out, a grouped convolution's counts all groups; biases keep LibTorch's values.
  void Initialise() {
    for (const auto& module : modules(/*include_self=*/false)) {
      if (auto* conv = module->as<Conv2d>()) {
        const int64_t fan_out = conv->weight.size(2) * conv->weight.size(3) * conv->options.out_channels();
        torch::nn::init::normal_(conv->weight, 0, std::sqrt(2.0 / fan_out));
      } else if (auto* linear = module->as<Linear>()) {
        torch::nn::init::normal_(linear->weight, 0, 0.01);
        torch::nn::init::zeros_(linear->bias);
      }
    }
  }

  std::shared_ptr<Chain> stem_, trunk_output_;
  std::shared_ptr<AdaptiveAvgPool2d> avgpool_;
  std::shared_ptr<Linear> fc_;
};

Model Make(const std::vector<RegNetStage>& stages, const RegNetOptions& options) {
  auto network = std::make_shared<Network>(stages, options);
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

void Check(const RegNetParameters& parameters) {
  TORCH_CHECK_VALUE(
      parameters.depth >= 1 && parameters.w_a >= 0 && parameters.w_0 > 0 && parameters.w_m > 1 &&
          parameters.w_0 % kQuantum == 0 && parameters.group_width >= 1 && parameters.bottleneck_multiplier > 0,
      "a RegNet has a depth of at least 1, w_a of at least 0, w_0 a positive multiple of ", kQuantum,
      ", w_m above 1, a group width of at least 1 and a positive bottleneck multiplier, got depth ", parameters.depth,
      ", w_a ", parameters.w_a, ", w_0 ", parameters.w_0, ", w_m ", parameters.w_m, ", group width ",
      parameters.group_width, ", bottleneck multiplier ", parameters.bottleneck_multiplier);
}

// Equations 2 to 4. In float32, as the reference computes them: a rounding could depend on it.
int64_t BlockWidth(const RegNetParameters& parameters, int64_t block) {
  const float w_0 = parameters.w_0, w_m = parameters.w_m;
  const float linear = static_cast<float>(block) * static_cast<float>(parameters.w_a) + w_0;
  const float power = std::nearbyint(std::log(linear / w_0) / static_cast<float>(std::log(parameters.w_m)));
  return static_cast<int64_t>(std::nearbyint(w_0 * std::pow(w_m, power) / kQuantum)) * kQuantum;
}

// Widths that the groups divide, where the multiplier makes whole numbers of them.
void Adjust(RegNetStage& stage) {
  const int64_t bottleneck = static_cast<int64_t>(stage.width * stage.bottleneck_multiplier);
  stage.group_width = std::min(stage.group_width, bottleneck);
  stage.width = static_cast<int64_t>(MakeDivisible(bottleneck, stage.group_width) / stage.bottleneck_multiplier);
}

}  // namespace

std::vector<RegNetStage> RegNetStages(const RegNetParameters& parameters) {
  Check(parameters);
  std::vector<RegNetStage> stages;
  for (int64_t i = 0; i < parameters.depth; ++i) {
    const int64_t width = BlockWidth(parameters, i);
    if (!stages.empty() && stages.back().width == width) {
      ++stages.back().depth;
    } else {
      stages.push_back({.width = width,
                        .group_width = parameters.group_width,
                        .bottleneck_multiplier = parameters.bottleneck_multiplier});
    }
  }
  for (RegNetStage& stage : stages) Adjust(stage);
  return stages;
}

RegNet::RegNet(const std::vector<RegNetStage>& stages, const RegNetOptions& options) : Model(Make(stages, options)) {}

static const Family kFamily{.name = "regnet",
                            .task = "classification",
                            .transforms = ImageClassificationOptions{},
                            .constructor_options = {DescribeOptions<RegNetOptions>, DescribeOptions<RegNetStage>,
                                                    DescribeOptions<RegNetParameters>}};

// X has no squeeze-and-excitation, Y a quarter of the block's channels.
#define ASSAY_REGNET_BUILDER(builder, Weights, ratio, point)                                     \
  ASSAY_BUILDER(RegNet, builder, Weights, kFamily, [](const ConstructOptions& options) {         \
    return RegNet(RegNetStages(point), {.num_classes = options.num_classes, .se_ratio = ratio}); \
  })
#define ASSAY_REGNET_X(builder, Weights, point) ASSAY_REGNET_BUILDER(builder, Weights, std::nullopt, point)
#define ASSAY_REGNET_Y(builder, Weights, point) ASSAY_REGNET_BUILDER(builder, Weights, 0.25, point)

ASSAY_REGNET_X(regnet_x_400mf, RegNetX400MFWeights, kRegNetX400MF)
ASSAY_REGNET_X(regnet_x_800mf, RegNetX800MFWeights, kRegNetX800MF)
ASSAY_REGNET_X(regnet_x_1_6gf, RegNetX1_6GFWeights, kRegNetX1_6GF)
ASSAY_REGNET_X(regnet_x_3_2gf, RegNetX3_2GFWeights, kRegNetX3_2GF)
ASSAY_REGNET_X(regnet_x_8gf, RegNetX8GFWeights, kRegNetX8GF)
ASSAY_REGNET_X(regnet_x_16gf, RegNetX16GFWeights, kRegNetX16GF)
ASSAY_REGNET_X(regnet_x_32gf, RegNetX32GFWeights, kRegNetX32GF)
ASSAY_REGNET_Y(regnet_y_400mf, RegNetY400MFWeights, kRegNetY400MF)
ASSAY_REGNET_Y(regnet_y_800mf, RegNetY800MFWeights, kRegNetY800MF)
ASSAY_REGNET_Y(regnet_y_1_6gf, RegNetY1_6GFWeights, kRegNetY1_6GF)
ASSAY_REGNET_Y(regnet_y_3_2gf, RegNetY3_2GFWeights, kRegNetY3_2GF)
ASSAY_REGNET_Y(regnet_y_8gf, RegNetY8GFWeights, kRegNetY8GF)
ASSAY_REGNET_Y(regnet_y_16gf, RegNetY16GFWeights, kRegNetY16GF)
ASSAY_REGNET_Y(regnet_y_32gf, RegNetY32GFWeights, kRegNetY32GF)
ASSAY_REGNET_Y(regnet_y_128gf, RegNetY128GFWeights, kRegNetY128GF)

}  // namespace assay
