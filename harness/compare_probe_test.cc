#include "harness/compare_probe.h"

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
    auto& gradient = *probe.add_gradient_l2();
    gradient.set_name(key);
    gradient.set_value(2);
    auto& init = *probe.add_init_seed0_sum();
    init.set_name(key);
    init.set_value(10);
  }
  probe.add_output_shape(1);
  probe.add_output_shape(4);
  for (auto* summary : {probe.mutable_output(), probe.mutable_rect()}) {
    summary->set_numel(4);
    summary->set_l2(2);
    summary->set_mean(0);
    for (double value : {1, -1, 1, -1}) summary->add_first(value);
  }
  probe.add_argmax(0);
  return probe;
}

// The findings of the one part that `change` must touch; fails when another part, or none, has some.
std::string FindingsAfter(const std::string& part_name, const std::function<void(proto::Probe&)>& change) {
  proto::Probe actual = Sample();
  change(actual);
  std::string findings;
  for (const ProbePart& part : CompareProbes(Sample(), actual, LockTolerance(/*cpu_has_avx2=*/true))) {
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
  for (const ProbePart& part : CompareProbes(expected, Sample(), LockTolerance(/*cpu_has_avx2=*/true))) {
    if (!part.findings.empty()) {
      EXPECT_EQ(part.name, part_name);
    }
    findings += part.findings.size();
  }
  EXPECT_GT(findings, 0) << part_name;
}

TEST(CompareProbes, Equal_FindsNothing) {
  for (const ProbePart& part : CompareProbes(Sample(), Sample(), LockTolerance(/*cpu_has_avx2=*/true)))
    EXPECT_TRUE(part.findings.empty()) << part.name;
}

TEST(CompareProbes, WithinTolerance_FindsNothing) {
  proto::Probe actual = Sample();
  actual.mutable_output()->set_first(0, 1 + 1e-12);
  actual.mutable_init_seed0_sum(0)->set_value(10 + 1e-6);
  for (const ProbePart& part : CompareProbes(Sample(), actual, LockTolerance(/*cpu_has_avx2=*/true)))
    EXPECT_TRUE(part.findings.empty()) << part.name;
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
  for (const ProbePart& part :
       CompareProbes(SampleByDigest(), SampleByDigest(), LockTolerance(/*cpu_has_avx2=*/true))) {
    EXPECT_TRUE(part.findings.empty()) << part.name;
  }
}

TEST(CompareProbes, OtherStateByDigest_Fails) {
  for (const auto& change : std::vector<std::function<void(proto::Probe&)>>{
           [](auto& p) { p.mutable_state()->RemoveLast(); }, [](auto& p) { p.mutable_state()->SwapElements(0, 1); },
           [](auto& p) { p.mutable_state(0)->set_shape(0, 4); },
           [](auto& p) { p.mutable_state(0)->set_dtype("float64"); },
           [](auto& p) { p.mutable_state(1)->set_parameter(false); }}) {
    proto::Probe actual = Sample();
    change(actual);
    actual.set_state_sha256(StateSha256(actual));
    actual.clear_state();
    EXPECT_FALSE(CompareProbes(SampleByDigest(), actual, LockTolerance(/*cpu_has_avx2=*/true))[0].findings.empty());
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

TEST(CompareProbes, LockThatLostAPart_Fails) {
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
      LockTolerance(/*cpu_has_avx2=*/true));
  EXPECT_EQ(parts[0].findings.size(), 9);
  EXPECT_EQ(parts[0].findings.back(), "... and 12 more");
}

}  // namespace
}  // namespace assay
