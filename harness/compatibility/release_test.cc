#include "harness/compatibility/release.h"

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/release_index.h"
#include "harness/compatibility/testing/toy_lock.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class ReleaseTest : public testing::Test {
 protected:
  ReleaseTest() { WriteToyLock(golden_); }

  ReleaseRequest Request(const std::string& version) const {
    return {.golden = golden_.path(),
            .version = version,
            .today = absl::CivilDay(2026, 11, 24),
            .acceptances = acceptances_};
  }

  absl::StatusOr<ReleasePlan> Plan(const std::string& version, const std::vector<Finding>& findings = {}) const {
    const auto present = LockFiles::InFolder(golden_.path());
    EXPECT_TRUE(present.ok()) << present.status();
    return PlanRelease(Request(version), **present, findings);
  }

  void Release(const std::string& version, const std::vector<Finding>& findings = {}) const {
    const auto plan = Plan(version, findings);
    ASSERT_TRUE(plan.ok()) << plan.status();
    const auto present = LockFiles::InFolder(golden_.path());
    ASSERT_TRUE(present.ok()) << present.status();
    const absl::Status written = WriteRelease(Request(version), *plan, **present);
    ASSERT_TRUE(written.ok()) << written;
  }

  void ChangeEntry() const {
    proto::EntryGolden entry = ToyEntry();
    entry.mutable_catalogue(0)->set_value("moved");
    WriteMessage(golden_, kToyEntry, entry);
  }

  const LockFolder golden_;
  proto::Acceptances acceptances_;
};

TEST_F(ReleaseTest, FirstRelease_PromisesThePresentAsItIs) {
  Release("1.0");
  const auto promised = OpenNewestRelease(golden_.path());
  ASSERT_TRUE(promised.ok()) << promised.status();
  EXPECT_EQ((*promised)->Name(), "release 1.0");
  const auto present = LockFiles::InFolder(golden_.path());
  EXPECT_EQ((*promised)->Files(), (*present)->Files());
  EXPECT_EQ((*promised)->Read(kToyTrace).value(), golden_.Read(kToyTrace));
  EXPECT_FALSE(golden_.Has("released/.partial"));
}

TEST_F(ReleaseTest, Index_IsALineAFile) {
  Release("1.0");
  const std::string index = golden_.Read("released/1.0/index.textproto");
  EXPECT_THAT(index,
              testing::ContainsRegex("version: \"1.0\"\ndate: \"2026-11-24\"\nsha256: \"[0-9a-f]*\"\nfile \\{ path: "
                                     "\"combinations.textproto\" sha256: \""));
  EXPECT_THAT(index, HasSubstr("\nfile { path: \"toy/toy18/DIGITS_V1.textproto\" sha256: \"" +
                               TextSha256(golden_.Read(kToyEntry)) + "\" kept_in: \"1.0\" }\n"));
}

TEST_F(ReleaseTest, SecondRelease_KeepsWhatChangedAlone) {
  Release("1.0");
  ChangeEntry();
  WriteMessage(golden_, "categories/digits.textproto", proto::CategoryNames());
  const auto plan = Plan("1.1");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->added, ElementsAre("categories/digits.textproto"));
  EXPECT_THAT(plan->changed, ElementsAre(kToyEntry));
  EXPECT_THAT(plan->removed, IsEmpty());
  Release("1.1");
  const std::filesystem::path folder = golden_.InFolder("released/1.1");
  std::vector<std::string> files;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) {
    if (!item.is_directory()) files.push_back(item.path().lexically_relative(folder).string());
  }
  EXPECT_THAT(files, UnorderedElementsAre("index.textproto", "categories/digits.textproto", kToyEntry));
  const auto promised = OpenNewestRelease(golden_.path());
  ASSERT_TRUE(promised.ok()) << promised.status();
  EXPECT_EQ((*promised)->Name(), "release 1.1");
  EXPECT_EQ((*promised)->Read(kToyBuilder).value(), golden_.Read(kToyBuilder));
  EXPECT_THAT((*promised)->Read(kToyEntry).value(), HasSubstr("moved"));
  EXPECT_THAT(OpenRelease(golden_.path(), "1.0").value()->Read(kToyEntry).value(), Not(HasSubstr("moved")));
  EXPECT_EQ(ReadReleaseIndex(golden_.path(), "1.1")->previous(), "1.0");
  EXPECT_EQ(ReadReleaseIndex(golden_.path(), "1.1")->previous_sha256(),
            IndexSha256(golden_.Read("released/1.0/index.textproto")));
}

