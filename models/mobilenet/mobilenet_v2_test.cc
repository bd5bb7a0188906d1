// What the builder's own test cannot show: the constructor's other options. The builder is held by its golden.
#include "models/mobilenet/mobilenet_v2.h"

#include <ATen/TensorOperators.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/testing/probe_numbers.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Norms of the probe's outputs, made with torchvision 0.26.0's MobileNetV2(...) on torch 2.11.0 by the protocol in
// harness/probe.h.
void ExpectProbe(const MobileNetV2Options& options, const ProbeNumbers& expected) {
  assay::ExpectProbe([&] { return MobileNetV2(options); }, expected);
}

TEST(MobileNetV2, HalfWidth_GivesTheReferencesNumbers) {
  ExpectProbe({.num_classes = 10, .width_mult = 0.5}, {700490, 4.540681811257647, 6.995006887189487, 2.11590786579});
}

TEST(MobileNetV2, OtherBlocksAndRounding_GiveTheReferencesNumbers) {
  ExpectProbe({.num_classes = 10, .width_mult = 1.1, .settings = {{1, 16, 1, 1}, {4, 24, 2, 2}}, .round_nearest = 4},
              {69866, 1.684083560547064, 1.248150573970497, 1.9001158956});
}

TEST(MobileNetV2, HalfWidthOfThousandCategories_HasTheReferencesNumberOfParameters) {
  EXPECT_EQ(MobileNetV2({.width_mult = 0.5}).num_parameters(), 1968680);
}

TEST(MobileNetV2, StrideOfThree_IsRefused) {
  EXPECT_THAT(ValueErrorOf([] { MobileNetV2({.settings = {{1, 16, 1, 3}}}); }), HasSubstr("is 1 or 2, got 3"));
}

TEST(MobileNetV2, DropoutInTraining_IsTheOnlyChance) {
  const auto difference = [](double dropout) {
    MobileNetV2 model({.num_classes = 2, .settings = {{1, 8, 1, 2}}, .dropout = dropout});
    const at::Tensor input = ProbeInput("input", {4, 3, 16, 16});
    return (model.forward(input) - model.forward(input)).abs().sum().item<double>();
  };
  EXPECT_EQ(difference(0), 0);
  EXPECT_GT(difference(0.5), 0);
}

}  // namespace
}  // namespace assay
