// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/regnet/regnet.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/testing/probe_numbers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Made with torchvision 0.26.0's RegNet and BlockParams on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const RegNetParameters& parameters, const RegNetOptions& options, const ProbeNumbers& expected) {
  assay::ExpectProbe([&] { return RegNet(RegNetStages(parameters), options); }, expected);
}

TEST(RegNet, SizeOf200MF_GivesTheReferencesNumbers) {
  ExpectProbe({.depth = 13, .w_0 = 24, .w_a = 36.44, .w_m = 2.49, .group_width = 8}, {.num_classes = 10},
              {2319482, 12.5558910308, 113.72113109, 9.45641359937});
}

const RegNetParameters kNarrow = {
    .depth = 6, .w_0 = 16, .w_a = 20.0, .w_m = 2.0, .group_width = 12, .bottleneck_multiplier = 0.5};

TEST(RegNet, BottlenecksOfHalfWidthWithSqueezeExcitation_GiveTheReferencesNumbers) {
  ExpectProbe(kNarrow, {.num_classes = 10, .stem_width = 24, .se_ratio = 0.25},
              {87162, 3.24910407356, 5.15487744447, 3.68572041881});
}

TEST(RegNet, OtherNormalisation_IsThatOfEveryConvolution) {
  const NormLayer norm = BatchNorm2dWith{.eps = 1e-2, .momentum = 0.2};
  ExpectProbe(kNarrow, {.num_classes = 10, .stem_width = 24, .se_ratio = 0.25, .norm_layer = norm},
              {87162, 3.07520947948, 4.87413142218, 3.38638283312});
}

// The first stage is 10 wide, its bottleneck 15: one group of 8, as the reference has it, and 7 more channels in it.
TEST(RegNet, GroupWidthThatDoesNotDivideABottleneck_GivesTheReferencesNumbers) {
  ExpectProbe({.depth = 5, .w_0 = 8, .w_a = 12, .w_m = 2, .group_width = 8, .bottleneck_multiplier = 1.5},
              {.num_classes = 10}, {39517, 3.4220880475, 3.96598771464, 3.67163364926});
}

// Rows of depth, width, group width.
std::vector<std::vector<int64_t>> Rows(const std::vector<RegNetStage>& stages) {
  std::vector<std::vector<int64_t>> rows;
  for (const RegNetStage& stage : stages) rows.push_back({stage.depth, stage.width, stage.group_width});
  return rows;
}

// As torchvision 0.26.0's BlockParams.from_init_params gives them.
TEST(RegNetStages, PointsOfTheDesignSpace_AreTheReferences) {
  EXPECT_THAT(
      Rows(RegNetStages({.depth = 22, .w_0 = 24, .w_a = 24.48, .w_m = 2.54, .group_width = 16})),
      ElementsAre(ElementsAre(1, 32, 16), ElementsAre(2, 64, 16), ElementsAre(7, 160, 16), ElementsAre(12, 400, 16)));
  EXPECT_THAT(Rows(RegNetStages({.depth = 27, .w_0 = 456, .w_a = 160.83, .w_m = 2.52, .group_width = 264})),
              ElementsAre(ElementsAre(2, 528, 264), ElementsAre(7, 1056, 264), ElementsAre(17, 2904, 264),
                          ElementsAre(1, 7392, 264)));
  EXPECT_THAT(Rows(RegNetStages(kNarrow)), ElementsAre(ElementsAre(1, 16, 8), ElementsAre(1, 48, 12),
                                                       ElementsAre(2, 72, 12), ElementsAre(2, 120, 12)));
}

TEST(RegNetStages, ParametersOutsideTheDesignSpace_AreRefused) {
  const RegNetParameters good = {.depth = 4, .w_0 = 16, .w_a = 8, .w_m = 2, .group_width = 8};
  EXPECT_EQ(ValueErrorOf([&] { RegNetStages(good); }), "no error");
  const auto expect_refused = [&](auto change, const char* said) {
    RegNetParameters parameters = good;
    change(parameters);
    EXPECT_THAT(ValueErrorOf([&] { RegNetStages(parameters); }), HasSubstr(said));
  };
  expect_refused([](RegNetParameters& p) { p.w_a = -1; }, "w_a -1");
  expect_refused([](RegNetParameters& p) { p.w_0 = 0; }, "w_0 0");
  expect_refused([](RegNetParameters& p) { p.w_0 = 20; }, "w_0 20");
  expect_refused([](RegNetParameters& p) { p.w_m = 1; }, "w_m 1");
  expect_refused([](RegNetParameters& p) { p.depth = 0; }, "depth 0");
  expect_refused([](RegNetParameters& p) { p.group_width = 0; }, "group width 0");
  expect_refused([](RegNetParameters& p) { p.bottleneck_multiplier = 0; }, "bottleneck multiplier 0");
}

TEST(RegNet, WrongArguments_AreRefused) {
  EXPECT_THAT(ValueErrorOf([] { RegNet({}); }), HasSubstr("at least one stage"));
  EXPECT_THAT(ValueErrorOf([] { RegNet({{.depth = 1, .width = 29, .group_width = 8}}); }),
              HasSubstr("bottleneck of 29 channels does not divide into 3 groups, which a group width of 8 makes"));
  EXPECT_THAT(ValueErrorOf([] { RegNet({{.depth = 1, .width = 4, .group_width = 8}}); }), HasSubstr("into 0 groups"));
  EXPECT_THAT(ValueErrorOf([] { RegNet({{.width = 8, .group_width = 8}}, {.norm_layer = nullptr}); }),
              HasSubstr("a RegNet needs a norm_layer: leave it out"));
}

}  // namespace
}  // namespace assay
