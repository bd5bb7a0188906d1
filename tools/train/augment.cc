#include "tools/train/augment.h"

#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/grid_sampler.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <numbers>

namespace assay {
namespace {

constexpr int64_t kBilinear = 0;
constexpr int64_t kBorder = 1;

}  // namespace

at::Tensor Augment(const at::Tensor& images, const proto::Augmentation& augmentation) {
  const int64_t count = images.size(0);
  const auto uniform = [&](double bound) { return (at::rand(count, images.options()) * 2 - 1) * bound; };
  const at::Tensor angle = uniform(augmentation.degrees() * std::numbers::pi / 180);
  const at::Tensor scale = 1 + uniform(augmentation.scale());
  const at::Tensor shear = uniform(augmentation.shear());
  // The grid runs from -1 to 1.
  const at::Tensor right = uniform(2 * augmentation.shift()), down = uniform(2 * augmentation.shift());
  at::Tensor side = at::ones_like(scale);
  if (augmentation.mirror()) side = at::where(at::rand(count, images.options()) < 0.5, -side, side);
  // From a pixel of the result to where it comes from.
  const at::Tensor cosine = at::cos(angle) / scale, sine = at::sin(angle) / scale;
  const at::Tensor theta = at::stack({at::stack({side * cosine, side * (shear * cosine - sine), right}, 1),
                                      at::stack({sine, shear * sine + cosine, down}, 1)},
                                     1);
  const at::Tensor grid = at::affine_grid_generator(theta, images.sizes(), /*align_corners=*/false);
  return at::grid_sampler(images, grid, kBilinear, kBorder, /*align_corners=*/false);
}

}  // namespace assay
