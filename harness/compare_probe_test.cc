#include "harness/compare_probe.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

proto::Probe Sample() {
  proto::Probe probe;
  probe.set_parameters(6);
  for (const char* key : {"conv.weight", "bn.bias"}) {
    auto& tensor = *probe.add_state();
    tensor.set_key(key);
    tensor.set_dtype("float32");
    tensor.add_shape(3);
    tensor.set_parameter(true);
    tensor.set_requires_grad(true);
    auto& gradient = *probe.add_gradient_l2();
    gradient.set_name(key);
    gradient.set_value(2);
    auto& init = *probe.add_init_seed0_sum();
    init.set_name(key);
    init.set_value(10);
  }
  probe.add_output_shape(1);
  probe.add_output_shape(4);
  proto::TrainingProbe& training = *probe.mutable_training();
  for (auto* summary :
       {probe.mutable_output(), probe.mutable_rect(), probe.mutable_amplified(), training.mutable_output()}) {
    summary->set_numel(4);
    summary->set_l2(2);
    summary->set_mean(0);
    for (double value : {1, -1, 1, -1}) summary->add_first(value);
  }
  probe.add_argmax(0);
  training.set_gradient_l2(3);
  for (const char* key : {"bn.running_mean", "bn.running_var"}) {
    for (auto* value : {probe.add_calibrated_l2(), training.add_buffer_l2()}) {
      value->set_name(key);
      value->set_value(5);
    }
  }
  proto::Noise& noise = *probe.mutable_noise();
  noise.set_output(1e-11);
  noise.set_gradient(2e-11);
  noise.set_training(3e-11);
  noise.set_calibrated(4e-11);
  noise.set_amplified(5e-11);
  return probe;
}

// The findings of the one part that `change` must touch; fails when another part, or none, has some.
std::string FindingsAfter(const std::string& part_name, const std::function<void(proto::Probe&)>& change) {
  proto::Probe actual = Sample();
  change(actual);
  std::string findings;
  for (const ProbePart& part : CompareProbes(Sample(), actual, ToleranceOf(Sample()))) {
    for (const std::string& finding : part.findings) {
      EXPECT_EQ(part.name, part_name) << finding;
      findings += finding + "\n";
    }
  }
  EXPECT_NE(findings, "") << part_name;
  return findings;
}

// The same with the change on the lock's side: what it lost must not go unguarded.
void ExpectFindingWhereTheLock(const std::string& part_name, const std::function<void(proto::Probe&)>& change) {
  proto::Probe expected = Sample();
  change(expected);
  size_t findings = 0;
  for (const ProbePart& part : CompareProbes(expected, Sample(), ToleranceOf(Sample()))) {
    if (!part.findings.empty()) {
      EXPECT_EQ(part.name, part_name);
    }
    findings += part.findings.size();
  }
  EXPECT_GT(findings, 0) << part_name;
}

TEST(CompareProbes, Equal_FindsNothing) {
  for (const ProbePart& part : CompareProbes(Sample(), Sample(), ToleranceOf(Sample())))
    EXPECT_TRUE(part.findings.empty()) << part.name;
}

TEST(CompareProbes, WithinTolerance_FindsNothing) {
  proto::Probe actual = Sample();
  actual.mutable_output()->set_first(0, 1 + 0.9e-11);
  actual.mutable_gradient_l2(0)->set_value(2 * (1 + 1.9e-11));
  actual.mutable_training()->set_gradient_l2(3 * (1 + 2.9e-11));
  actual.mutable_calibrated_l2(0)->set_value(5 * (1 + 3.9e-11));
  actual.mutable_init_seed0_sum(0)->set_value(10 * (1 + 1.1e-5));
  for (const ProbePart& part : CompareProbes(Sample(), actual, ToleranceOf(Sample())))
    EXPECT_TRUE(part.findings.empty()) << part.name;
}

