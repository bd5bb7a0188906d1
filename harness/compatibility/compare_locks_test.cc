#include "harness/compatibility/compare_locks.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/toy_library.h"

namespace assay {
namespace {

using testing::HasSubstr;

absl::StatusOr<std::vector<Finding>> CompareFiles(const MemoryLockFiles& was, const MemoryLockFiles& is) {
  return CompareLocks(was, is, proto::Tombstones());
}

TEST(CompareLocks, FileThatCannotBeRead_IsAnErrorAndNotCompatible) {
  const MemoryLockFiles was = ToyLibrary().Lock("release 1.0");
  MemoryLockFiles is = ToyLibrary().Lock("the present");
  is.AddText("toys/toynet.textproto", "builder: \"toynet\" prob {}");
  const auto findings = CompareFiles(was, is);
  EXPECT_EQ(findings.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(findings.status().message()), HasSubstr("the present: golden/toys/toynet.textproto:1:"));
}

TEST(CompareLocks, TraceThatCannotBeRead_IsAnErrorWhereItIsNeeded) {
  ToyLibrary moved;
  moved.MoveEps();
  const MemoryLockFiles was = ToyLibrary().Lock("release 1.0");
  MemoryLockFiles is = moved.Lock("the present");
  is.AddText("toys/toynet.trace.textproto", "?");
  EXPECT_FALSE(CompareFiles(was, is).ok());
}

TEST(CompareLocks, FileOfNoKind_IsAnError) {
  const MemoryLockFiles was = ToyLibrary().Lock("release 1.0");
  MemoryLockFiles is = ToyLibrary().Lock("the present");
  is.AddText("notes.textproto", "");
  const auto findings = CompareFiles(was, is);
  EXPECT_EQ(findings.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(findings.status().message()), HasSubstr("golden/notes.textproto is no lock"));
}

// Bless leaves the file of a version that is gone where it was.
TEST(CompareLocks, VersionThatIsNoLongerACombination_IsRemovedThoughItsFileIsThere) {
  const MemoryLockFiles was = ToyLibrary().Lock("release 1.0");
  MemoryLockFiles is = ToyLibrary().Lock("the present");
  is.Add("combinations.textproto",
         FromText<proto::CombinationSet>(
             "combination: 'toynet' combination: 'toynet x DATA_V1' combination: 'toynet x DATA_V2'"));
  const auto findings = CompareFiles(was, is);
  ASSERT_TRUE(findings.ok()) << findings.status();
  ASSERT_EQ(findings->size(), 2) << Describe(*findings);
  EXPECT_EQ((*findings)[0].rule, "BUILDER_REMOVED");
  EXPECT_EQ((*findings)[0].subject, "toynet_v2");
}

TEST(CompareLocks, VersionInAnotherFamily_IsThatVersion) {
  ToyLibrary was, is;
  is.toynet().mutable_api()->set_family("games");
  is.MoveEps();
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 2) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "FAMILY_MOVED");
  EXPECT_EQ(findings[1].rule, "PROBE_OUTPUT_CHANGED");
  EXPECT_EQ(findings[1].module, "bn");
}

// What the test of one version sees: its own files.
TEST(CompareLocks, PartOfALibrary_MissesNothingOfTheRest) {
  ToyLibrary moved;
  moved.MoveEps();
  MemoryLockFiles was("release 1.0"), is("the present");
  was.Add("toys/toynet.textproto", ToyLibrary().toynet());
  was.Add("toys/toynet.trace.textproto", ToyLibrary().trace());
  is.Add("toys/toynet.textproto", moved.toynet());
  is.Add("toys/toynet.trace.textproto", moved.trace());
  const auto findings = CompareFiles(was, is);
  ASSERT_TRUE(findings.ok()) << findings.status();
  ASSERT_EQ(findings->size(), 1) << Describe(*findings);
  EXPECT_EQ((*findings)[0].subject, "toynet");
  EXPECT_EQ((*findings)[0].module, "bn");
}

TEST(CompareLocks, WithoutTraces_NamesNoModuleAndStillFinds) {
  ToyLibrary was, is;
  is.MoveEps();
  was.traces.clear();
  is.traces.clear();
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].module, "");
  EXPECT_THAT(findings[0].witness, testing::StartsWith("the model's output moved 2.1e-05"));
}

// The promise lost the file of its default: that entry is new, and is not set beside itself.
TEST(CompareLocks, DefaultThatIsNewItself_IsBesideAnOldEntry) {
  ToyLibrary was, is;
  was.entries.erase("toynet/DATA_V2");
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "ENTRY_ADDED");
  EXPECT_EQ(findings[0].subject, "toynet x DATA_V2");
  EXPECT_THAT(findings[0].witness, HasSubstr("beside DATA_V1"));
}

TEST(CompareLocks, LockWithoutNoise_TakesNothingForNoise) {
  ToyLibrary was, is;
  was.toynet().mutable_probe()->clear_noise();
  is.toynet().mutable_probe()->clear_noise();
  is.toynet().mutable_probe()->mutable_output()->set_l2(4 * (1 + 1e-13));
  EXPECT_EQ(Compare(was, is).size(), 1);
}

TEST(CompareLocks, PresentThatLostItsApiOrProbe_IsNotCompatible) {
  ToyLibrary was, is;
  is.toynet().clear_probe();
  EXPECT_FALSE(Breaking(Compare(was, is)).empty());
  ToyLibrary other;
  other.v1().clear_preprocessing();
  const std::vector<Finding> findings = Compare(was, other);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].rule, "TRANSFORM_CHANGED");
  EXPECT_THAT(findings[0].witness, HasSubstr("it is gone"));
}

TEST(CompareLocks, Findings_AreSortedWorstFirst) {
  ToyLibrary was, is;
  is.toynet().mutable_api()->set_task("detection");
  is.MoveEps();
  ToyLibrary::Field(is.v1(), "meta.docs") = "Other words.";
  ToyLibrary::Field(is.v1(), "meta.metrics.ImageNet-1K.acc@1") = "70";
  std::vector<std::string> rules;
  for (const Finding& finding : Compare(was, is)) rules.push_back(finding.rule);
  EXPECT_THAT(rules, testing::ElementsAre("TASK_CHANGED", "PROBE_OUTPUT_CHANGED", "ACCURACY_DROPPED", "META_CHANGED"));
}

TEST(CompareBuilders, OneVersion_IsComparedAsInALibrary) {
  ToyLibrary was, is;
  is.MoveEps();
  const std::vector<Finding> findings = CompareBuilders(was.toynet(), is.toynet(), &was.trace(), &is.trace());
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].module, "bn");
  EXPECT_TRUE(CompareBuilders(was.toynet(), was.toynet(), nullptr, nullptr).empty());
}

TEST(CompareEntries, OneEntry_HasItsBuilderFromTheCatalogue) {
  ToyLibrary was, is;
  is.v1().mutable_photograph(0)->set_logit(3, 4.5);
  const std::vector<Finding> findings = CompareEntries(was.v1(), is.v1(), nullptr, nullptr);
  ASSERT_EQ(findings.size(), 1) << Describe(findings);
  EXPECT_EQ(findings[0].subject, "toynet x DATA_V1");
}

}  // namespace
}  // namespace assay
