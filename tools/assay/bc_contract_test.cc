// `assay bc` and `assay release` as their callers see them, in a workspace of a test's own.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/textproto.h"
#include "tools/assay/json.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

constexpr char kResNet18[] = "resnet/resnet18.textproto";

// A copy of the repository's lock, which may be written to.
class BcContract : public Contract {
 protected:
  BcContract() : workspace_(InFolder("workspace")) {
    fs::create_directories(workspace_);
    fs::copy(Runfile("assay/golden"), Golden(), fs::copy_options::recursive);
    fs::remove_all(InGolden("released"));
    fs::remove(InGolden("acceptances.textproto"));
    fs::remove(InGolden("tombstones.textproto"));
    for (const auto& item : fs::recursive_directory_iterator(Golden()))
      fs::permissions(item.path(), fs::perms::owner_write, fs::perm_options::add);
  }

  std::string Golden() const { return absl::StrCat(workspace_, "/golden"); }
  std::string InGolden(const std::string& path) const { return absl::StrCat(Golden(), "/", path); }
  // The settings of a run in it, and more of them.
  std::string InWorkspace(const std::string& more = "") const {
    return absl::StrCat("CI= BUILD_WORKSPACE_DIRECTORY=", Quoted(workspace_), " ", more);
  }

  // As a golden looks after one number of it moved and was blessed.
  void Replace(const std::string& path, const std::string& was, const std::string& is) const {
    const std::string text = Read(InGolden(path));
    ASSERT_NE(text.find(was), std::string::npos) << path << " does not hold " << was;
    ASSERT_TRUE(WriteFileAtomically(InGolden(path), absl::StrReplaceAll(text, {{was, is}})).ok());
  }

  void Release() const { ASSERT_TRUE(ReleaseAsIs(Golden(), "1.0").ok()); }

  std::string workspace_;
};

TEST_F(BcContract, Help_ShowsBothCommands) {
  for (const char* command : {"bc", "release"}) {
    const Answer help = Assay(absl::StrCat(command, " --help"));
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_THAT(help.out, HasSubstr(absl::StrCat("assay ", command))) << command;
  }
  EXPECT_THAT(Refusal("bc --agianst=1.0", 2), HasSubstr("did you mean \"--against\""));
  EXPECT_THAT(Refusal("bc --against=", 2), HasSubstr("--against needs a value"));
  EXPECT_THAT(Refusal("release", 2), HasSubstr("VERSION"));
}

TEST_F(BcContract, NothingReleasedYet_EndsWith2AndSaysHow) {
  EXPECT_THAT(Refusal("bc", 2, InWorkspace()), HasSubstr("assay -- release 1.0"));
}

TEST_F(BcContract, NothingChanged_EndsWith0) {
  Release();
  const Answer answer = Assay("bc", InWorkspace());
  EXPECT_EQ(answer.code, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("0 breaking, 0 accepted, 0 notices since release 1.0"));
  const Json json = Json::parse(Assay("bc --json", InWorkspace()).out);
  EXPECT_EQ(json["against"], "release 1.0");
  EXPECT_EQ(json["findings"], Json::array());
}

TEST_F(BcContract, BlessedBreak_IsFoundAndEndsWith1) {
  Release();
  Replace(kResNet18, "key: \"fc.bias\"", "key: \"fc.offset\"");
  const std::string sarif = InFolder("report.sarif");
  const Answer answer = Assay(absl::StrCat("bc --json --sarif=", sarif), InWorkspace());
  EXPECT_EQ(answer.code, 1) << answer.err;
  const Json json = Json::parse(answer.out);
  ASSERT_EQ(json["findings"].size(), 1u) << answer.out;
  EXPECT_EQ(json["findings"][0]["rule"], "STATE_KEY_REMOVED");
  EXPECT_EQ(json["findings"][0]["level"], "LOAD");
  EXPECT_EQ(json["findings"][0]["subject"], "resnet18");
  EXPECT_EQ(json["findings"][0]["accepted"], false);
  EXPECT_EQ(Json::parse(Read(sarif))["version"], "2.1.0");
}

TEST_F(BcContract, CombinationThatVanishesFromTheLock_IsStale) {
  Release();
  fs::remove(InGolden("mobilenet/mobilenet_v2/IMAGENET1K_V2.textproto"));
  const Answer answer = Assay("bc --json", InWorkspace());
  EXPECT_EQ(answer.code, 1) << answer.err;
  const Json json = Json::parse(answer.out);
  ASSERT_EQ(json["findings"].size(), 1u) << answer.out;
  EXPECT_EQ(json["findings"][0]["rule"], "LOCK_STALE");
  EXPECT_THAT(json["findings"][0]["witness"].get<std::string>(), HasSubstr("mobilenet_v2 x IMAGENET1K_V2 is new"));
}