TEST(CompareProbes, BeyondEachToleranceOfTheLock_Fails) {
  FindingsAfter("output", [](auto& p) { p.mutable_output()->set_first(0, 1 + 1.1e-11); });
  FindingsAfter("rect", [](auto& p) { p.mutable_rect()->set_first(0, 1 + 1.1e-11); });
  FindingsAfter("amplified", [](auto& p) { p.mutable_amplified()->set_first(0, 1 + 5.1e-11); });
  FindingsAfter("gradient", [](auto& p) { p.mutable_gradient_l2(0)->set_value(2 * (1 + 2.1e-11)); });
  FindingsAfter("training", [](auto& p) { p.mutable_training()->set_gradient_l2(3 * (1 + 3.1e-11)); });
  FindingsAfter("calibrated", [](auto& p) { p.mutable_calibrated_l2(0)->set_value(5 * (1 + 4.1e-11)); });
  FindingsAfter("init", [](auto& p) { p.mutable_init_seed0_sum(0)->set_value(10 * (1 + 1.3e-5)); });
}

TEST(CompareProbes, LockWithoutNoise_PassesEqualNumbersAlone) {
  proto::Probe golden = Sample();
  golden.clear_noise();
  proto::Probe actual = Sample();
  EXPECT_TRUE(CompareProbes(golden, actual, ToleranceOf(golden))[1].findings.empty());
  actual.mutable_output()->set_first(0, 1 + 0x1p-52);
  EXPECT_FALSE(CompareProbes(golden, actual, ToleranceOf(golden))[1].findings.empty());
}

TEST(CompareProbes, Error_IsTheLargestOfThePart) {
  proto::Probe actual = Sample();
  actual.mutable_output()->set_first(3, -1.5);
  actual.mutable_output()->set_l2(2.5);
  actual.mutable_training()->clear_gradient_l2();
  const auto parts = CompareProbes(Sample(), actual, ToleranceOf(Sample()));
  EXPECT_EQ(parts[0].error, 0);
  EXPECT_EQ(parts[1].error, 0.5);
  EXPECT_EQ(parts[1].kind, ProbePart::Kind::kOutput);
  EXPECT_EQ(parts[6].error, std::numeric_limits<double>::infinity());
  EXPECT_EQ(parts[6].kind, ProbePart::Kind::kTraining);
}

TEST(ToleranceOf, DrawsOfAnotherKind_MoveInitialSumsMore) {
  EXPECT_DOUBLE_EQ(ToleranceOf(Sample()).init, 100 / 8388608.);
  EXPECT_EQ(ToleranceOf(Sample(), /*draws_alike=*/false).init, 3e-3);
}

TEST(ToleranceOf, FloorThatWouldHideChanges_IsCut) {
  proto::Probe golden = Sample();
  golden.mutable_noise()->set_output(1);
  golden.mutable_noise()->set_gradient(std::numeric_limits<double>::infinity());
  golden.mutable_noise()->set_training(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(ToleranceOf(golden).output, 1e-8);
  EXPECT_EQ(ToleranceOf(golden).gradient, 1e-8);
  EXPECT_FALSE(CompareProbes(golden, golden, ToleranceOf(golden))[6].findings.empty());
}

TEST(DrawAlike, AllThatDrawInVectors_DoSo) {
  EXPECT_TRUE(DrawAlike("AVX2", "AVX512"));
  EXPECT_TRUE(DrawAlike("DEFAULT", "DEFAULT"));
  EXPECT_FALSE(DrawAlike("AVX2", "DEFAULT"));
  EXPECT_FALSE(DrawAlike("NO AVX", "AVX512"));
  EXPECT_FALSE(DrawAlike("", "AVX512"));
}

TEST(CompareProbes, RemovedKey_IsNamed) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.mutable_state()->RemoveLast(); }), "key bn.bias is gone\n");
}

TEST(CompareProbes, AddedKey_IsNamed) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.add_state()->set_key("fc.bias"); }), "key fc.bias is new\n");
}

TEST(CompareProbes, OtherOrder_IsNamed) {
  EXPECT_NE(FindingsAfter("state", [](auto& p) { p.mutable_state()->SwapElements(0, 1); }).find("order changed"),
            std::string::npos);
}

TEST(CompareProbes, OtherShape_SaysBoth) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.mutable_state(0)->set_shape(0, 4); }),
            "conv.weight: expected float32 [3], got float32 [4]\n");
}

