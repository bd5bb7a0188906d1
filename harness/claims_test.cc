// The claims of layers that hold: each old behaviour is today's code under overrides, to the last bit. Those of
// builders are bc_claim()s in their families' BUILD files.
#include <ATen/ops/zeros.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "harness/claim.h"
#include "models/layers/layer.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

const NamedOverride kOldEps = {"FrozenBatchNorm2d", "eps", 0.0};
const NamedOverride kOldInit = {"FeaturePyramidNetwork", "init_over", "children"};

void ExpectProven(const absl::StatusOr<Claim>& claim) {
  ASSERT_TRUE(claim.ok()) << claim.status();
  const auto result = ProveClaim(*claim);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const Check& check : result->checks) {
    std::printf("%s (%.2f s)\n", check.summary.c_str(), check.seconds);
    for (const std::string& finding : check.findings) ADD_FAILURE() << check.name << ": " << finding;
  }
  EXPECT_EQ(result->checks.size(), 5 + claim->overrides.size());
}

Model MakeFrozen(std::optional<double> eps) {
  auto norm = std::make_shared<FrozenBatchNorm2d>(3, eps);
  return Model(norm, [norm](const at::Tensor& images) { return norm->forward(images); });
}

// A pyramid of the images and of their every second row and column.
Model OnImages(const std::shared_ptr<FeaturePyramidNetwork>& fpn) {
  return Model(
      fpn,
      [fpn](const std::vector<at::Tensor>& inputs) {
        const at::Tensor& images = inputs[0];
        const NamedTensors maps = fpn->forward(NamedTensors{
            {"fine", images}, {"coarse", images.slice(2, 0, images.size(2), 2).slice(3, 0, images.size(3), 2)}});
        return std::vector<at::Tensor>{maps[0].second, maps[1].second};
      },
      {.outputs = {"fine", "coarse"}});
}

Model MakePyramid() {
  return OnImages(
      std::make_shared<FeaturePyramidNetwork>(FeaturePyramidNetworkOptions{.in_channels = {3, 3}, .out_channels = 4}));
}

// As it was before: no initialisation of its own ever reached a convolution, so that LibTorch's stayed. A witness that
// owes nothing to ContextParams: today's pyramid, with each convolution initialised anew in the order of construction.
Model MakeOldPyramid() {
  auto fpn =
      std::make_shared<FeaturePyramidNetwork>(FeaturePyramidNetworkOptions{.in_channels = {3, 3}, .out_channels = 4});
  at::manual_seed(0);
  auto parameters = fpn->named_parameters();
  at::NoGradGuard no_grad;
  for (const char* level : {"0", "1"}) {
    for (const char* blocks : {"inner_blocks.", "layer_blocks."}) {
      const std::string name = std::string(blocks) + level + ".0.";
      const int64_t kernel_size = name[0] == 'i' ? 1 : 3, in_channels = name[0] == 'i' ? 3 : 4;
      const Conv2d plain(torch::nn::Conv2dOptions(in_channels, 4, kernel_size));
      parameters[name + "weight"].copy_(plain.weight);
      parameters[name + "bias"].copy_(plain.bias);
    }
  }
  return OnImages(fpn);
}

TEST(Claim, FrozenBatchNorm2d_WasOfEpsZero) {
  ExpectProven(Claim{.old_model = [] { return MakeFrozen(0.0); },
                     .new_model = [] { return MakeFrozen(std::nullopt); },
                     .overrides = {kOldEps}});
}

TEST(Claim, FeaturePyramidNetwork_LeftItsConvolutionsToLibTorch) {
  ExpectProven(Claim{.old_model = MakeOldPyramid, .new_model = MakePyramid, .overrides = {kOldInit}});
}

}  // namespace
}  // namespace assay
