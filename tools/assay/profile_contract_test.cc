// `assay profile` as its callers see it.
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ProfileContract : public Contract {};

TEST_F(ProfileContract, Json_HasEveryKernelWithItsShare) {
  const Json json = AssayJson("profile digits_resnet20 --batch=2 --json");
  EXPECT_EQ(json["combination"], "digits_resnet20");
  EXPECT_EQ(json["batch"], 2);
  EXPECT_EQ(json["device"], "cpu");
  EXPECT_GT(json["ceilings"]["flops_per_second"], 0.0);
  double shares = 0, flops = 0;
  for (const Json& kernel : json["kernels"]) {
    EXPECT_GE(kernel["calls"], 1);
    shares += kernel["share"].get<double>();
    flops += kernel["flops"].get<double>();
  }
  EXPECT_NEAR(shares, 1, 1e-9);
  // He et al. count 41 million multiply-adds on 32 x 32 pixels; these images have 16 x 16.
  EXPECT_NEAR(flops, 2 * 2 * 41e6 / 4, 0.05 * 2 * 2 * 41e6 / 4);
}

TEST_F(ProfileContract, KeptKernels_AreKnownTheNextTimeAndOthersAreNamed) {
  const Answer first =
      Assay("profile DigitsResNet20_Weights.DIGITS_V1 --known=none.json --keep=kept.json --svg=roof.svg");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, AllOf(StartsWith("digits_resnet20@DIGITS_V1, batch 1 on cpu: "), HasSubstr("convolution"),
                               HasSubstr("no earlier profile of it")));
  EXPECT_THAT(Read(InFolder("roof.svg")), AllOf(StartsWith("<svg"), HasSubstr("conv2d")));
  EXPECT_THAT(Assay("profile DigitsResNet20_Weights.DIGITS_V1 --known=kept.json").out,
              Not(HasSubstr("new among the longest")));
  Write("other.json", R"({"cpu": {"digits_resnet20@DIGITS_V1": ["another_kernel"]}})");
  EXPECT_THAT(Assay("profile DigitsResNet20_Weights.DIGITS_V1 --known=other.json").out,
              AllOf(HasSubstr("new among the longest 5: "), HasSubstr("conv2d")));
}

TEST_F(ProfileContract, WhatCannotBe_IsRefusedWith2) {
  EXPECT_THAT(Refusal("profile resnet5", 2), HasSubstr("did you mean"));
  EXPECT_THAT(Refusal("profile digits_resnet20 --batch=0", 2), HasSubstr("expected a number from 1 to"));
  EXPECT_THAT(Refusal("profile digits_resnet20 --device=gpu", 2), HasSubstr("expected cpu, cuda"));
  EXPECT_EQ(Assay("profile digits_resnet20 --svg=/proc/none/roof.svg").code, 2);
  Write("broken.json", "{");
  EXPECT_THAT(Refusal("profile digits_resnet20 --known=broken.json", 2), HasSubstr("broken.json: expected"));
}

}  // namespace
}  // namespace assay
