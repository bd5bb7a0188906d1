#include "harness/noise.h"

#include <limits>

#include "gtest/gtest.h"

namespace assay {
namespace {

proto::Probe Sample() {
  proto::Probe probe;
  for (int64_t size : {2, 3, 4, 5}) probe.add_input_shape(size);
  for (auto* summary : {probe.mutable_output(), probe.mutable_rect(), probe.mutable_training()->mutable_output()}) {
    summary->set_numel(4);
    summary->set_l2(2);
    summary->set_mean(0);
    for (double value : {1, -1, 1, -1}) summary->add_first(value);
  }
  probe.mutable_training()->set_gradient_l2(1);
  for (auto* value : {probe.add_gradient_l2(), probe.add_calibrated_l2()}) {
    value->set_name("weight");
    value->set_value(1);
  }
  return probe;
}

void AddTensor(proto::Probe& probe, std::initializer_list<int64_t> shape) {
  proto::StateTensor& tensor = *probe.add_state();
  for (int64_t size : shape) tensor.add_shape(size);
}

TEST(LongestSum, ImagesAndNoWeights_AreThePositionsOfTheBatch) {
  proto::Probe probe = Sample();
  EXPECT_EQ(LongestSum(probe), 2 * 4 * 5);
  for (int64_t size : {1, 3, 7, 9}) probe.add_rect_input_shape(size);
  EXPECT_EQ(LongestSum(probe), 7 * 9);
}

TEST(LongestSum, Weights_CountForwardsAndBackwards) {
  proto::Probe probe = Sample();
  AddTensor(probe, {10, 20, 3, 3});
  EXPECT_EQ(LongestSum(probe), 180);
  AddTensor(probe, {500, 2});
  EXPECT_EQ(LongestSum(probe), 500);
  AddTensor(probe, {100000});
  AddTensor(probe, {});
  AddTensor(probe, {0, 4});
  EXPECT_EQ(LongestSum(probe), 500);
}

TEST(LongestSum, Tokens_AreCounted) {
  proto::Probe probe;
  for (int64_t size : {2, 24}) probe.add_token_input()->add_shape(size);
  EXPECT_EQ(LongestSum(probe), 24);
  probe.add_rect_token_input()->add_shape(37);
  EXPECT_EQ(LongestSum(probe), 37);
}

// Four times the sum is twice the floor, and each part has its own.
TEST(NoiseOf, Movement_GivesTheFloorOfItsPart) {
  proto::Probe probe = Sample();
  AddTensor(probe, {1, 64 * 64});
  proto::Probe moved = probe;
  moved.mutable_output()->set_first(0, 1 + 2 * kPerturbation);
  moved.mutable_rect()->set_first(0, 1 + 4 * kPerturbation);
  moved.mutable_gradient_l2(0)->set_value(1 + 8 * kPerturbation);
  moved.mutable_calibrated_l2(0)->set_value(1 + kPerturbation);
  moved.mutable_training()->set_gradient_l2(1 + 16 * kPerturbation);
  const proto::Noise noise = NoiseOf(probe, moved);
  // 8 * 64 * 2^-53 = 5.68e-14 a unit of movement, rounded up.
  EXPECT_DOUBLE_EQ(noise.output(), 2.3e-13);
  EXPECT_DOUBLE_EQ(noise.gradient(), 4.6e-13);
  EXPECT_DOUBLE_EQ(noise.calibrated(), 5.7e-14);
  EXPECT_DOUBLE_EQ(noise.training(), 9.1e-13);
}

TEST(NoiseOf, GradientThatIsRoundingAlone_GivesItsOwnSize) {
  proto::Probe probe = Sample();
  proto::NamedValue& bias = *probe.add_gradient_l2();
  bias.set_name("key.bias");
  bias.set_value(0x1p-55);
  // Eight times 2^-55 on the scale 2^-20.
  EXPECT_DOUBLE_EQ(NoiseOf(probe, probe).gradient(), 2.4e-10);
  // A gradient that rounding cannot make is one.
  bias.set_value(0x1p-40);
  EXPECT_EQ(NoiseOf(probe, probe).gradient(), 0);
}

TEST(NoiseOf, NothingMoved_IsZero) { EXPECT_EQ(NoiseOf(Sample(), Sample()).output(), 0); }

TEST(NoiseOf, PartThatCannotBeCompared_HasNoFiniteFloor) {
  proto::Probe moved = Sample();
  moved.clear_gradient_l2();
  EXPECT_EQ(NoiseOf(Sample(), moved).gradient(), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace assay
