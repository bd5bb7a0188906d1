#include "tools/train/augment.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <torch/utils.h>

#include "gtest/gtest.h"

namespace assay {
namespace {

// Images whose pixels are their columns: what moves sideways shows as a number.
at::Tensor Columns(int64_t count) {
  return at::arange(16, at::kFloat).view({1, 1, 1, 16}).expand({count, 3, 16, 16}).contiguous();
}

TEST(Augment, NoBounds_ChangesNothing) {
  EXPECT_TRUE(at::allclose(Augment(Columns(4), proto::Augmentation()), Columns(4), 1e-5, 1e-5));
}

TEST(Augment, Shift_StaysWithinItsBoundAndDiffersBetweenImages) {
  torch::manual_seed(1);
  proto::Augmentation augmentation;
  augmentation.set_shift(0.125);  // two of 16 pixels
  const at::Tensor moved = Augment(Columns(64), augmentation).select(3, 8).select(2, 8).select(1, 0) - 8;
  EXPECT_LE(moved.abs().max().item<float>(), 2.0001f);
  EXPECT_GT(moved.abs().max().item<float>(), 1.5f);
  EXPECT_GT(moved.std().item<float>(), 0.5f);
}

TEST(Augment, Mirror_TurnsAboutHalfOfTheImages) {
  torch::manual_seed(2);
  proto::Augmentation augmentation;
  augmentation.set_mirror(true);
  const at::Tensor left = Augment(Columns(200), augmentation).select(3, 0).select(2, 8).select(1, 0);
  const int64_t mirrored = left.gt(7).sum().item<int64_t>();
  EXPECT_GT(mirrored, 60);
  EXPECT_LT(mirrored, 140);
}

TEST(Augment, Degrees_TurnWithoutScaling) {
  torch::manual_seed(3);
  proto::Augmentation augmentation;
  augmentation.set_degrees(30);
  const at::Tensor turned = Augment(Columns(64), augmentation);
  // The middle stays where it is; half a turn's cosine bounds how steep the columns still are.
  const at::Tensor middle = (turned.select(2, 7) + turned.select(2, 8)).select(1, 0) / 2;
  EXPECT_TRUE(at::allclose((middle.select(1, 7) + middle.select(1, 8)) / 2, 7.5 + at::zeros(64), 0, 1e-3));
  const at::Tensor slope = middle.select(1, 8) - middle.select(1, 7);
  EXPECT_GE(slope.min().item<float>(), 0.866f - 1e-3f);
  EXPECT_LE(slope.max().item<float>(), 1.0001f);
}

TEST(Augment, SameSeed_MovesAlike) {
  proto::Augmentation augmentation;
  augmentation.set_degrees(10);
  augmentation.set_scale(0.2);
  augmentation.set_shear(0.2);
  torch::manual_seed(4);
  const at::Tensor first = Augment(Columns(8), augmentation);
  EXPECT_FALSE(at::equal(Augment(Columns(8), augmentation), first));
  torch::manual_seed(4);
  EXPECT_TRUE(at::equal(Augment(Columns(8), augmentation), first));
}

}  // namespace
}  // namespace assay
