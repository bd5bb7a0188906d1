// One cause is one finding, whatever else it moves; and two causes are two.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr double kMoved = 1 + 1e-5;

TEST(OneCause, LayersDefault_IsToldOfTheVersionAndNotOfItsEntries) {
  ToyLibrary was, is;
  is.MoveEps();
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].subject, "toynet");
  EXPECT_THAT(findings[0].witness,
              HasSubstr("the model's output moved 2.1e-05 (noise floor 1e-12); gradients and training moved too"));
  EXPECT_EQ(
      findings[0].breaks,
      "everyone who runs toynet: the same input no longer gives the same output; with it its entries DATA_V1, DATA_V2");
  EXPECT_EQ(findings[0].remedy,
            "let the entries that were trained with it imply ContextParams<FrozenBatchNorm2d>{.eps = 0.0}: "
            "weights/toys/toynet.textproto\nor offer the change as a new builder with its own weights: toynet_v3");
  EXPECT_EQ(findings[0].file, "weights/toys/toynet.textproto");
}

TEST(OneCause, ModelThatDoesNotRunAnyMore_IsToldOnceWithWhereItStops) {
  ToyLibrary was, is;
  is.MoveEps();
  for (proto::Probe* probe : {is.toynet().mutable_probe(), is.v1().mutable_probe(), is.v2().mutable_probe()}) {
    probe->Clear();
    probe->set_failure("kernel size can't be greater than input size");
  }
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "PROBE_OUTPUT_CHANGED");
  EXPECT_EQ(findings[0].subject, "toynet");
  EXPECT_EQ(findings[0].module, "bn");
  EXPECT_THAT(findings[0].witness,
              HasSubstr("the model does not run any more: kernel size can't be greater than input size"));
}

TEST(OneCause, EntryThatImpliesTheOldDefault_IsMended) {
  ToyLibrary was, is;
  is.MoveEps();
  *is.v1().mutable_probe() = was.v1().probe();
  ToyLibrary::AddField(is.v1(), "implied_overrides.FrozenBatchNorm2d.eps", "0");
  const std::vector<Finding> findings = Compare(was, is);
  const std::vector<Finding> breaking = Breaking(findings);
  ASSERT_EQ(breaking.size(), 1) << Describe(findings);
  EXPECT_EQ(breaking[0].subject, "toynet");
  EXPECT_THAT(breaking[0].breaks, HasSubstr("with it its entries DATA_V2"));
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[1].rule, "IMPLIED_CHANGED");
  EXPECT_EQ(findings[1].subject, "toynet x DATA_V1");
}

TEST(OneCause, EntryThatMovesElsewhereThanItsVersion_HasAFindingOfItsOwn) {
  ToyLibrary was, is;
  is.MoveEps();
  is.v1().mutable_probe()->mutable_output()->set_l2(4.5);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[0].subject, "toynet");
  EXPECT_EQ(findings[1].subject, "toynet x DATA_V1");
  EXPECT_EQ(findings[1].rule, "PROBE_OUTPUT_CHANGED");
}

// An entry with 20 categories has another last layer than its version, and the same bn.
TEST(OneCause, EntryThatIsConstructedOtherwise_MovesWithItsVersionFromTheSameModule) {
  ToyLibrary was, is;
  for (ToyLibrary* library : {&was, &is}) {
    library->v1().mutable_probe()->mutable_output()->set_numel(40);
    library->v1().mutable_probe()->mutable_output()->set_l2(9);
  }
  is.MoveEps();
  is.v1().mutable_probe()->mutable_output()->set_numel(40);
  is.v1().mutable_probe()->mutable_output()->set_l2(9 * kMoved);
  was.traces["toynet/DATA_V1"] = was.trace();
  is.traces["toynet/DATA_V1"] = is.trace();
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].subject, "toynet");

  // The same of another module is another cause.
  is.traces["toynet/DATA_V1"] = was.trace();
  is.traces["toynet/DATA_V1"].mutable_step(3)->set_arguments("bias=False");
  is.traces["toynet/DATA_V1"].mutable_step(3)->set_projection(0, 5);
  const std::vector<Finding> two = Compare(was, is);
  ASSERT_EQ(two.size(), 2) << Describe(two);
  EXPECT_EQ(two[1].subject, "toynet x DATA_V1");
  EXPECT_EQ(two[1].module, "fc");
}

TEST(OneCause, AnswersOfAnEntry_FollowFromWhatIsToldOfTheVersion) {
  ToyLibrary was, is;
  is.MoveEps();
  is.v1().mutable_photograph(0)->set_logit(3, 4.5);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].subject, "toynet");
}

TEST(OneCause, OtherVersionThatMoved_ExplainsTheMatrix) {
  ToyLibrary was, is;
  is.MoveEps();
  is.entries.at("toynet_v2/DATA_V1").mutable_cross_version(0)->set_verdict(proto::CrossVersion::DIFFERS);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(OneCause, MoreCategories_AreAnotherShapeOfTheLastLayer) {
  ToyLibrary was, is;
  ToyLibrary::Field(is.v1(), "meta.num_categories") = "11";
  is.v1().set_categories_sha256("ca80");
  is.v1().mutable_probe()->set_state_sha256("6b6b");
  is.v1().mutable_probe()->set_parameters(50);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "STATE_SHAPE_CHANGED");
  EXPECT_THAT(findings[0].witness, HasSubstr("46 -> 50 parameters; meta.num_categories 10 -> 11"));
}

TEST(TwoCauses, InitialValuesAndOutputs_AreTwoFindings) {
  ToyLibrary was, is;
  is.MoveEps();
  Probe(is).mutable_init_seed0_sum(0)->set_value(2);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "INIT_CHANGED");
  EXPECT_EQ(findings[0].module, "conv");
  EXPECT_EQ(findings[1].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(TwoCauses, OrderOfTheStateAndOutputs_AreTwoFindings) {
  ToyLibrary was, is;
  is.MoveEps();
  Probe(is).mutable_state()->SwapElements(0, 1);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "STATE_ORDER_CHANGED");
  EXPECT_EQ(findings[1].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(TwoCauses, DefaultOfAnOptionThatDoesNotShowInTheModule_AndOutputs_AreTwoFindings) {
  ToyLibrary was, is;
  is.MoveEps();
  Options(is).mutable_option(1)->set_default_value("128");
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "OPTION_DEFAULT_CHANGED");
  EXPECT_EQ(findings[1].rule, "PROBE_OUTPUT_CHANGED");
}

TEST(Environment, OtherLibTorch_IsNamedWhereLittleMoved) {
  ToyLibrary was, is;
  is.toynet().mutable_blessing()->set_libtorch("2.12.0");
  Probe(is).mutable_output()->set_l2(4 * (1 + 1e-11));
  std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_THAT(findings[0].witness,
              HasSubstr("; the promise was blessed on LibTorch 2.11.0 with AVX512, the present on LibTorch 2.12.0 with "
                        "AVX512: `assay bc --libtorch` tells whether that is the cause"));
  Probe(is).mutable_output()->set_l2(4 * kMoved);
  findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_THAT(findings[0].witness, Not(HasSubstr("blessed"))) << "no library moves that much";
}

}  // namespace
}  // namespace assay
