#include "models/cifar_resnet/cifar_resnet.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <c10/util/Exception.h>

#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/cifar_resnet/downsample_shortcut.h"

namespace assay {
namespace {

// The paper's table 6, in millions: 0.27, 0.46, 0.66, 0.85, 1.7.
TEST(CifarResNet, Depths_HaveThePublishedNumbersOfParameters) {
  EXPECT_EQ(CifarResNet({.depth = 20}).num_parameters(), 269722);
  EXPECT_NEAR(CifarResNet({.depth = 32}).num_parameters(), 0.46e6, 0.005e6);
  EXPECT_NEAR(CifarResNet({.depth = 44}).num_parameters(), 0.66e6, 0.005e6);
  EXPECT_NEAR(CifarResNet({.depth = 56}).num_parameters(), 0.85e6, 0.01e6);
  EXPECT_NEAR(CifarResNet({.depth = 110}).num_parameters(), 1.7e6, 0.05e6);
}

TEST(CifarResNet, DepthThatIsNone_IsRefused) {
  for (const int64_t depth : {2, 18, 21, 52}) EXPECT_THROW(CifarResNet({.depth = depth}), c10::Error) << depth;
}

TEST(DigitsResNet20, WithoutWeights_HasTenClasses) {
  at::NoGradGuard no_grad;
  EXPECT_EQ(digits_resnet20()->num_parameters(), 269722);
  EXPECT_EQ(digits_resnet20({.num_classes = 2})->num_parameters(), 269722 - 8 * 65);
  const auto model = digits_resnet20_v2();
  for (const int64_t side : {1, 16, 17, 32}) {
    EXPECT_EQ(model->forward(ProbeInput("input", {2, 3, side, 16})).sizes(), at::IntArrayRef({2, 10})) << side;
  }
}

// The same tensors; another answer, but for the old default.
TEST(DigitsResNet20, Versions_DifferInTheShortcutsAlone) {
  at::NoGradGuard no_grad;
  const auto answer = [](Model model) {
    FillState(model.state_dict());
    model.eval();
    return model.forward(ProbeInput("input", {2, 3, 16, 16}));
  };
  const at::Tensor v1 = answer(*digits_resnet20()), v2 = answer(*digits_resnet20_v2());
  EXPECT_FALSE(at::allclose(v1, v2, 1e-3, 1e-3));
  const ContextParams<DownsampleShortcut> old_default({.pooling = DownsampleShortcut::Pooling::kSubsample});
  EXPECT_TRUE(at::equal(answer(CifarResNet()), v1));
  EXPECT_FALSE(at::equal(answer(*digits_resnet20_v2()), v2)) << "a scope of the caller counts for the new version";
}

}  // namespace
}  // namespace assay