TEST_F(ReleaseTest, RemovedFile_IsNoLongerPromised) {
  WriteMessage(golden_, "categories/digits.textproto", proto::CategoryNames());
  Release("1.0");
  golden_.Remove("categories/digits.textproto");
  EXPECT_THAT(Plan("1.1")->removed, ElementsAre("categories/digits.textproto"));
  Release("1.1");
  EXPECT_EQ(OpenNewestRelease(golden_.path()).value()->Files().count("categories/digits.textproto"), 0u);
}

TEST_F(ReleaseTest, Plan_WritesNothing) {
  const auto before = golden_.Files();
  EXPECT_TRUE(Plan("1.0").ok());
  EXPECT_EQ(golden_.Files(), before);
}

TEST_F(ReleaseTest, VersionThatExists_IsRefused) {
  Release("1.0");
  ChangeEntry();
  EXPECT_EQ(Plan("1.0").status(), absl::AlreadyExistsError("release 1.0 exists: what was promised stays"));
}

TEST_F(ReleaseTest, VersionThatIsNotGreater_IsRefused) {
  Release("1.10");
  ChangeEntry();
  EXPECT_EQ(Plan("1.9").status(),
            absl::FailedPreconditionError("release 1.9 would come before 1.10: take a greater version"));
  EXPECT_EQ(Plan("next").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(Plan("1.11").ok());
}

TEST_F(ReleaseTest, PresentThatIsNotWhole_IsRefused) {
  golden_.Remove(kToyEntry);
  EXPECT_THAT(std::string(Plan("1.0").status().message()), HasSubstr("toy18 x DIGITS_V1 has no golden"));
}

TEST_F(ReleaseTest, NothingNew_IsRefused) {
  Release("1.0");
  EXPECT_EQ(Plan("1.1").status(),
            absl::FailedPreconditionError("nothing changed since release 1.0: there is nothing new to promise"));
}

TEST_F(ReleaseTest, EditedPromise_IsRefused) {
  Release("1.0");
  ChangeEntry();
  golden_.Write("released/1.0/legacy.textproto", "# nothing to see here\n");
  EXPECT_EQ(Plan("1.1").status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(ReleaseTest, UnacceptedBreak_IsRefused) {
  Release("1.0");
  ChangeEntry();
  const std::vector<Finding> findings = {{.rule = "DEFAULT_MOVED", .severity = Severity::kNotice, .subject = "toy18"},
                                         {.rule = "INIT_CHANGED", .subject = "toy18", .accepted = true},
                                         {.rule = "GRADIENT_CHANGED", .subject = "toy18"}};
  EXPECT_EQ(Plan("1.1", findings).status(),
            absl::FailedPreconditionError("1 breaking, the first GRADIENT_CHANGED of toy18: mend it, or accept it in "
                                          "golden/acceptances.textproto"));
  EXPECT_TRUE(Plan("1.1", {findings[0], findings[1]}).ok());
}

TEST_F(ReleaseTest, AcceptedBreak_IsRecordedAndItsAcceptanceUsedUp) {
  constexpr char kUsed[] = "acceptance { rule: \"INIT_CHANGED\" subject: \"toy18\" reason: \"ticket 12\" }\n";
  constexpr char kOther[] = "acceptance { rule: \"INIT_CHANGED\" subject: \"toy34\" reason: \"ticket 13\" }\n";
  Release("1.0");
  ChangeEntry();
  golden_.Write("acceptances.textproto", std::string(kUsed) + kOther);
  ASSERT_TRUE(ParseTextproto(std::string(kUsed) + kOther, "acceptances", acceptances_).ok());
  Release("1.1", {{.rule = "INIT_CHANGED", .subject = "toy18", .accepted = true}});
  EXPECT_THAT(golden_.Read("released/1.1/index.textproto"),
              HasSubstr("\naccepted { rule: \"INIT_CHANGED\" subject: \"toy18\" reason: \"ticket 12\" }\n"));
  EXPECT_EQ(golden_.Read("acceptances.textproto"), kOther);
}

TEST_F(ReleaseTest, PresentThatChangesMeanwhile_LeavesNoRelease) {
  const auto plan = Plan("1.0");
  ASSERT_TRUE(plan.ok()) << plan.status();
  const auto present = LockFiles::InFolder(golden_.path());
  ChangeEntry();
  EXPECT_EQ(WriteRelease(Request("1.0"), *plan, **present).code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(ListReleases(golden_.path()).value(), IsEmpty());
  // What was cut off is no hindrance.
  Release("1.0");
  EXPECT_THAT(ListReleases(golden_.path()).value(), ElementsAre("1.0"));
}

}  // namespace
}  // namespace assay
