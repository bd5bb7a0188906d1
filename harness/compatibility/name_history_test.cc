#include "harness/compatibility/name_history.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A toy whose entry, or all of which, is in one release and not in another.
class NameHistoryTest : public testing::Test {
 protected:
  // The toy, and another version that keeps the library from being empty.
  void Hold(bool version, bool entry) const {
    proto::CombinationSet set;
    for (const char* path : {kToyEntry, kToyBuilder, kToyTrace}) {
      if (golden_.Has(path)) golden_.Remove(path);
    }
    set.add_combination("toy34");
    WriteMessage(golden_, "toy/toy34.textproto", ToyBuilder());
    WriteMessage(golden_, "toy/toy34.trace.textproto", proto::Trace());
    if (version) {
      set.add_combination("toy18");
      WriteMessage(golden_, kToyBuilder, ToyBuilder());
      WriteMessage(golden_, kToyTrace, proto::Trace());
    }
    if (entry) {
      set.add_combination("toy18 x DIGITS_V1");
      WriteMessage(golden_, kToyEntry, ToyEntry());
    }
    WriteMessage(golden_, "combinations.textproto", set);
  }
  void Release(const std::string& version, bool toy, bool entry) const {
    Hold(toy, entry);
    const absl::Status status = ReleaseAsIs(golden_.path(), version);
    ASSERT_TRUE(status.ok()) << status;
  }

  // "RULE subject: witness" of each, of the present against a release.
  std::vector<std::string> Found(const std::string& against, const std::vector<std::string>& stones = {}) const {
    proto::Tombstones tombstones;
    for (const std::string& stone : stones) tombstones.add_tombstone()->set_name(stone);
    const auto history = ReadNameHistory(golden_.path());
    EXPECT_TRUE(history.ok()) << history.status();
    const auto promised = OpenRelease(golden_.path(), against);
    EXPECT_TRUE(promised.ok()) << promised.status();
    const auto present = LockFiles::InFolder(golden_.path());
    const auto findings = CompareNames(*history, **promised, **present, tombstones);
    EXPECT_TRUE(findings.ok()) << findings.status();
    std::vector<std::string> found;
    for (const Finding& finding : *findings)
      found.push_back(absl::StrCat(finding.rule, " ", finding.subject, ": ", finding.witness));
    return found;
  }

  const LockFolder golden_;
};

TEST_F(NameHistoryTest, NothingReleased_HasNoNames) { EXPECT_THAT(ReadNameHistory(golden_.path())->names, IsEmpty()); }

TEST_F(NameHistoryTest, Names_SayWhenTheyWent) {
  Release("1.0", true, true);
  Release("1.1", true, false);
  Release("1.2", true, true);
  const auto history = ReadNameHistory(golden_.path());
  ASSERT_TRUE(history.ok()) << history.status();
  EXPECT_EQ(history->names.size(), 3u);
  EXPECT_EQ(history->names.at("toy18").last, "1.2");
  EXPECT_EQ(history->names.at("toy18").gone_in, "");
  EXPECT_EQ(history->names.at("toy18 x DIGITS_V1").last, "1.0");
  EXPECT_EQ(history->names.at("toy18 x DIGITS_V1").gone_in, "1.1");
  EXPECT_EQ(history->names.at("toy18 x DIGITS_V1").path, kToyEntry);
}

TEST_F(NameHistoryTest, NamesThatStay_AreNoFinding) {
  Release("1.0", true, true);
  Release("1.1", true, true);
  EXPECT_THAT(Found("1.1"), IsEmpty());
}

// The tombstone went after the release that was without the name.
TEST_F(NameHistoryTest, NameThatWentLongAgo_NeedsItsStone) {
  Release("1.0", true, true);
  Release("1.1", false, false);
  Release("1.2", false, false);
  Hold(false, false);
  EXPECT_THAT(Found("1.2"),
              ElementsAre("TOMBSTONE_MISSING toy18: toy18 was in release 1.0, is gone since 1.1 and has no tombstone",
                          "TOMBSTONE_MISSING toy18 x DIGITS_V1: Toy18_Weights.DIGITS_V1 was in release 1.0, is gone "
                          "since 1.1 and has no tombstone"));
  EXPECT_THAT(Found("1.2", {"toy18", "Toy18_Weights.DIGITS_V1"}), IsEmpty());
  // What the promise still has CompareLocks tells.
  EXPECT_THAT(Found("1.0"), IsEmpty());
}

TEST_F(NameHistoryTest, NameThatIsBack_IsReused) {
  Release("1.0", true, true);
  Release("1.1", true, false);
  Hold(true, true);
  const std::string reused =
      "TOMBSTONE_REUSED toy18 x DIGITS_V1: Toy18_Weights.DIGITS_V1 was in release 1.0, went in 1.1, and is in use "
      "again";
  EXPECT_THAT(Found("1.1"), ElementsAre(reused));
  EXPECT_THAT(Found("1.0"), ElementsAre(reused));
  // Where it has its stone, CompareLocks tells.
  EXPECT_THAT(Found("1.1", {"Toy18_Weights.DIGITS_V1"}), IsEmpty());
  // A release that took it in all the same does not make it right.
  Release("1.2", true, true);
  EXPECT_THAT(Found("1.2"), ElementsAre(reused));
}

// The test of one subject sees its own files alone.
TEST_F(NameHistoryTest, PartOfALibrary_MissesNothingElse) {
  Release("1.0", true, true);
  Release("1.1", true, false);
  Hold(true, true);
  golden_.Remove("combinations.textproto");
  golden_.Remove(kToyEntry);
  EXPECT_THAT(Found("1.1"), IsEmpty());
}

}  // namespace
}  // namespace assay