TEST(CompareProbes, OtherType_SaysBoth) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.mutable_state(0)->set_dtype("float64"); }),
            "conv.weight: expected float32 [3], got float64 [3]\n");
}

TEST(CompareProbes, ParameterTurnedBuffer_IsNamed) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.mutable_state(0)->set_parameter(false); }),
            "conv.weight: expected a parameter, got a buffer\n");
}

TEST(CompareProbes, FrozenParameter_IsNamed) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.mutable_state(1)->set_requires_grad(false); }),
            "bn.bias: took gradients, is frozen\n");
}

TEST(CompareProbes, OtherParameterCount_IsNamed) {
  EXPECT_EQ(FindingsAfter("state", [](auto& p) { p.set_parameters(7); }), "expected 6 parameters, got 7\n");
}

// With the signature's digest in place of the state.
proto::Probe SampleByDigest() {
  proto::Probe probe = Sample();
  probe.set_state_sha256(StateSha256(probe));
  probe.clear_state();
  return probe;
}

TEST(CompareProbes, EqualStateByDigest_FindsNothing) {
  for (const ProbePart& part : CompareProbes(SampleByDigest(), SampleByDigest(), ToleranceOf(Sample()))) {
    EXPECT_TRUE(part.findings.empty()) << part.name;
  }
}

TEST(CompareProbes, OtherStateByDigest_Fails) {
  for (const auto& change : std::vector<std::function<void(proto::Probe&)>>{
           [](auto& p) { p.mutable_state()->RemoveLast(); }, [](auto& p) { p.mutable_state()->SwapElements(0, 1); },
           [](auto& p) { p.mutable_state(0)->set_shape(0, 4); },
           [](auto& p) { p.mutable_state(0)->set_dtype("float64"); },
           [](auto& p) { p.mutable_state(1)->set_parameter(false); },
           [](auto& p) { p.mutable_state(1)->set_requires_grad(false); }}) {
    proto::Probe actual = Sample();
    change(actual);
    actual.set_state_sha256(StateSha256(actual));
    actual.clear_state();
    EXPECT_FALSE(CompareProbes(SampleByDigest(), actual, ToleranceOf(Sample()))[0].findings.empty());
  }
}

TEST(CompareProbes, OneOutputMoved_IsNamedAtItsPosition) {
  EXPECT_NE(FindingsAfter("output", [](auto& p) { p.mutable_output()->set_first(2, 1 + 1e-7); }).find("at [0, 2]"),
            std::string::npos);
}

TEST(CompareProbes, OutputNaN_Fails) {
  FindingsAfter("output", [](auto& p) { p.mutable_output()->set_first(0, std::numeric_limits<double>::quiet_NaN()); });
}

TEST(CompareProbes, NormBeyondTheKeptValues_Fails) {
  EXPECT_NE(FindingsAfter("output", [](auto& p) { p.mutable_output()->set_l2(2 + 1e-7); }).find("norm"),
            std::string::npos);
}

TEST(CompareProbes, MeanMoved_Fails) {
  FindingsAfter("output", [](auto& p) { p.mutable_output()->set_mean(1e-7); });
}

TEST(CompareProbes, OtherCount_Fails) {
  FindingsAfter("output", [](auto& p) { p.mutable_output()->set_numel(5); });
}

TEST(CompareProbes, OtherShapeOfOutput_Fails) {
  FindingsAfter("output", [](auto& p) { p.set_output_shape(0, 2); });
}

TEST(CompareProbes, ArgmaxMoved_Fails) {
  FindingsAfter("output", [](auto& p) { p.set_argmax(0, 2); });
}

TEST(CompareProbes, MissingValues_Fail) {
  FindingsAfter("output", [](auto& p) { p.mutable_output()->clear_first(); });
}

TEST(CompareProbes, RectMoved_Fails) {
  FindingsAfter("rect", [](auto& p) { p.mutable_rect()->set_first(1, -2); });
}

TEST(CompareProbes, MissingRect_Fails) {
  FindingsAfter("rect", [](auto& p) { p.clear_rect(); });
}

