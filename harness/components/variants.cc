#include "harness/components/variants.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"
#include "harness/components/component.h"
#include "harness/components/probe_case.h"
#include "models/bert/bert.h"
#include "models/efficientnet/efficientnet.h"
#include "models/efficientnet_lite/efficientnet_lite.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/mobilenet/mobilenet_v3.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/regnet/regnet.h"
#include "models/resnet/resnet.h"
#include "models/resnet_fpn/resnet_fpn.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr int64_t kClasses = 7;
constexpr int64_t kWidth = 8;  // of a group: a bottleneck an eighth as wide as a builder's

// Without a line for each tensor, which the locks of the builders have: the differences are named there. Initial values
// are no one else's, and stay as their sum.
proto::Probe Short(const proto::Probe& probe) {
  proto::Probe totals = Totals(probe);
  double sum = 0;
  for (const proto::NamedValue& value : probe.init_seed0_sum()) sum += value.value();
  proto::NamedValue& total = *totals.add_init_seed0_sum();
  total.set_name("all tensors");
  total.set_value(sum);
  return totals;
}

class Measurement {
 public:
  explicit Measurement(bool noise) : noise_(noise) { golden_.set_component("variants"); }

  void Add(const std::string& name, const std::function<Model()>& construct) {
    if (status_.ok()) status_ = AddProbe(name, construct, {.noise = noise_}, golden_);
  }
  // What matters is how training starts: outputs of probe values are as without the option.
  void AddInitialised(const std::string& name, ResNetBlock block, ResNetOptions options) {
    options.num_classes = kClasses;
    if (status_.ok())
      status_ = AddProbe(
          absl::StrCat("ResNet, ", name),
          [=] {
            return ResNet(block, {1, 1, 1, 1}, options);
          },
          {.gradients = false, .rect = false, .training = false, .noise = noise_}, golden_);
  }
  void AddResNet(const std::string& name, ResNetBlock block, ResNetOptions options,
                 const std::array<int64_t, 4>& layers = {1, 1, 1, 1}) {
    options.num_classes = kClasses;
    Add(absl::StrCat("ResNet, ", name), [=] { return ResNet(block, layers, options); });
  }
  void AddMobileNet(const std::string& name, MobileNetV2Options options) {
    options.num_classes = kClasses;
    Add(absl::StrCat("MobileNetV2, ", name), [=] { return MobileNetV2(options); });
  }
  void AddEfficientNet(const std::string& name, EfficientNetLiteOptions options) {
    options.num_classes = kClasses;
    Add(absl::StrCat("EfficientNetLite, ", name), [=] { return EfficientNetLite(options); });
  }
  void AddBert(const std::string& name, BertOptions options) {
    options.vocab_size = 50;
    options.hidden_size = 24;
    options.num_hidden_layers = 2;
    options.intermediate_size = 40;
    options.max_position_embeddings = 48;
    Add(absl::StrCat("Bert, ", name), [=] { return Bert(options); });
  }

  absl::StatusOr<proto::ComponentGolden> Take() {
    if (!status_.ok()) return status_;
    for (proto::ComponentCase& item : *golden_.mutable_item()) *item.mutable_probe() = Short(item.probe());
    return std::move(golden_);
  }

 private:
  const bool noise_;
  absl::Status status_;
  proto::ComponentGolden golden_;
};

void AddResNets(Measurement& cases) {
  constexpr ResNetBlock kBasic = ResNetBlock::kBasic, kBottleneck = ResNetBlock::kBottleneck;
  cases.AddResNet("width 8", kBottleneck, {.width_per_group = kWidth});
  cases.AddResNet("groups 4", kBottleneck, {.groups = 4, .width_per_group = kWidth});
  cases.AddInitialised("zero_init_residual, bottleneck", kBottleneck,
                       {.zero_init_residual = true, .width_per_group = kWidth});
  cases.AddInitialised("zero_init_residual, basic", kBasic, {.zero_init_residual = true});
  cases.AddResNet("dilation of layer4", kBottleneck,
                  {.width_per_group = kWidth, .replace_stride_with_dilation = {false, false, true}}, {1, 1, 1, 2});
  cases.AddResNet("dilation of layer2 and layer3", kBottleneck,
                  {.width_per_group = kWidth, .replace_stride_with_dilation = {true, true, false}}, {1, 2, 2, 1});
  cases.AddResNet("frozen", kBottleneck, {.width_per_group = kWidth, .norm_layer = MakeFrozenBatchNorm2d});
}

void AddPyramids(Measurement& cases) {
  const auto backbone = [] {
    return ResNet(ResNetBlock::kBottleneck, {1, 1, 1, 1},
                  {.width_per_group = kWidth, .norm_layer = MakeFrozenBatchNorm2d});
  };
  cases.Add("ResNetFpn, trainable_layers 2",
            [&] { return ResNetFpn(backbone(), {.out_channels = 16, .trainable_layers = 2}); });
  cases.Add("ResNetFpn, BatchNorm2d",
            [&] { return ResNetFpn(backbone(), {.out_channels = 16, .norm_layer = MakeBatchNorm2d}); });
}

