// What the builder's own test cannot show: the constructor's other options. The builder is held by its golden.
#include "models/mobilenet/mobilenet_v2.h"

#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Norms of the probe's outputs, made with torchvision 0.26.0's MobileNetV2(...) on torch 2.11.0 by the protocol in
// harness/probe.h.
void ExpectProbe(const MobileNetV2Options& options, int64_t parameters, double l2, double rect_l2) {
  const auto probe = RunProbe([&] { return MobileNetV2(options); }, {.gradients = false});
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), parameters);
  EXPECT_NEAR(probe->output().l2(), l2, 1e-8 * l2);
  EXPECT_NEAR(probe->rect().l2(), rect_l2, 1e-8 * rect_l2);
}

TEST(MobileNetV2, HalfWidth_GivesTheReferencesNumbers) {
  ExpectProbe({.num_classes = 10, .width_mult = 0.5}, 700490, 4.540681811257647, 6.995006887189487);
}

TEST(MobileNetV2, OtherBlocksAndRounding_GiveTheReferencesNumbers) {
  ExpectProbe({.num_classes = 10, .width_mult = 1.1, .settings = {{1, 16, 1, 1}, {4, 24, 2, 2}}, .round_nearest = 4},
              69866, 1.684083560547064, 1.248150573970497);
}

TEST(MobileNetV2, HalfWidthOfThousandCategories_HasTheReferencesNumberOfParameters) {
  EXPECT_EQ(MobileNetV2({.width_mult = 0.5}).num_parameters(), 1968680);
}

TEST(MobileNetV2, StrideOfThree_IsRefused) {
  try {
    MobileNetV2({.settings = {{1, 16, 1, 3}}});
    FAIL() << "no error";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("is 1 or 2, got 3"));
  }
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
