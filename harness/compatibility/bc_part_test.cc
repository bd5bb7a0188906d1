#include "harness/compatibility/bc_part.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 24);

// A released toy, of which the test changes something.
class BcPart : public testing::Test {
 protected:
  BcPart() {
    WriteToyLock(golden_);
    EXPECT_TRUE(ReleaseAsIs(golden_.path(), "1.0").ok());
  }

  // The rules that break, of a part.
  static std::vector<std::string> Broken(const absl::StatusOr<PartJudgement>& judgement) {
    EXPECT_TRUE(judgement.ok()) << judgement.status();
    std::vector<std::string> rules;
    if (!judgement.ok()) return rules;
    for (const Finding& finding : judgement->findings) {
      if (finding.breaking() && !finding.accepted) rules.push_back(finding.rule);
    }
    return rules;
  }
  std::vector<std::string> OfVersion() const { return Broken(JudgeSubject(golden_.path(), "toy/toy18")); }
  std::vector<std::string> OfEntry() const { return Broken(JudgeSubject(golden_.path(), "toy/toy18/DIGITS_V1")); }
  std::vector<std::string> OfLibrary() const { return Broken(JudgeLibrary(golden_.path())); }
  std::vector<std::string> OfAcceptances() const { return Broken(JudgeAcceptances(golden_.path(), kToday)); }

  void ChangeVersion() const {
    proto::BuilderGolden builder = ToyBuilder();
    builder.mutable_api()->set_task("detection");
    WriteMessage(golden_, kToyBuilder, builder);
  }

  // Takes the entry out of the set and out of the folder.
  void RemoveEntry() const {
    proto::CombinationSet set;
    set.add_combination("toy18");
    WriteMessage(golden_, "combinations.textproto", set);
    golden_.Remove(kToyEntry);
  }

  const LockFolder golden_;
};

TEST_F(BcPart, NothingChanged_BreaksNothing) {
  EXPECT_THAT(OfVersion(), IsEmpty());
  EXPECT_THAT(OfEntry(), IsEmpty());
  EXPECT_THAT(OfLibrary(), IsEmpty());
  EXPECT_THAT(OfAcceptances(), IsEmpty());
}

TEST_F(BcPart, ChangedVersion_BreaksItsOwnTestAlone) {
  ChangeVersion();
  EXPECT_THAT(OfVersion(), ElementsAre("TASK_CHANGED"));
  EXPECT_THAT(OfEntry(), IsEmpty());
  EXPECT_THAT(OfLibrary(), IsEmpty());
}