TEST_F(BcContract, LockThatMissesThousandsOfForms_NamesAFew) {
  Release();
  fs::remove(InGolden("legacy.textproto"));
  const Json json = Json::parse(Assay("bc --json", InWorkspace()).out);
  ASSERT_EQ(json["findings"].size(), 1u);
  EXPECT_EQ(json["findings"][0]["rule"], "LOCK_STALE");
  const std::string witness = json["findings"][0]["witness"];
  EXPECT_THAT(witness, ContainsRegex("; and [0-9]+ more$"));
  EXPECT_LT(witness.size(), 2000u);
}

TEST_F(BcContract, Measure_SeesTheCodeAndNotTheLock) {
  Release();
  // The promise and golden/ agree; neither is what the code says.
  Replace(kResNet18, "key: \"fc.bias\"", "key: \"fc.offset\"");
  fs::remove_all(InGolden("released"));
  Release();
  EXPECT_EQ(Assay("bc", InWorkspace()).code, 0);
  const std::string kept = InFolder("kept");
  const Answer answer = Assay(absl::StrCat("bc --measure=resnet18 --json --keep=", kept), InWorkspace());
  EXPECT_EQ(answer.code, 1) << answer.err;
  EXPECT_THAT(answer.out, AllOf(HasSubstr("STATE_KEY_REMOVED"), HasSubstr("fc.offset")));
  EXPECT_THAT(Read(absl::StrCat(kept, "/", kResNet18)), HasSubstr("fc.bias"));
  EXPECT_THAT(Refusal("bc --measure=resnet19", 2, InWorkspace()), HasSubstr("resnet18"));
}

TEST_F(BcContract, EditedPromise_EndsWith2) {
  Release();
  Replace("released/1.0/combinations.textproto", "resnet18", "resnet17");
  EXPECT_THAT(Refusal("bc", 2, InWorkspace()), HasSubstr("was edited by hand"));
}

TEST_F(BcContract, UnknownRelease_EndsWith2) {
  Release();
  Refusal("bc --against=9.9", 2, InWorkspace("GIT_CEILING_DIRECTORIES=/"));
}

TEST_F(BcContract, ReleaseUnderCi_IsRefusedButForTheLook) {
  EXPECT_THAT(Refusal("release 1.0", 2, absl::StrCat("CI=1 BUILD_WORKSPACE_DIRECTORY=", Quoted(workspace_))),
              HasSubstr("CI is set"));
  EXPECT_THAT(Refusal("release 1.0", 2, "env -u BUILD_WORKSPACE_DIRECTORY"), HasSubstr("./bazelw run //tools:assay"));
  EXPECT_FALSE(fs::exists(InGolden("released")));
}

TEST_F(BcContract, DryRun_ShowsAndWritesNothing) {
  const Answer answer = Assay("release 1.0 --dry-run", InWorkspace());
  EXPECT_EQ(answer.code, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, AllOf(HasSubstr("new      golden/combinations.textproto"),
                                HasSubstr("release 1.0 would promise "), HasSubstr("nothing was written")));
  EXPECT_FALSE(fs::exists(InGolden("released")));
}

TEST_F(BcContract, Release_PromisesAndRefusesWhatBreaks) {
  const Answer first = Assay("release 1.0", InWorkspace());
  ASSERT_EQ(first.code, 0) << first.out << first.err;
  EXPECT_THAT(first.out, HasSubstr("commit golden/released/1.0\n"));
  EXPECT_EQ(Assay("bc", InWorkspace()).code, 0);
  EXPECT_THAT(Refusal("release 1.0", 2, InWorkspace()), HasSubstr("release 1.0 exists"));
  EXPECT_THAT(Refusal("release 1.1", 2, InWorkspace()), HasSubstr("nothing changed since release 1.0"));
  Replace(kResNet18, "key: \"fc.bias\"", "key: \"fc.offset\"");
  const Answer second = Assay("release 1.1", InWorkspace());
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.out, HasSubstr("STATE_KEY_REMOVED"));
  EXPECT_THAT(second.err, HasSubstr("1 breaking, the first STATE_KEY_REMOVED of resnet18"));
  EXPECT_FALSE(fs::exists(InGolden("released/1.1")));
  const std::string acceptances = InGolden("acceptances.textproto");
  const absl::CivilDay soon = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 30;
  ASSERT_TRUE(WriteFileAtomically(acceptances,
                                  absl::StrCat("acceptance { rule: \"STATE_KEY_REMOVED\" subject: \"resnet18\" reason: "
                                               "\"ticket 12\" expires: \"",
                                               absl::FormatCivilTime(soon), "\" }\n"))
                  .ok());
  const Answer accepted = Assay("release 1.1", InWorkspace());
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  // Both changed: a commit of the release alone would leave an acceptance that nothing uses.
  EXPECT_THAT(accepted.out,
              HasSubstr("1 breaks accepted\ncommit golden/released/1.1 and golden/acceptances.textproto\n"));
  EXPECT_EQ(Read(acceptances), "");
}

}  // namespace
}  // namespace assay
