// Each test changes one thing of a component's cases: the lock must notice.
#include "harness/components/component.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

proto::ComponentGolden Toy() {
  proto::ComponentGolden golden;
  golden.set_component("toys");
  proto::ComponentCase& file = AddCase(golden, "a.pth");
  AddField(file, "format", "torch_legacy");
  AddField(file, "tensor w", "float32 [2]");
  file.set_sha256("0123");
  proto::ComponentCase& tokens = AddCase(golden, "tokens of a text");
  tokens.mutable_stage()->add_id(7);
  proto::ComponentCase& layer = AddCase(golden, "a layer");
  layer.mutable_probe()->mutable_output()->set_numel(1);
  layer.mutable_probe()->mutable_output()->set_l2(2);
  layer.mutable_probe()->mutable_output()->set_mean(2);
  layer.mutable_probe()->mutable_output()->add_first(2);
  layer.mutable_probe()->mutable_noise()->set_output(1e-9);
  AddRefusal(AddCase(golden, "b.pth"), absl::DataLossError("cut short"));
  return golden;
}

std::vector<std::string> Findings(const proto::ComponentGolden& now) { return CompareComponent(Toy(), now); }

TEST(CompareComponent, SameCases_HaveNoFindings) { EXPECT_THAT(Findings(Toy()), IsEmpty()); }

TEST(CompareComponent, OtherOrderOfCases_IsNoDifference) {
  proto::ComponentGolden now = Toy();
  now.mutable_item()->SwapElements(0, 2);
  EXPECT_THAT(Findings(now), IsEmpty());
}

TEST(CompareComponent, CaseThatIsGone_IsNamed) {
  proto::ComponentGolden now = Toy();
  now.mutable_item()->RemoveLast();
  EXPECT_THAT(Findings(now), ElementsAre("b.pth: the case is gone"));
}

TEST(CompareComponent, CaseThatIsNew_IsNamed) {
  proto::ComponentGolden now = Toy();
  AddCase(now, "c.pth");
  EXPECT_THAT(Findings(now), ElementsAre("c.pth: the case is not in the lock"));
}

TEST(CompareComponent, AnotherProtocol_IsToldInPlaceOfItsCases) {
  proto::ComponentGolden now = Toy();
  now.set_measured_by(1);
  EXPECT_THAT(Findings(now), IsEmpty());
  now.set_measured_by(2);
  now.mutable_item()->RemoveLast();
  EXPECT_THAT(Findings(now), ElementsAre("the golden was measured by protocol 1, and this is 2: their cases cannot be "
                                         "compared"));
}

TEST(CompareComponent, ChangedField_IsNamedWithBothValues) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(0)->mutable_field(1)->set_value("float16 [2]");
  EXPECT_THAT(Findings(now), ElementsAre("a.pth: tensor w is float16 [2], was float32 [2]"));
}

TEST(CompareComponent, FieldsThatOneSideLacks_AreNamed) {
  proto::ComponentGolden now = Toy();
  AddField(*now.mutable_item(0), "scalar epoch", "int 3");
  now.mutable_item(3)->clear_field();
  EXPECT_THAT(Findings(now), ElementsAre("a.pth: scalar epoch is new: int 3", "b.pth: refused is gone, was DATA_LOSS"));
}

TEST(CompareComponent, OtherOrderOfFields_IsADifference) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(0)->mutable_field()->SwapElements(0, 1);
  EXPECT_THAT(Findings(now), ElementsAre("a.pth: the order changed"));
}

TEST(CompareComponent, ChangedDigest_IsNamed) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(0)->set_sha256("0124");
  EXPECT_THAT(Findings(now), ElementsAre("a.pth: sha256 is 0124, was 0123"));
}

TEST(CompareComponent, ChangedToken_IsNamed) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(1)->mutable_stage()->set_id(0, 8);
  EXPECT_THAT(Findings(now), ElementsAre("tokens of a text: ids: number 0 is 8, was 7"));
}

TEST(CompareComponent, StageOrProbeThatIsGone_IsADifference) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(1)->clear_stage();
  EXPECT_THAT(Findings(now), ElementsAre("tokens of a text: expected 1 ids, got 0"));
  now = Toy();
  now.mutable_item(2)->clear_probe();
  EXPECT_THAT(Findings(now), ElementsAre("a layer: output: expected 1 values, got 0"));
}

