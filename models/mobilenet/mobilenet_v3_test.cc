// What the builders' own tests cannot show: the constructor's other options. The builders are held by their goldens.
#include "models/mobilenet/mobilenet_v3.h"

#include <c10/util/Exception.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/probe.h"

namespace assay {
namespace {

using testing::HasSubstr;

// The norms of a probe's outputs: evaluation, a rectangular image, training under a seed.
struct Numbers {
  int64_t parameters;
  double l2, rect_l2, training_l2;
};

// Made with torchvision 0.26.0's MobileNetV3 and its tables on torch 2.11.0, by the protocol in harness/probe.h.
void ExpectProbe(const MobileNetV3Settings& settings, const Numbers& expected) {
  const auto probe = RunProbe([&] { return MobileNetV3(settings.blocks, settings.last_channel, {.num_classes = 10}); },
                              {.gradients = false});
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->parameters(), expected.parameters);
  EXPECT_NEAR(probe->output().l2(), expected.l2, 1e-8 * expected.l2);
  EXPECT_NEAR(probe->rect().l2(), expected.rect_l2, 1e-8 * expected.rect_l2);
  EXPECT_NEAR(probe->training().output().l2(), expected.training_l2, 1e-8 * expected.training_l2);
}

TEST(MobileNetV3, HalfWidthWithReducedAndDilatedTail_GivesTheReferencesNumbers) {
  ExpectProbe(MobileNetV3Large({.width_mult = 0.5, .reduced_tail = true, .dilated = true}),
              {524434, 0.34541457217, 69.1255875804, 0.598212298322});
}

TEST(MobileNetV3, WiderSmallWithReducedTail_GivesTheReferencesNumbers) {
  ExpectProbe(MobileNetV3Small({.width_mult = 1.3, .reduced_tail = true}),
              {996634, 0.870260691127, 577.792432372, 0.496853640479});
}

std::string ErrorOf(const std::vector<MobileNetV3Block>& blocks) {
  try {
    MobileNetV3(blocks, 16);
  } catch (const c10::ValueError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MobileNetV3, NoBlockOrAStrideOfThree_IsRefused) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("at least one block"));
  EXPECT_THAT(ErrorOf({{.in_channels = 8, .expanded_channels = 8, .out_channels = 8, .stride = 3}}),
              HasSubstr("is 1 or 2, got 3"));
}

}  // namespace
}  // namespace assay
