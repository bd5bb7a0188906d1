#include "models/efficientnet_lite/efficientnet_lite.h"

#include <ATen/ops/allclose.h>
#include <c10/util/Exception.h>
#include <torch/nn/module.h>

#include <map>

#include "gtest/gtest.h"
#include "harness/calibrate.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

// Puts every layer into evaluation mode, and leaves the blocks, which drop their branches, in training mode.
void TrainBlocksAlone(Model& model) {
  model.train();
  for (const auto& module : model.module()->modules()) {
    if (module->children().empty()) module->eval();
  }
}

// A lite0 of which only one branch that can be dropped answers anything, _blocks.14's; in evaluation mode.
EfficientNetLite ModelOfOneBranch(double drop_connect) {
  EfficientNetLite model({.num_classes = 4, .drop_connect = drop_connect});
  FillState(model.state_dict());
  at::NoGradGuard no_grad;
  auto parameters = model.module()->named_parameters();
  for (const int residual : {2, 4, 6, 7, 9, 10, 12, 13}) {
    for (const char* name : {"weight", "bias"})
      parameters["_blocks." + std::to_string(residual) + "._bn2." + name].zero_();
  }
  Calibrate(model, {{"input", ProbeInput("input", {4, 3, 32, 32})}});
  return model;
}

// What the model answers in evaluation mode with the branch scaled.
at::Tensor WithBranchScaled(EfficientNetLite& model, double scale, const at::Tensor& images) {
  at::NoGradGuard no_grad;
  auto parameters = model.module()->named_parameters();
  at::Tensor weight = parameters["_blocks.14._bn2.weight"], bias = parameters["_blocks.14._bn2.bias"];
  const at::Tensor own_weight = weight.clone(), own_bias = bias.clone();
  weight.mul_(scale);
  bias.mul_(scale);
  model.eval();
  const at::Tensor output = model.forward(images);
  weight.copy_(own_weight);
  bias.copy_(own_bias);
  return output;
}

// The numbers of the packages' files, from which the catalogue has them too.
TEST(EfficientNetLite, Sizes_HaveThePublishedNumbersOfParameters) {
  EXPECT_EQ(efficientnet_lite0()->num_parameters(), 4652008);
  EXPECT_EQ(efficientnet_lite1()->num_parameters(), 5416680);
  EXPECT_EQ(efficientnet_lite2()->num_parameters(), 6092072);
}

TEST(EfficientNetLite, OtherNumberOfCategories_ChangesTheHeadAlone) {
  EXPECT_EQ(efficientnet_lite0({.num_classes = 10})->num_parameters(), 4652008 - 990 * 1281);
}

TEST(EfficientNetLite, OddInputSizes_AreTaken) {
  at::NoGradGuard no_grad;
  EfficientNetLite model({.num_classes = 3});
  model.eval();
  for (const auto& [height, width] : std::map<int64_t, int64_t>{{33, 65}, {97, 32}, {224, 225}}) {
    const at::Tensor output = model.forward(ProbeInput("input", {2, 3, height, width}));
    EXPECT_EQ(output.sizes(), at::IntArrayRef({2, 3}));
    EXPECT_TRUE(output.isfinite().all().item<bool>()) << height << "x" << width;
  }
}

// The padding is that of the nominal size, so the last strided convolutions find too little to answer to.
TEST(EfficientNetLite, ImageOfOnePixel_IsRefused) {
  EXPECT_THROW(EfficientNetLite().forward(ProbeInput("input", {1, 3, 1, 1})), c10::Error);
}

// drop_connect is the last block's chance plus one step: block 14 of 16 has 14/16 of it.
TEST(DropConnect, TrainingMode_DropsHalfTheSamplesAndDoublesTheOthers) {
  at::NoGradGuard no_grad;
  EfficientNetLite model = ModelOfOneBranch(0.5 * 16 / 14);
  at::manual_seed(0);
  const int64_t samples = 256;
  const at::Tensor images = ProbeInput("input", {1, 3, 32, 32}).expand({samples, 3, 32, 32});
  const at::Tensor dropped = WithBranchScaled(model, 0, images);
  const at::Tensor doubled = WithBranchScaled(model, 2, images);
  ASSERT_GT((dropped - doubled).abs().max().item<double>(), 1e-3) << "the branch says nothing";
  TrainBlocksAlone(model);
  const at::Tensor output = model.forward(images);
  int64_t drops = 0;
  for (int64_t i = 0; i < samples; ++i) {
    const bool is_dropped = at::allclose(output[i], dropped[i], 1e-4, 1e-5);
    EXPECT_NE(is_dropped, at::allclose(output[i], doubled[i], 1e-4, 1e-5)) << "sample " << i << " is neither or both";
    drops += is_dropped;
  }
  EXPECT_NEAR(drops, samples / 2, 40);  // five standard deviations
}

TEST(DropConnect, EvalMode_DropsNothing) {
  at::NoGradGuard no_grad;
  EfficientNetLite model = ModelOfOneBranch(0.5 * 16 / 14);
  const at::Tensor images = ProbeInput("input", {8, 3, 32, 32});
  EXPECT_TRUE(at::allclose(model.forward(images), WithBranchScaled(model, 1, images)));
}

TEST(DropConnect, ChanceOfZero_DropsNothingInTraining) {
  at::NoGradGuard no_grad;
  EfficientNetLite model = ModelOfOneBranch(0);
  const at::Tensor images = ProbeInput("input", {8, 3, 32, 32});
  const at::Tensor expected = model.forward(images);
  TrainBlocksAlone(model);
  EXPECT_TRUE(at::allclose(model.forward(images), expected));
}

}  // namespace
}  // namespace assay
