// What a trace holds: literal numbers, each worked out beside it.
#include "harness/trace.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <ATen/record_function.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/align_traces.h"
#include "harness/projections.h"
#include "harness/textproto.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::ElementsAre;

class Network : public torch::nn::Module {
 public:
  Network() {
    conv_ = register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 2, 3).stride(2)));
    norm_ = register_module("norm", std::make_shared<FrozenBatchNorm2d>(2));
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(2, 5)));
  }
  at::Tensor forward(const at::Tensor& input) {
    at::Tensor x = norm_->forward(conv_->forward(input));
    return fc_->forward(GlobalAveragePool(at::relu_(x)));
  }

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<FrozenBatchNorm2d> norm_;
  std::shared_ptr<Linear> fc_;
};

Model MakeNetwork() {
  auto network = std::make_shared<Network>();
  return Model(network, [network](const at::Tensor& input) { return network->forward(input); });
}

proto::Trace TraceOfNetwork() {
  const auto trace = RecordTrace(MakeNetwork);
  EXPECT_TRUE(trace.ok()) << trace.status();
  return trace.value_or(proto::Trace());
}

// "op(arguments) of module", then how many steps before it stands what it takes, where it is not the one just before.
std::vector<std::string> Steps(const proto::Trace& trace) {
  std::vector<std::string> steps;
  for (const proto::TraceStep& step : trace.step()) {
    std::string text =
        step.op() + "(" + step.arguments() + ") " + (step.has_module() ? "of " + step.module() : "between");
    for (const int back : step.back()) text += " " + std::to_string(back);
    steps.push_back(text);
  }
  return steps;
}

TEST(RecordTrace, Steps_AreTheOutermostOperatorsWithTheirModules) {
  const proto::Trace trace = TraceOfNetwork();
  EXPECT_THAT(Steps(trace),
              ElementsAre("conv2d() of conv 0", "add(other=1e-05) of norm 0", "rsqrt() of norm", "mul() of norm",
                          "mul() of norm", "sub() of norm", "mul() of norm 6 3", "add() of norm 1 2", "relu() between",
                          "adaptive_avg_pool2d(output_size=1) between", "addmm() of fc"));
  EXPECT_THAT(trace.output(), ElementsAre(10));
  // (64 - 3) / 2 + 1.
  EXPECT_THAT(trace.step(0).shape(), ElementsAre(2, 2, 31, 31));
}

TEST(RecordTrace, Modules_SayTheirTypesAndAttributes) {
  const proto::Trace trace = TraceOfNetwork();
  std::vector<std::string> modules;
  for (const proto::TraceModule& module : trace.module())
    modules.push_back(module.path() + " " + module.type() + " " + module.attributes());
  EXPECT_THAT(modules, ElementsAre(" Network ", "conv Conv2d 3, 2, kernel_size=3, stride=2",
                                   "norm FrozenBatchNorm2d 2, eps=1e-05", "fc Linear in_features=2, out_features=5"));
}

TEST(RecordTrace, SameNetworkTwice_GivesTheSameBytes) {
  EXPECT_EQ(TraceOfNetwork().SerializeAsString(), TraceOfNetwork().SerializeAsString());
}

TEST(RecordTrace, Text_ReadsBackToTheSameBytes) {
  const proto::Trace trace = TraceOfNetwork();
  proto::Trace read;
  ASSERT_TRUE(ParseTextproto(TextprotoText(trace, "harness/golden.proto"), "trace", read).ok());
  EXPECT_EQ(read.SerializeAsString(), trace.SerializeAsString());
}

TEST(RecordTrace, ModelThatThrows_GivesTheStepsUntilThenAndLeavesNothingBehind) {
  auto network = std::make_shared<Network>();
  const auto trace = RecordTrace([&] {
    return Model(network, [network](const at::Tensor& input) -> at::Tensor {
      network->forward(input);
      throw std::runtime_error("enough");
    });
  });
  ASSERT_TRUE(trace.ok()) << trace.status();
  EXPECT_EQ(trace->failure(), "enough");
  EXPECT_EQ(trace->output_size(), 0);
  EXPECT_EQ(Steps(*trace), Steps(TraceOfNetwork()));
  EXPECT_FALSE(at::hasThreadLocalCallbacks());
  EXPECT_EQ(TraceOfNetwork().step_size(), 11);
}

TEST(Project, Tensor_GivesItsNormAndSignedSums) {
  const Projections projections = Project(at::arange(1, 5));
  EXPECT_EQ(projections.l2, 5.4772255751);  // sqrt(30)
  for (const double value : projections.values) {
    // A sum of 1, 2, 3 and 4 with signs is even and at most 10.
    const double sum = value * std::sqrt(30.0);
    EXPECT_NEAR(sum, 2 * std::round(sum / 2), 1e-8);
    EXPECT_LE(std::abs(sum), 10 + 1e-8);
  }
}

TEST(Project, Transposed_GivesOtherSums) {
  const at::Tensor tensor = at::arange(30).view({5, 6}).to(at::kDouble);
  EXPECT_EQ(Project(tensor).l2, Project(tensor.t()).l2);
  EXPECT_NE(Project(tensor).values, Project(tensor.t()).values);
  EXPECT_EQ(Project(tensor).values, Project(tensor.flatten()).values);
}

TEST(Project, ZeroAndEmpty_AreZero) {
  EXPECT_EQ(Project(at::zeros({3})).l2, 0);
  EXPECT_THAT(Project(at::zeros({3})).values, ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(Project(at::zeros({0})).l2, 0);
}

TEST(Project, NotFinite_CountsAsAMillion) {
  EXPECT_EQ(Project(at::zeros({1}).fill_(-std::numeric_limits<float>::infinity())).l2, 1e6);
}

proto::TraceStep StepOf(const at::Tensor& tensor) {
  proto::TraceStep step;
  for (const int64_t size : tensor.sizes()) step.add_shape(size);
  const Projections projections = Project(tensor);
  step.set_l2(projections.l2);
  for (const double value : projections.values) step.add_projection(value);
  return step;
}

TEST(DistanceEstimate, OtherTensor_IsWithinAFactorOfTwoNineTimesInTen) {
  at::manual_seed(0);
  int within = 0;
  for (int i = 0; i < 1000; ++i) {
    const at::Tensor was = at::randn({200}, at::kDouble);
    const at::Tensor is = was + 1e-3 * at::randn({200}, at::kDouble);
    const double distance = ((is - was).norm() / was.norm()).item<double>();
    const double estimate = DistanceEstimate(StepOf(was), StepOf(is));
    within += distance / 2 <= estimate && estimate <= 2 * distance;
  }
  // 907 of 1000 are expected: chi-squared of four degrees within [1, 16]; three standard deviations are 28.
  EXPECT_GE(within, 907 - 28);
  EXPECT_LE(within, 907 + 28);
}

TEST(DistanceEstimate, SameTensor_IsZero) {
  EXPECT_EQ(DistanceEstimate(StepOf(at::arange(9)), StepOf(at::arange(9).view({3, 3}))), 0);
}

TEST(DistanceEstimate, OtherNumberOfElements_IsInfinite) {
  EXPECT_EQ(DistanceEstimate(StepOf(at::arange(9)), StepOf(at::arange(10))), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace assay
