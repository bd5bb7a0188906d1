// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/mobilenet/mobilenet_v3.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/testing/probe_numbers.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Made with torchvision 0.26.0's MobileNetV3 and its tables on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const MobileNetV3Settings& settings, const MobileNetV3Options& options, const ProbeNumbers& expected) {
  assay::ExpectProbe([&] { return MobileNetV3(settings.blocks, settings.last_channel, options); }, expected);
}

TEST(MobileNetV3, HalfWidthWithReducedAndDilatedTail_GivesTheReferencesNumbers) {
  ExpectProbe(MobileNetV3Large({.width_mult = 0.5, .reduced_tail = true, .dilated = true}), {.num_classes = 10},
              {524434, 0.34541457217, 69.1255875804, 0.598212298322});
}

TEST(MobileNetV3, WiderSmallWithReducedTail_GivesTheReferencesNumbers) {
  ExpectProbe(MobileNetV3Small({.width_mult = 1.3, .reduced_tail = true}), {.num_classes = 10},
              {996634, 0.870260691127, 577.792432372, 0.496853640479});
}

TEST(MobileNetV3, OtherNormalisationAndDropout_GiveTheReferencesNumbers) {
  ExpectProbe(MobileNetV3Small({.width_mult = 0.5}),
              {.num_classes = 10, .dropout = 0.5, .norm_layer = BatchNorm2dWith{.eps = 1e-2, .momentum = 0.2}},
              {409394, 0.624680671161, 79.5523912037, 0.992712904926});
}

std::string ErrorOf(const std::vector<MobileNetV3Block>& blocks, const MobileNetV3Options& options = {}) {
  return ValueErrorOf([&] { MobileNetV3(blocks, 16, options); });
}

TEST(MobileNetV3, WrongArguments_AreRefused) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("at least one block"));
  EXPECT_THAT(ErrorOf({{.in_channels = 8, .expanded_channels = 8, .out_channels = 8, .stride = 3}}),
              HasSubstr("is 1 or 2, got 3"));
  const std::vector<MobileNetV3Block> blocks = {{.in_channels = 8, .expanded_channels = 8, .out_channels = 8}};
  EXPECT_THAT(ErrorOf(blocks, {.dropout = -1}), HasSubstr("dropout is in [0, 1], got -1"));
  EXPECT_THAT(ErrorOf(blocks, {.norm_layer = nullptr}), HasSubstr("a MobileNetV3 needs a norm_layer: leave it out"));
}

}  // namespace
}  // namespace assay