TEST(CompareProbes, GradientMoved_IsNamed) {
  EXPECT_NE(FindingsAfter("gradient", [](auto& p) { p.mutable_gradient_l2(1)->set_value(2.001); }).find("bn.bias"),
            std::string::npos);
}

TEST(CompareProbes, MissingGradients_Fail) {
  FindingsAfter("gradient", [](auto& p) { p.clear_gradient_l2(); });
}

TEST(CompareProbes, GradientThatIsRoundingAlone_CountsAsPartOfTheLargest) {
  proto::Probe expected = Sample(), actual = Sample();
  expected.mutable_gradient_l2(0)->set_value(1e-16);
  actual.mutable_gradient_l2(0)->set_value(3e-16);
  EXPECT_TRUE(CompareProbes(expected, actual, {.gradient = 2e-10})[4].findings.empty());
  EXPECT_FALSE(CompareProbes(expected, actual, {.gradient = 1e-10})[4].findings.empty());
}

TEST(CompareProbes, CalibratedStatisticsMoved_AreNamed) {
  EXPECT_EQ(FindingsAfter("calibrated", [](auto& p) { p.mutable_calibrated_l2(0)->set_value(6); }),
            "calibrated: the norm of bn.running_mean is 6, was 5 (error 0.2, tolerance 4e-11)\n");
}

TEST(CompareProbes, MissingStatistics_Fail) {
  EXPECT_EQ(FindingsAfter("calibrated", [](auto& p) { p.mutable_calibrated_l2()->RemoveLast(); }),
            "calibrated: the norm of bn.running_var is gone\n");
  FindingsAfter("calibrated", [](auto& p) { p.clear_calibrated_l2(); });
}

TEST(CompareProbes, TrainingMoved_SaysWhat) {
  EXPECT_NE(FindingsAfter("training", [](auto& p) { p.mutable_training()->mutable_output()->set_l2(2.1); })
                .find("training: the norm is 2.1, was 2"),
            std::string::npos);
  EXPECT_EQ(FindingsAfter("training", [](auto& p) { p.mutable_training()->set_gradient_l2(4); }),
            "training: gradient of all parameters is 4, was 3 (error 0.33, tolerance 3e-11)\n");
  EXPECT_EQ(FindingsAfter("training", [](auto& p) { p.mutable_training()->mutable_buffer_l2(1)->set_value(6); }),
            "training: afterwards the norm of bn.running_var is 6, was 5 (error 0.2, tolerance 3e-11)\n");
}

TEST(CompareProbes, MissingTraining_Fails) {
  FindingsAfter("training", [](auto& p) { p.clear_training(); });
  FindingsAfter("training", [](auto& p) { p.mutable_training()->clear_output(); });
  FindingsAfter("training", [](auto& p) { p.mutable_training()->clear_gradient_l2(); });
  FindingsAfter("training", [](auto& p) { p.mutable_training()->clear_buffer_l2(); });
}

TEST(CompareProbes, TrainingNaN_Fails) {
  FindingsAfter("training",
                [](auto& p) { p.mutable_training()->set_gradient_l2(std::numeric_limits<double>::quiet_NaN()); });
}

TEST(Totals, OfEachKind_AreTheNormOfAll) {
  const proto::Probe totals = Totals(Sample());
  EXPECT_EQ(totals.state_size(), 0);
  EXPECT_EQ(totals.state_sha256(), StateSha256(Sample()));
  EXPECT_EQ(totals.init_seed0_sum_size(), 0);
  ASSERT_EQ(totals.gradient_l2_size(), 1);
  EXPECT_EQ(totals.gradient_l2(0).name(), "all parameters");
  EXPECT_DOUBLE_EQ(totals.gradient_l2(0).value(), std::sqrt(8.));
  for (const auto* values : {&totals.calibrated_l2(), &totals.training().buffer_l2()}) {
    ASSERT_EQ(values->size(), 2);
    EXPECT_EQ(values->Get(0).name(), "all running_mean");
    EXPECT_EQ(values->Get(1).name(), "all running_var");
    EXPECT_EQ(values->Get(1).value(), 5);
  }
  EXPECT_EQ(totals.training().gradient_l2(), 3);
  EXPECT_EQ(totals.noise().training(), 3e-11);
}

