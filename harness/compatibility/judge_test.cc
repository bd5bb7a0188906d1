#include "harness/compatibility/judge.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A repository: golden/ is a folder of it.
class OpenPromiseTest : public testing::Test {
 protected:
  void WriteRelease(const std::string& version) const {
    root_.Write("golden/combinations.textproto", "combination: \"toy18\"\n");
    root_.Write("golden/toy/toy18.textproto", "builder: \"" + version + "\"\n");
    root_.Write("golden/toy/toy18.trace.textproto", "");
    ASSERT_TRUE(ReleaseAsIs(root_.InFolder("golden"), version).ok());
  }
  const LockFolder root_;
};

TEST_F(OpenPromiseTest, NoName_IsTheNewestRelease) {
  WriteRelease("1.9");
  WriteRelease("1.10");
  EXPECT_EQ(OpenPromise(root_.path(), "").value()->Name(), "release 1.10");
}

TEST_F(OpenPromiseTest, Version_IsThatRelease) {
  WriteRelease("1.9");
  WriteRelease("1.10");
  const auto promised = OpenPromise(root_.path(), "1.9");
  ASSERT_TRUE(promised.ok()) << promised.status();
  EXPECT_EQ((*promised)->Read("toy/toy18.textproto").value(), "builder: \"1.9\"\n");
}

TEST_F(OpenPromiseTest, NothingReleased_SaysHow) {
  root_.Write("golden/toy/toy18.textproto", "");
  EXPECT_THAT(std::string(OpenPromise(root_.path(), "").status().message()), HasSubstr("assay -- release 1.0"));
}

TEST_F(OpenPromiseTest, NeitherReleaseNorRepository_IsAnError) {
  WriteRelease("1.9");
  EXPECT_FALSE(OpenPromise(root_.path(), "2.0").ok());
}

TEST(ByHandTest, NoFiles_AcceptNothing) {
  const LockFolder golden;
  const auto by_hand = ReadByHand(golden.path());
  ASSERT_TRUE(by_hand.ok()) << by_hand.status();
  EXPECT_EQ(by_hand->acceptances.acceptance_size(), 0);
  EXPECT_EQ(by_hand->tombstones.tombstone_size(), 0);
}

TEST(ByHandTest, FileThatCannotBeRead_IsAnError) {
  const LockFolder golden;
  golden.Write("tombstones.textproto", "tombstone { name: 3 }\n");
  EXPECT_THAT(std::string(ReadByHand(golden.path()).status().message()), HasSubstr("tombstones.textproto:1"));
}

Finding Of(const std::string& rule, const std::string& subject) { return {.rule = rule, .subject = subject}; }

std::vector<std::string> Words(const std::vector<Finding>& findings) {
  std::vector<std::string> words;
  for (const Finding& finding : findings) words.push_back(finding.rule + " " + finding.subject);
  return words;
}

TEST(PresentFirst, GoldenThatIsMissing_IsStaleAndNotRemoved) {
  EXPECT_THAT(
      Words(PresentFirst({Of("LOCK_STALE", "toy18 x DIGITS_V1")},
                         {Of("ENTRY_REMOVED", "toy18 x DIGITS_V1"), Of("TOMBSTONE_MISSING", "toy18 x DIGITS_V1"),
                          Of("ENTRY_REMOVED", "toy18 x DIGITS_V2"), Of("BUILDER_REMOVED", "toy34")})),
      testing::ElementsAre("LOCK_STALE toy18 x DIGITS_V1", "ENTRY_REMOVED toy18 x DIGITS_V2", "BUILDER_REMOVED toy34"));
}

TEST(PresentFirst, OtherFindingsOfAStaleSubject_ComeAfterIt) {
  EXPECT_THAT(
      Words(PresentFirst({Of("LOCK_STALE", "toy18"), Of("WRONG_IN_ITSELF", "toy34")},
                         {Of("TASK_CHANGED", "toy18"), Of("BUILDER_REMOVED", "toy34")})),
      testing::ElementsAre("LOCK_STALE toy18", "WRONG_IN_ITSELF toy34", "TASK_CHANGED toy18", "BUILDER_REMOVED toy34"));
}

}  // namespace
}  // namespace assay
