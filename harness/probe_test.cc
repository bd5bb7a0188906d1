// What the probe notices: each test changes one thing of a small network, and looks at the part that must tell.
#include "harness/probe.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <stdexcept>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compare_probe.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Options {
  double eps = 1e-5;
  int64_t stride = 1;
  bool bias = true;
  int64_t kernel_height = 3, kernel_width = 3;
  bool swap_sides = false;  // transposes the image first
  double weight_scale = 1;  // of the initial values
  double momentum = 0.1;
  double dropout = 0.2;
  double shift = 0;     // before the normalisation, which takes it away again
  double cap = 1e300;   // of the activation: 6 makes a ReLU a ReLU6
  bool frozen = false;  // the convolution takes no gradients
};

class Network : public torch::nn::Module {
 public:
  explicit Network(const Options& options) : options_(options) {
    conv_ = register_module("conv", std::make_shared<torch::nn::Conv2dImpl>(
                                        torch::nn::Conv2dOptions(3, 4, {options.kernel_height, options.kernel_width})
                                            .stride(options.stride)
                                            .bias(options.bias)));
    norm_ = register_module("norm", std::make_shared<torch::nn::BatchNorm2dImpl>(
                                        torch::nn::BatchNormOptions(4).eps(options.eps).momentum(options.momentum)));
    fc_ = register_module("fc", std::make_shared<torch::nn::LinearImpl>(torch::nn::LinearOptions(4, 5)));
    at::NoGradGuard no_grad;
    conv_->weight.mul_(options.weight_scale);
    conv_->weight.set_requires_grad(!options.frozen);
  }

  at::Tensor forward(const at::Tensor& input) {
    at::Tensor x = conv_->forward(options_.swap_sides ? input.transpose(2, 3) : input);
    x = at::relu(norm_->forward(x + options_.shift)).clamp_max(options_.cap);
    // Unlike a mean over both sides, this tells them apart.
    return fc_->forward(at::dropout(x.mean(3).amax(2), options_.dropout, is_training()));
  }

 private:
  Options options_;
  std::shared_ptr<torch::nn::Conv2dImpl> conv_;
  std::shared_ptr<torch::nn::BatchNorm2dImpl> norm_;
  std::shared_ptr<torch::nn::LinearImpl> fc_;
};

proto::Probe ProbeOf(const Options& options, const ProbeParts& parts = {}) {
  const auto probe = RunProbe(
      [&] {
        auto network = std::make_shared<Network>(options);
        return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
      },
      parts);
  EXPECT_TRUE(probe.ok()) << probe.status();
  return probe.value_or(proto::Probe());
}

// The names of the parts in which a network differs from the plain one.
std::vector<std::string> DifferingParts(const Options& options) {
  std::vector<std::string> names;
  const proto::Probe plain = ProbeOf({}, {.noise = true});
  for (const ProbePart& part : CompareProbes(plain, ProbeOf(options), ToleranceOf(plain))) {
    if (!part.findings.empty()) names.push_back(part.name);
  }
  return names;
}

TEST(Probe, SameNetwork_DiffersNowhere) { EXPECT_THAT(DifferingParts({}), IsEmpty()); }

TEST(Probe, SameNetworkTwice_GivesTheSameBytes) {
  EXPECT_EQ(ProbeOf({}).SerializeAsString(), ProbeOf({}).SerializeAsString());
}

TEST(Probe, LargerEpsilon_ShowsInOutputsAndGradients) {
  EXPECT_THAT(DifferingParts({.eps = 1e-3}), ElementsAre("output", "rect", "amplified", "gradient", "training"));
}

TEST(Probe, EpsilonMovedByATenth_StillShows) { EXPECT_THAT(DifferingParts({.eps = 1.1e-5}), Contains("output")); }

TEST(Probe, OtherStride_Shows) {
  EXPECT_THAT(DifferingParts({.stride = 2}),
              ElementsAre("output", "rect", "amplified", "gradient", "calibrated", "training"));
}

TEST(Probe, MomentumMovedByATenth_ShowsInTrainingAlone) {
  EXPECT_THAT(DifferingParts({.momentum = 0.11}), ElementsAre("training"));
}

TEST(Probe, OtherDropoutRate_ShowsInTrainingAlone) {
  EXPECT_THAT(DifferingParts({.dropout = 0.21}), ElementsAre("training"));
}

TEST(Probe, ShiftThatNormalisationTakesAway_ShowsInTheStatistics) {
  EXPECT_THAT(DifferingParts({.shift = 0.01}), ElementsAre("calibrated", "training"));
}

// Of 4 channels' normalised values, none is as large as 6 until they are amplified.
TEST(Probe, ActivationThatSaturates_ShowsWhereAmplified) {
  EXPECT_THAT(DifferingParts({.cap = 6}), ElementsAre("amplified"));
}

TEST(Probe, FrozenParameter_ShowsInTheStateAndTheGradients) {
  EXPECT_THAT(DifferingParts({.frozen = true}), ElementsAre("state", "gradient", "training"));
}

