// A changed default, injected by ContextParams, as the layers' lock sees it.
#include "harness/components/layers.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/components/component.h"
#include "models/context_params.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

proto::ComponentGolden Layers(bool noise = false) {
  const absl::StatusOr<proto::ComponentGolden> golden = MeasureLayers(noise);
  EXPECT_TRUE(golden.ok()) << golden.status();
  return golden.value_or(proto::ComponentGolden());
}

const proto::ComponentGolden& Blessed() {
  static const auto& blessed = *new proto::ComponentGolden(Layers(/*noise=*/true));
  return blessed;
}

// The cases that differ.
std::set<std::string> Differing() {
  std::set<std::string> names;
  for (const std::string& finding : CompareComponent(Blessed(), Layers())) {
    for (const proto::ComponentCase& item : Blessed().item()) {
      if (finding.rfind(item.name() + ": ", 0) == 0) names.insert(item.name());
    }
  }
  return names;
}

TEST(MeasureLayers, Again_IsWithinTheNoiseFloors) { EXPECT_THAT(CompareComponent(Blessed(), Layers()), IsEmpty()); }

TEST(MeasureLayers, EveryProbe_HasANoiseFloorAndAGradient) {
  for (const proto::ComponentCase& item : Blessed().item()) {
    if (!item.has_probe()) continue;
    EXPECT_GT(item.probe().noise().output(), 0) << item.name();
    EXPECT_GT(item.probe().gradient_l2_size(), 0) << item.name();
  }
}

TEST(MeasureLayers, OtherEpsOfFrozenNormalisation_ShowsWhereItIsNotStated) {
  ContextParams<FrozenBatchNorm2d> changed({.eps = 1.1e-5});
  EXPECT_THAT(Differing(), ElementsAre("ConvNormActivation, frozen", "FrozenBatchNorm2d", "scope of another class",
                                       "scope that is not active", "scope that was left"));
}

TEST(MeasureLayers, OtherInitialisationOfThePyramid_ShowsInEachThatDoesNotChooseIt) {
  ContextParams<FeaturePyramidNetwork> changed({.init_over = FeaturePyramidNetwork::InitOver::kChildren});
  EXPECT_THAT(Differing(), ElementsAre("FeaturePyramidNetwork", "FeaturePyramidNetwork, BatchNorm2d",
                                       "FeaturePyramidNetwork, LastLevelMaxPool"));
}

}  // namespace
}  // namespace assay