TEST_F(BcPart, EntryThatWent_BreaksTheLibrary) {
  RemoveEntry();
  EXPECT_THAT(OfLibrary(), testing::Contains("ENTRY_REMOVED"));
  EXPECT_THAT(OfVersion(), IsEmpty());
  EXPECT_EQ(JudgeSubject(golden_.path(), "toy/toy18/DIGITS_V1").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BcPart, SubjectOfNoRelease_MayChange) {
  WriteMessage(golden_, "toy/toy34.textproto", ToyBuilder());
  const auto judgement = JudgeSubject(golden_.path(), "toy/toy34");
  ASSERT_TRUE(judgement.ok()) << judgement.status();
  EXPECT_EQ(CountFindings(judgement->findings).breaking, 0);
  EXPECT_EQ(judgement->note, "release 1.0 does not hold toy/toy34: it may change freely");
}

// Release 1.1 is without the entry, and its tombstone went; then both names are used again.
class BcPartOfOldNames : public BcPart {
 protected:
  BcPartOfOldNames() {
    RemoveEntry();
    EXPECT_TRUE(ReleaseAsIs(golden_.path(), "1.1").ok());
  }

  void Stone(const std::string& name) const {
    golden_.Write("tombstones.textproto",
                  "tombstone { name: \"" + name + "\" removed_in: \"1.1\" reason: \"it was wrong\" }\n");
  }
  void UseAgain() const { WriteToyLock(golden_); }
};

TEST_F(BcPartOfOldNames, NameWithoutStone_BreaksTheLibraryForEver) {
  EXPECT_THAT(OfLibrary(), ElementsAre("TOMBSTONE_MISSING"));
  Stone("Toy18_Weights.DIGITS_V1");
  EXPECT_THAT(OfLibrary(), IsEmpty());
  EXPECT_THAT(OfVersion(), IsEmpty());
}

TEST_F(BcPartOfOldNames, NameThatIsBack_BreaksItsOwnTest) {
  UseAgain();
  EXPECT_THAT(OfEntry(), ElementsAre("TOMBSTONE_REUSED"));
  EXPECT_THAT(OfLibrary(), IsEmpty());
  EXPECT_THAT(OfVersion(), IsEmpty());
  Stone("Toy18_Weights.DIGITS_V1");
  EXPECT_THAT(OfEntry(), ElementsAre("TOMBSTONE_REUSED"));
}

TEST_F(BcPart, NewVersionUnderATombstone_BreaksItsOwnTest) {
  WriteMessage(golden_, "toy/toy34.textproto", ToyBuilder());
  golden_.Write("tombstones.textproto", "tombstone { name: \"toy34\" removed_in: \"0.9\" reason: \"it was wrong\" }\n");
  EXPECT_THAT(Broken(JudgeSubject(golden_.path(), "toy/toy34")), ElementsAre("TOMBSTONE_REUSED"));
}

TEST_F(BcPart, AcceptedBreak_Passes) {
  ChangeVersion();
  golden_.Write(
      "acceptances.textproto",
      "acceptance { rule: \"TASK_CHANGED\" subject: \"toy18\" reason: \"a mistake\" expires: \"2026-12-31\" }\n"
      "acceptance { rule: \"INIT_CHANGED\" subject: \"other\" reason: \"r\" expires: \"2026-12-31\" }\n");
  EXPECT_THAT(OfVersion(), IsEmpty());
  // What belongs to another subject is that test's, and the acceptances'.
  EXPECT_THAT(OfEntry(), IsEmpty());
  EXPECT_THAT(OfAcceptances(), ElementsAre("ACCEPTANCE_UNUSED"));
}

// The day is no input of a test that Bazel remembers.
TEST_F(BcPart, LapsedAcceptance_BreaksTheTestThatRunsEachDay) {
  ChangeVersion();
  golden_.Write(
      "acceptances.textproto",
      "acceptance { rule: \"TASK_CHANGED\" subject: \"toy18\" reason: \"a mistake\" expires: \"2026-11-23\" }\n");
  EXPECT_THAT(OfVersion(), IsEmpty());
  EXPECT_THAT(OfAcceptances(), ElementsAre("ACCEPTANCE_EXPIRED"));
}

TEST_F(BcPart, MalformedAcceptance_IsAnErrorEverywhere) {
  golden_.Write("acceptances.textproto", "acceptance { rule: \"NO_SUCH_RULE\" subject: \"toy18\" reason: \"r\" }\n");
  EXPECT_FALSE(JudgeSubject(golden_.path(), "toy/toy18").ok());
  EXPECT_FALSE(JudgeLibrary(golden_.path()).ok());
  EXPECT_FALSE(JudgeAcceptances(golden_.path(), kToday).ok());
}

TEST_F(BcPart, EditedPromise_IsDataLossForItsOwnTestAndTheLibrary) {
  golden_.Write(std::string("released/1.0/") + kToyEntry, "");
  EXPECT_EQ(JudgeSubject(golden_.path(), "toy/toy18/DIGITS_V1").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(JudgeLibrary(golden_.path()).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(OfVersion(), IsEmpty());
}

TEST_F(BcPart, EditedIndex_IsDataLossEverywhere) {
  const std::string index = golden_.Read("released/1.0/index.textproto");
  golden_.Write("released/1.0/index.textproto", index.substr(0, index.rfind("file {")));
  EXPECT_EQ(JudgeSubject(golden_.path(), "toy/toy18").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(JudgeLibrary(golden_.path()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(BcPartOfNoRelease, Everything_Passes) {
  const LockFolder golden;
  WriteToyLock(golden);
  for (const auto& judgement : {JudgeSubject(golden.path(), "toy/toy18"), JudgeLibrary(golden.path())}) {
    ASSERT_TRUE(judgement.ok()) << judgement.status();
    EXPECT_THAT(judgement->findings, IsEmpty());
    EXPECT_THAT(judgement->note, HasSubstr("no release yet"));
  }
}

}  // namespace
}  // namespace assay