void AddMobileNets(Measurement& cases) {
  cases.AddMobileNet("width 0.35", {.width_mult = 0.35});
  cases.AddMobileNet("width 0.3, rounded to 4", {.width_mult = 0.3, .round_nearest = 4});
  cases.AddMobileNet("settings", {.settings = {{1, 16, 1, 1}, {3, 24, 2, 2}, {6, 24, 1, 1}}});
  cases.AddMobileNet("dropout 0.5", {.settings = {{1, 8, 1, 2}}, .dropout = 0.5});
}

void AddMobileNetV3s(Measurement& cases) {
  const auto add = [&](const std::string& name, const MobileNetV3Settings& settings, MobileNetV3Options options) {
    options.num_classes = kClasses;
    cases.Add(absl::StrCat("MobileNetV3, ", name),
              [=] { return MobileNetV3(settings.blocks, settings.last_channel, options); });
  };
  add("large, width 0.35", MobileNetV3Large({.width_mult = 0.35}), {});
  add("small, reduced tail, dilated", MobileNetV3Small({.reduced_tail = true, .dilated = true}), {});
  add("dropout 0.5, frozen", MobileNetV3Small({.width_mult = 0.5}),
      {.dropout = 0.5, .norm_layer = MakeFrozenBatchNorm2d});
}

void AddScaledEfficientNets(Measurement& cases) {
  const auto add = [&](const std::string& name, const std::vector<MBConvStage>& stages, EfficientNetOptions options) {
    options.num_classes = kClasses;
    cases.Add(absl::StrCat("EfficientNet, ", name), [=] { return EfficientNet(stages, options); });
  };
  add("width 0.35, depth 0.4", EfficientNetV1Stages({.width_mult = 0.35, .depth_mult = 0.4}), {});
  add("fused",
      {{.block = MBConv::kFused, .in_channels = 16, .out_channels = 16, .repeats = 2},
       {.block = MBConv::kFused,
        .expand_ratio = 4,
        .kernel_size = 5,
        .stride = 2,
        .in_channels = 16,
        .out_channels = 24}},
      {.last_channel = 40});
  add("dropout 0.5, stochastic depth 0.9, frozen",
      {{.expand_ratio = 3, .in_channels = 16, .out_channels = 16, .repeats = 3}},
      {.dropout = 0.5, .stochastic_depth = 0.9, .norm_layer = MakeFrozenBatchNorm2d});
}

void AddRegNets(Measurement& cases) {
  const auto add = [&](const std::string& name, const RegNetParameters& parameters, RegNetOptions options) {
    options.num_classes = kClasses;
    cases.Add(absl::StrCat("RegNet, ", name), [=] { return RegNet(RegNetStages(parameters), options); });
  };
  RegNetParameters narrow = {.depth = 5, .w_0 = 16, .w_a = 12, .w_m = 1.8, .group_width = 12};
  add("X", narrow, {});
  add("Y, stem width 16, frozen", narrow, {.stem_width = 16, .se_ratio = 0.3, .norm_layer = MakeFrozenBatchNorm2d});
  narrow.bottleneck_multiplier = 0.5;
  add("bottleneck multiplier 0.5", narrow, {});
}

void AddEfficientNets(Measurement& cases) {
  cases.AddEfficientNet("width 0.35, depth 0.4", {.width_coefficient = 0.35, .depth_coefficient = 0.4});
  cases.AddEfficientNet("width 0.3, depth 0.6, image_size 130",
                        {.width_coefficient = 0.3, .depth_coefficient = 0.6, .image_size = 130});
  cases.AddEfficientNet("dropout 0.5, drop_connect 0.4",
                        {.width_coefficient = 0.3, .depth_coefficient = 0.4, .dropout = 0.5, .drop_connect = 0.4});
}

void AddBerts(Measurement& cases) {
  cases.AddBert("4 heads", {.num_attention_heads = 4});
  cases.AddBert("1 head, layer_norm_eps 1e-3", {.num_attention_heads = 1, .layer_norm_eps = 1e-3});
  cases.AddBert("no pooling layer", {.num_attention_heads = 4, .add_pooling_layer = false});
  cases.AddBert("type_vocab_size 3, pad_token_id 5, initializer_range 0.5",
                {.num_attention_heads = 4, .type_vocab_size = 3, .initializer_range = 0.5, .pad_token_id = 5});
  cases.AddBert("dropout 0.4 and 0.3",
                {.num_attention_heads = 4, .hidden_dropout_prob = 0.4, .attention_probs_dropout_prob = 0.3});
}

ASSAY_COMPONENT("variants", [](const ComponentInputs& inputs) { return MeasureVariants(inputs.noise); });

}  // namespace

absl::StatusOr<proto::ComponentGolden> MeasureVariants(bool noise) {
  Measurement cases(noise);
  AddResNets(cases);
  AddPyramids(cases);
  AddMobileNets(cases);
  AddMobileNetV3s(cases);
  AddEfficientNets(cases);
  AddScaledEfficientNets(cases);
  AddRegNets(cases);
  AddBerts(cases);
  return cases.Take();
}

}  // namespace assay