TEST(CompareComponent, ProbeBeyondTheTolerance_IsADifference) {
  proto::ComponentGolden now = Toy();
  now.mutable_item(2)->mutable_probe()->mutable_output()->set_first(0, 2 * (1 + 1e-7));
  ASSERT_EQ(Findings(now).size(), 1u);
  EXPECT_THAT(Findings(now)[0], HasSubstr("a layer: output: largest difference 2e-07 at [0]"));
  now.mutable_item(2)->mutable_probe()->mutable_output()->set_first(0, 2 * (1 + 1e-11));
  EXPECT_THAT(Findings(now), IsEmpty());
}

TEST(CompareComponent, InitialSums_AreHeldLooserWhereTheMachineDrawsOtherwise) {
  proto::ComponentGolden golden = Toy();
  golden.mutable_blessing()->set_cpu_capability("AVX2");
  proto::NamedValue& sum = *golden.mutable_item(2)->mutable_probe()->add_init_seed0_sum();
  sum.set_name("weight");
  sum.set_value(1);
  proto::ComponentGolden now = golden;
  now.mutable_item(2)->mutable_probe()->mutable_init_seed0_sum(0)->set_value(1.0002);
  EXPECT_EQ(CompareComponent(golden, now).size(), 1u);
  now.mutable_blessing()->set_cpu_capability("DEFAULT");
  EXPECT_THAT(CompareComponent(golden, now), IsEmpty());
}

TEST(CompareComponent, OtherComponent_IsNamed) {
  proto::ComponentGolden now = Toy();
  now.set_component("games");
  EXPECT_THAT(Findings(now), ElementsAre("the golden is that of toys, not of games"));
}

Component ToyComponent() {
  return {"toys", [](const ComponentInputs&) -> absl::StatusOr<proto::ComponentGolden> { return Toy(); }};
}

TEST(ValidateComponent, GoldenOfItself_Passes) {
  const proto::ComponentGolden golden = Toy();
  const ComponentMeasurement measured = ValidateComponent(ToyComponent(), {}, &golden);
  EXPECT_EQ(measured.result.builder, "components/toys");
  EXPECT_EQ(measured.result.outcome(), Outcome::kPass);
  EXPECT_EQ(measured.result.checks[0].summary, "cases 4");
  EXPECT_EQ(measured.now.item_size(), 4);
}

TEST(ValidateComponent, NoGolden_SaysHowToMakeOne) {
  const ComponentMeasurement measured = ValidateComponent(ToyComponent(), {}, nullptr);
  EXPECT_TRUE(measured.result.checks[0].against_lock);
  EXPECT_THAT(measured.result.checks[0].findings,
              ElementsAre("no golden yet: ./bazelw run //tools:bless -- 'components/toys' --reason=..."));
}

TEST(ValidateComponent, MeasurementThatFails_IsWrongInItself) {
  const Component broken = {"toys", [](const ComponentInputs& inputs) -> absl::StatusOr<proto::ComponentGolden> {
                              return absl::NotFoundError(inputs.root + " has no toys");
                            }};
  const proto::ComponentGolden golden = Toy();
  const ComponentMeasurement measured = ValidateComponent(broken, {.root = "attic"}, &golden);
  EXPECT_FALSE(measured.result.checks[0].against_lock);
  EXPECT_THAT(measured.result.checks[0].findings, ElementsAre("attic has no toys"));
}

TEST(ComponentLocks, RegisteredComponents_AreListedByName) {
  RegisterComponent({"b", nullptr});
  RegisterComponent({"a", nullptr});
  const std::vector<Component> components = ComponentLocks();
  ASSERT_EQ(components.size(), 2u);
  EXPECT_EQ(components[0].FullName(), "components/a");
  EXPECT_EQ(components[1].GoldenPath(), "golden/components/b.textproto");
}

TEST(ComponentLocksDeathTest, NameThatIsTaken_EndsTheProcess) {
  EXPECT_DEATH(
      {
        RegisterComponent({"twice", nullptr});
        RegisterComponent({"twice", nullptr});
      },
      "two components are called \"twice\"");
}

}  // namespace
}  // namespace assay