// The normalisation takes a bias away again, so only the signature can tell, and the gradient's and the values' names.
TEST(Probe, MissingBias_ShowsInTheState) { EXPECT_THAT(DifferingParts({.bias = false}), Contains("state")); }

TEST(Probe, SwappedHeightAndWidth_ShowsInTheRectangle) {
  EXPECT_THAT(DifferingParts({.swap_sides = true}), Contains("rect"));
}

TEST(Probe, OtherInitialValues_ShowInTheInitialSumsAlone) {
  EXPECT_THAT(DifferingParts({.weight_scale = 1.1}), ElementsAre("init"));
}

TEST(Probe, PartsLeftOut_AreAbsent) {
  const proto::Probe probe = ProbeOf({}, {.gradients = false, .rect = false, .training = false});
  EXPECT_FALSE(probe.has_training());
  EXPECT_FALSE(probe.has_noise());
  EXPECT_EQ(probe.gradient_l2_size(), 0);
  EXPECT_FALSE(probe.has_rect());
  EXPECT_GT(probe.output().first_size(), 0);
}

TEST(Probe, Shapes_AreWritten) {
  const proto::Probe probe = ProbeOf({});
  EXPECT_THAT(probe.input_shape(), ElementsAre(2, 3, 64, 64));
  EXPECT_THAT(probe.output_shape(), ElementsAre(2, 5));
  EXPECT_THAT(probe.rect_input_shape(), ElementsAre(1, 3, 97, 75));
  EXPECT_EQ(probe.argmax_size(), 2);
  EXPECT_EQ(probe.parameters(), 4 * 27 + 4 + 8 + 25);
}

TEST(Probe, State_IsSignedAsBuiltNotAsRun) {
  const proto::Probe probe = ProbeOf({});
  ASSERT_EQ(probe.state_size(), 9);
  EXPECT_EQ(probe.state(0).key(), "conv.weight");
  EXPECT_EQ(probe.state(0).dtype(), "float32");
  EXPECT_EQ(probe.state(6).key(), "norm.num_batches_tracked");
  EXPECT_EQ(probe.state(6).dtype(), "int64");
  EXPECT_FALSE(probe.state(6).parameter());
}

TEST(Probe, ModelThatThrowsInForward_GivesItsMessage) {
  // The image is narrower than the kernel.
  const auto probe = RunProbe([] {
    auto network = std::make_shared<Network>(Options{.kernel_width = 100});
    return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
  });
  EXPECT_EQ(probe.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(probe.status().message()), HasSubstr("Kernel size can't be greater than actual input size"));
}

TEST(Probe, ConstructorThatThrows_GivesItsMessage) {
  const auto probe = RunProbe([]() -> Model { throw std::runtime_error("no such layer"); });
  EXPECT_EQ(probe.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(probe.status().message(), "no such layer");
}

TEST(Probe, Training_StartsFromTheFilledState) {
  const proto::Probe probe = ProbeOf({.momentum = 0});
  ASSERT_EQ(probe.training().buffer_l2_size(), 2);
  EXPECT_EQ(probe.training().buffer_l2(0).name(), "norm.running_mean");
  double squares = 0;
  for (double u : ProbeUniform("norm.running_mean", 4)) squares += std::pow(static_cast<float>(0.2 * u - 0.1), 2);
  // Nothing was added to what was filled in.
  EXPECT_DOUBLE_EQ(probe.training().buffer_l2(0).value(), std::sqrt(squares));
  // The calibration took the batch's instead.
  EXPECT_NE(probe.calibrated_l2(0).value(), probe.training().buffer_l2(0).value());
}

TEST(Probe, ModelWithoutGradients_HasNone) {
  const auto probe = RunProbe([] {
    auto norm = std::make_shared<torch::nn::BatchNorm2dImpl>(torch::nn::BatchNormOptions(3).affine(false));
    return Model(norm, [norm](const at::Tensor& input) { return norm->forward(input); });
  });
  ASSERT_TRUE(probe.ok()) << probe.status();
  EXPECT_EQ(probe->gradient_l2_size(), 0);
  EXPECT_EQ(probe->training().gradient_l2(), 0);
}

TEST(Summarise, NoElements_IsZeroThroughout) {
  const proto::TensorSummary summary = Summarise(at::empty({0}), 4);
  EXPECT_EQ(summary.numel(), 0);
  EXPECT_EQ(summary.l2(), 0);
  EXPECT_EQ(summary.mean(), 0);
}

TEST(Summarise, MoreElementsThanKept_KeepsTheFirst) {
  const proto::TensorSummary summary = Summarise(at::arange(1, 5), 2);
  EXPECT_THAT(summary.first(), ElementsAre(1, 2));
  EXPECT_EQ(summary.numel(), 4);
  EXPECT_DOUBLE_EQ(summary.l2(), std::sqrt(30.0));
  EXPECT_EQ(summary.mean(), 2.5);
}

}  // namespace
}  // namespace assay
