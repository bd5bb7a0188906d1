#include "benchmarks/profile/profile.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <c10/core/InferenceMode.h>

#include <stdexcept>

#include "benchmarks/profile/operator_bytes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Kernel* Find(const Profile& profile, const std::string& name) {
  for (const Kernel& kernel : profile.kernels) {
    if (kernel.name == name) return &kernel;
  }
  return nullptr;
}

TEST(CountOperatorBytes, InputsAndOutputs_OfEachCall) {
  const at::Tensor a = at::ones({4, 8}), b = at::ones({8, 2});
  const auto bytes = CountOperatorBytes([&] {
    at::mm(a, b);
    at::relu(a);
    at::relu(b);
  });
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_THAT(bytes->at("aten::mm"), ElementsAre(4.0 * (32 + 16 + 8)));
  EXPECT_THAT(bytes->at("aten::relu"), ElementsAre(4.0 * 64, 4.0 * 32));
}

TEST(CountOperatorBytes, WhatThrows_IsAStatus) {
  EXPECT_FALSE(CountOperatorBytes([] { throw std::runtime_error("no"); }).ok());
  EXPECT_FALSE(CountOperatorBytes([] { at::mm(at::ones({2, 3}), at::ones({2, 3})); }).ok());
  EXPECT_TRUE(CountOperatorBytes([] { at::ones({2}); }).ok()) << "and nothing of it is left";
}

TEST(ProfileRun, AProduct_HasItsOperationsBytesAndShare) {
  c10::InferenceMode inference;
  const at::Tensor a = at::ones({256, 512}), b = at::ones({512, 128});
  const auto profile = ProfileRun(
      [&] {
        const at::Tensor c = at::mm(a, b);
        at::relu(c);
        at::relu(c);
      },
      {.runs = 4});
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Kernel* const product = Find(*profile, "mm");
  ASSERT_NE(product, nullptr);
  EXPECT_EQ(product->calls, 1);
  EXPECT_EQ(product->flops, 2.0 * 256 * 512 * 128);
  EXPECT_EQ(product->bytes, 4.0 * (256 * 512 + 512 * 128 + 256 * 128));
  EXPECT_GT(product->seconds, 0);
  double shares = 0;
  for (const Kernel& kernel : profile->kernels) shares += kernel.share;
  EXPECT_NEAR(shares, 1, 1e-9);
  EXPECT_GT(profile->seconds, product->seconds * 0.5);
  for (size_t i = 1; i < profile->kernels.size(); ++i)
    EXPECT_GE(profile->kernels[i - 1].seconds, profile->kernels[i].seconds);
}

TEST(ProfileRun, AConvolution_IsTheKernelsNotItsWrappers) {
  c10::InferenceMode inference;
  const at::Tensor images = at::ones({1, 16, 56, 56}), weight = at::ones({32, 16, 3, 3});
  const auto profile = ProfileRun([&] { at::conv2d(images, weight, {}, 1, 1); }, {});
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Kernel& first = profile->kernels.front();
  EXPECT_THAT(first.name, testing::HasSubstr("convolution"));
  EXPECT_EQ(first.flops, 2.0 * 56 * 56 * 32 * 16 * 9);
  EXPECT_GT(first.share, 0.5);
  const Kernel* const wrapper = Find(*profile, "conv2d");
  ASSERT_NE(wrapper, nullptr);
  EXPECT_EQ(wrapper->flops, 0);
  EXPECT_EQ(wrapper->bytes, 0) << "it moves nothing itself";
  EXPECT_EQ(first.bytes, 4.0 * (16 * 56 * 56 + 32 * 16 * 9 + 32 * 56 * 56));
}

TEST(ProfileRun, WhatThrows_IsAStatus) {
  EXPECT_FALSE(ProfileRun([] { at::mm(at::ones({2, 3}), at::ones({2, 3})); }, {}).ok());
}

TEST(NewKernels, OfTheLongestAlone_AreNamed) {
  const Profile profile = {.kernels = {{.name = "conv", .share = 0.7},
                                       {.name = "relu", .share = 0.2},
                                       {.name = "add", .share = 0.02},
                                       {.name = "empty", .share = 0.009}}};
  EXPECT_THAT(NewKernels(profile, {"relu", "conv"}, 2), IsEmpty());
  EXPECT_THAT(NewKernels(profile, {"conv"}, 2), ElementsAre("relu"));
  EXPECT_THAT(NewKernels(profile, {}, 5), ElementsAre("conv", "relu", "add"));
}

}  // namespace
}  // namespace assay