TEST(Totals, OneTensorMoved_Shows) {
  proto::Probe actual = Sample();
  actual.mutable_training()->mutable_buffer_l2(0)->set_value(5.1);
  const auto parts = CompareProbes(Totals(Sample()), Totals(actual), ToleranceOf(Sample()));
  for (const ProbePart& part : parts) EXPECT_EQ(part.findings.size(), part.name == "training" ? 1 : 0) << part.name;
}

TEST(CompareProbes, LockThatLostAPart_Fails) {
  ExpectFindingWhereTheLock("state", [](auto& p) { p.mutable_state(0)->clear_requires_grad(); });
  ExpectFindingWhereTheLock("calibrated", [](auto& p) { p.clear_calibrated_l2(); });
  ExpectFindingWhereTheLock("calibrated", [](auto& p) { p.mutable_calibrated_l2()->RemoveLast(); });
  ExpectFindingWhereTheLock("training", [](auto& p) { p.clear_training(); });
  ExpectFindingWhereTheLock("training", [](auto& p) { p.mutable_training()->clear_gradient_l2(); });
  ExpectFindingWhereTheLock("training", [](auto& p) { p.mutable_training()->mutable_buffer_l2()->RemoveLast(); });
  ExpectFindingWhereTheLock("state", [](auto& p) { p.clear_state(); });
  ExpectFindingWhereTheLock("state", [](auto& p) { p.mutable_state(0)->clear_parameter(); });
  ExpectFindingWhereTheLock("output", [](auto& p) { p.clear_output(); });
  ExpectFindingWhereTheLock("output", [](auto& p) { p.mutable_output()->mutable_first()->Truncate(1); });
  ExpectFindingWhereTheLock("output", [](auto& p) { p.clear_argmax(); });
  ExpectFindingWhereTheLock("rect", [](auto& p) { p.clear_rect(); });
  ExpectFindingWhereTheLock("gradient", [](auto& p) { p.clear_gradient_l2(); });
  ExpectFindingWhereTheLock("gradient", [](auto& p) { p.mutable_gradient_l2()->RemoveLast(); });
  ExpectFindingWhereTheLock("init", [](auto& p) { p.clear_init_seed0_sum(); });
}

TEST(CompareProbes, InitMoved_IsNamed) {
  EXPECT_NE(FindingsAfter("init", [](auto& p) { p.mutable_init_seed0_sum(0)->set_value(10.001); }).find("conv.weight"),
            std::string::npos);
}

TEST(CompareProbes, ManyFindings_AreCut) {
  const auto parts = CompareProbes(
      Sample(),
      [] {
        proto::Probe probe = Sample();
        for (int i = 0; i < 20; ++i) probe.add_state()->set_key("extra." + std::to_string(i));
        return probe;
      }(),
      ToleranceOf(Sample()));
  EXPECT_EQ(parts[0].findings.size(), 9);
  EXPECT_EQ(parts[0].findings.back(), "... and 12 more");
}

// Told once, and not as a difference of every number.
TEST(CompareProbes, AnotherProtocol_IsTheOneFindingBesideTheState) {
  proto::Probe golden, now;
  golden.mutable_output()->set_l2(1);
  now.mutable_output()->set_l2(2);
  now.add_state()->set_key("fc.weight");
  now.set_measured_by(golden.measured_by() + 1);
  const std::vector<ProbePart> parts = CompareProbes(golden, now, ToleranceOf(golden));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_FALSE(parts[0].findings.empty());
  EXPECT_EQ(parts[1].findings,
            std::vector<std::string>(
                {"protocol: expected numbers of protocol 1, and these are of 2: they cannot be compared"}));
  golden.set_measured_by(1);
  now.set_measured_by(1);
  EXPECT_EQ(CompareProbes(golden, now, ToleranceOf(golden))[1].name, "output");
}

}  // namespace
}  // namespace assay
