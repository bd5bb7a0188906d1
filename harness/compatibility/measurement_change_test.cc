// A protocol that moved, in a library whose models did not.
#include "harness/compatibility/measurement_change.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/toy_library.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

// As bless leaves the library after the probe's protocol moved all outputs and gradients.
ToyLibrary MeasuredAnew() {
  ToyLibrary now;
  now.MoveEps();
  for (auto& [name, builder] : now.builders) builder.mutable_probe()->set_measured_by(2);
  for (auto& [name, entry] : now.entries) entry.mutable_probe()->set_measured_by(2);
  return now;
}

TEST(MeasurementChanged, AllThatMoved_IsOneFindingOfTheLibrary) {
  const std::vector<Finding> findings = Compare(ToyLibrary(), MeasuredAnew());
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "MEASUREMENT_CHANGED");
  EXPECT_EQ(findings[0].subject, "library");
  EXPECT_EQ(findings[0].level, Level::kOutput);
  EXPECT_TRUE(findings[0].breaking());
  EXPECT_EQ(findings[0].file, "harness/probe.h");
  EXPECT_THAT(findings[0].witness, HasSubstr("toynet (1 -> 2)"));
  EXPECT_THAT(findings[0].remedy, HasSubstr("git stash"));
  EXPECT_THAT(findings[0].remedy, Not(HasSubstr("_v2")));
}

TEST(MeasurementChanged, SameProtocol_IsNoFindingOfTheLibrary) {
  ToyLibrary was = MeasuredAnew(), is = MeasuredAnew();
  EXPECT_THAT(Compare(was, is), testing::IsEmpty());
  // Absent, it is the first.
  is = ToyLibrary();
  is.toynet().mutable_probe()->set_measured_by(1);
  EXPECT_THAT(Compare(ToyLibrary(), is), testing::IsEmpty());
}

// What can be compared all the same is: the state, and what callers write.
TEST(MeasurementChanged, StateAndSignature_AreStillCompared) {
  ToyLibrary now = MeasuredAnew();
  now.toynet().mutable_probe()->mutable_state(0)->set_key("convolution.weight");
  now.toynet().mutable_api()->set_task("detection");
  EXPECT_THAT(Compare(ToyLibrary(), now),
              ElementsAre(Field(&Finding::rule, "TASK_CHANGED"), Field(&Finding::rule, "STATE_KEY_REMOVED"),
                          Field(&Finding::rule, "MEASUREMENT_CHANGED")));
}

// What an entry implies is no measurement, and that it changes nothing cannot be said.
TEST(MeasurementChanged, ImpliedOption_StillBreaks) {
  ToyLibrary was, now = MeasuredAnew();
  ToyLibrary::AddField(was.v1(), "implied_options.mode", "\"a\"");
  ToyLibrary::AddField(now.v1(), "implied_options.mode", "\"b\"");
  const std::vector<Finding> findings = Compare(was, now);
  EXPECT_THAT(Breaking(findings),
              ElementsAre(Field(&Finding::rule, "MEASUREMENT_CHANGED"), Field(&Finding::rule, "IMPLIED_CHANGED")))
      << Describe(findings);
}

// The verdicts come from probes.
TEST(MeasurementChanged, CrossVersionVerdict_FollowsFromIt) {
  ToyLibrary now = MeasuredAnew();
  now.v1().mutable_cross_version(0)->set_verdict(proto::CrossVersion::DIFFERS);
  EXPECT_THAT(Compare(ToyLibrary(), now), ElementsAre(Field(&Finding::rule, "MEASUREMENT_CHANGED")));
}

TEST(MeasurementChanged, Component_IsToldOnceAndLosesNoCase) {
  ToyLibrary now;
  now.readers().set_measured_by(2);
  now.readers().mutable_item(0)->set_sha256("02");
  const std::vector<Finding> findings = Compare(ToyLibrary(), now);
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_EQ(findings[0].witness,
            "one lock was measured by another protocol than what was promised: components/readers (1 -> 2)");
  EXPECT_EQ(findings[0].file, "harness/components/component.h");
  now.readers().mutable_item()->RemoveLast();
  EXPECT_THAT(Compare(ToyLibrary(), now),
              ElementsAre(Field(&Finding::rule, "READER_CHANGED"), Field(&Finding::rule, "MEASUREMENT_CHANGED")));
}

TEST(MeasurementChanged, ProbeOfAComponentsCase_IsToldOfTheComponent) {
  ToyLibrary was, now;
  for (ToyLibrary* library : {&was, &now}) {
    proto::ComponentCase& item = *library->layers().add_item();
    item.set_name("probed");
    *item.mutable_probe() = library->toynet().probe();
  }
  proto::Probe& probe = *now.layers().mutable_item(now.layers().item_size() - 1)->mutable_probe();
  probe.mutable_output()->set_l2(5);
  probe.set_measured_by(2);
  const std::vector<Finding> findings = Compare(was, now);
  ASSERT_EQ(findings.size(), 1u) << Describe(findings);
  EXPECT_THAT(findings[0].witness, HasSubstr("components/layers (1 -> 2)"));
}

TEST(MeasurementFinding, ManyLocks_AreCounted) {
  std::vector<bc::MeasurementChange> changes;
  EXPECT_FALSE(bc::MeasurementFinding(changes));
  for (const char* lock : {"a", "b", "c", "d", "e"}) changes.push_back({.lock = lock, .was = 1, .is = 2});
  EXPECT_EQ(
      bc::MeasurementFinding(changes)->witness,
      "5 locks were measured by another protocol than what was promised: a (1 -> 2), b (1 -> 2), c (1 -> 2) and 2 "
      "more");
}

}  // namespace
}  // namespace assay
