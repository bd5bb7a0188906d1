// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/efficientnet/efficientnet.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/testing/probe_numbers.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Made with torchvision 0.26.0's EfficientNet on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options,
                 const ProbeNumbers& expected) {
  assay::ExpectProbe([&] { return EfficientNet(stages, options); }, expected);
}

TEST(EfficientNet, SmallerScale_GivesTheReferencesNumbers) {
  ExpectProbe(EfficientNetV1Stages({.width_mult = 0.35, .depth_mult = 0.5}), {.num_classes = 10, .dropout = 0.3},
              {335594, 2.4126395465, 218.519183995, 1.4939135026});
}

// With chances high enough that the training mode of one batch drops branches.
TEST(EfficientNet, FusedAndDepthwiseStages_GiveTheReferencesNumbers) {
  ExpectProbe({{MBConv::kFused, 1, 3, 1, 24, 24, 2},
               {MBConv::kFused, 4, 5, 2, 24, 40, 2},
               {MBConv::kDepthwise, 4, 3, 2, 40, 48, 2}},
              {.num_classes = 10,
               .dropout = 0.4,
               .stochastic_depth = 0.5,
               .norm_layer = BatchNorm2dWith{.eps = 1e-3},
               .last_channel = 64},
              {288984, 1.01532490779, 0.857743516864, 1.42535532044});
}

TEST(EfficientNet, B0sScale_HasThePapersStages) {
  const std::vector<MBConvStage> stages = EfficientNetV1Stages();
  ASSERT_EQ(stages.size(), 7);
  EXPECT_EQ(stages.back().out_channels, 320);
  int64_t blocks = 0;
  for (const MBConvStage& stage : stages) blocks += stage.repeats;
  EXPECT_EQ(blocks, 16);
}

std::string ErrorOf(const std::vector<MBConvStage>& stages, const EfficientNetOptions& options = {}) {
  return ValueErrorOf([&] { EfficientNet(stages, options); });
}

TEST(EfficientNet, WrongArguments_AreRefused) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("at least one stage"));
  EXPECT_THAT(ErrorOf({{.stride = 3, .in_channels = 8, .out_channels = 8}}), HasSubstr("is 1 or 2, got 3"));
  const std::vector<MBConvStage> stages = {{.in_channels = 8, .out_channels = 8, .repeats = 2}};
  EXPECT_THAT(ErrorOf(stages, {.dropout = 2}), HasSubstr("dropout is in [0, 1], got 2"));
  EXPECT_THAT(ErrorOf(stages, {.stochastic_depth = 3}), HasSubstr("stochastic depth is in [0, 1], got 1.5"));
  EXPECT_THAT(ErrorOf(stages, {.norm_layer = nullptr}), HasSubstr("an EfficientNet needs a norm_layer: leave it out"));
}

}  // namespace
}  // namespace assay
