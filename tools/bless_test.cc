// Bless as its users run it: when it refuses, and that it writes what a second run agrees with.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Answer {
  int code = -1;
  std::string text;  // both outputs
};

class Bless : public testing::Test {
 protected:
  Bless()
      : workspace_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/",
                                testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::create_directories(workspace_);
  }

  // Runs bless with the workspace, unless `environment` says otherwise; no folder of the user's has a part in it.
  Answer Run(const std::string& arguments, const std::string& environment = "") const {
    const std::string command = absl::StrCat(
        "env -u CI -u ASSAY_WEIGHTS ASSAY_HOME=/nonexistent TORCH_HOME=/nonexistent BUILD_WORKSPACE_DIRECTORY='",
        workspace_, "' env ", environment, " tools/bless ", arguments, " 2>&1");
    std::FILE* pipe = popen(command.c_str(), "r");
    Answer answer;
    for (int c; (c = std::fgetc(pipe)) != EOF;) answer.text += static_cast<char>(c);
    const int status = pclose(pipe);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
  }

  // The repository's own lock, which may be written to here.
  void CopyGolden() const {
    fs::copy("golden", InWorkspace("golden"), fs::copy_options::recursive);
    for (const auto& item : fs::recursive_directory_iterator(InWorkspace("golden"))) {
      fs::permissions(item.path(), fs::perms::owner_write, fs::perm_options::add);
    }
  }

  std::string InWorkspace(const std::string& path) const { return absl::StrCat(workspace_, "/", path); }

  std::string workspace_;
};

TEST_F(Bless, NoArguments_ShowsTheUsage) {
  const Answer answer = Run("");
  EXPECT_EQ(answer.code, 2);
  EXPECT_EQ(answer.text, "bless: usage: bless GLOB... [--reason=TEXT]\n");
}

TEST_F(Bless, UnknownOption_IsNamed) {
  const Answer answer = Run("resnet18 --resaon=typo");
  EXPECT_EQ(answer.code, 2);
  EXPECT_EQ(answer.text, "bless: unknown option --resaon=typo; usage: bless GLOB... [--reason=TEXT]\n");
}

TEST_F(Bless, OutsideBazelRun_SaysHowToRunIt) {
  const Answer answer = Run("resnet18", "-u BUILD_WORKSPACE_DIRECTORY");
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.text, HasSubstr("run it as ./bazelw run //tools:bless"));
}

TEST_F(Bless, ReasonUnderCI_IsRefusedAndNothingIsWritten) {
  const Answer answer = Run("resnet18 --reason='the robot says so'", "CI=1");
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.text, HasSubstr("CI is set"));
  EXPECT_TRUE(fs::is_empty(workspace_));
}

TEST_F(Bless, GlobThatMatchesNothing_IsAnError) {
  const Answer answer = Run("resnet19 --reason=typo");
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.text, HasSubstr("bless: nothing is called \"resnet19\"; did you mean \"resnet1"));
  EXPECT_TRUE(fs::is_empty(workspace_));
}

TEST_F(Bless, NoReason_ShowsWhatDiffersAndWritesNothing) {
  const Answer answer = Run("ResNet18_Weights.IMAGENET1K_V1", "CI=1");  // looking is allowed everywhere
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.text, HasSubstr("differs  golden/resnet/resnet18/IMAGENET1K_V1.textproto: no golden yet"));
  EXPECT_THAT(answer.text,
              HasSubstr("1 looked at, 7 differ, 0 written"));  // what the whole library shares is new too: six files
  EXPECT_THAT(answer.text, HasSubstr("nothing was written: say why with --reason=TEXT"));
  EXPECT_TRUE(fs::is_empty(workspace_));
}

TEST_F(Bless, Reason_WritesWhatASecondRunAgreesWith) {
  const Answer first = Run("resnet18 --reason='first release'");
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.text, HasSubstr("2 looked at, 8 differ, 8 written, 0 wrong in themselves"));
  const std::string golden = InWorkspace("golden/resnet/resnet18.textproto");
  const std::string text = Read(golden);
  EXPECT_THAT(text, HasSubstr("reason: \"first release\""));
  const Answer second = Run("resnet18 --reason='nothing to say'");
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.text, HasSubstr("2 looked at, 0 differ, 0 written"));
  EXPECT_EQ(Read(golden), text);
}

TEST_F(Bless, Trace_LiesBesideTheGoldenAndIsMissedAlone) {
  ASSERT_EQ(Run("resnet18 --reason='first release'").code, 0);
  const std::string trace = InWorkspace("golden/resnet/resnet18.trace.textproto");
  const std::string text = Read(trace);
  EXPECT_THAT(text, HasSubstr("module: \"layer3.0.bn2\""));
  // The entry's model is the version's.
  EXPECT_FALSE(fs::exists(InWorkspace("golden/resnet/resnet18/IMAGENET1K_V1.trace.textproto")));
  fs::remove(trace);
  const Answer answer = Run("resnet18");
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.text, HasSubstr("differs  golden/resnet/resnet18.trace.textproto: no trace yet"));
  EXPECT_THAT(Run("resnet18 --reason='first release'").text, HasSubstr("2 looked at, 1 differ, 1 written"));
  EXPECT_EQ(Read(trace), text);
}

TEST_F(Bless, ChangedGolden_IsShownAndRecordedAloneAndWithItsReason) {
  CopyGolden();
  const std::string path = InWorkspace("golden/resnet/resnet18.textproto");
  const std::string other = InWorkspace("golden/resnet/resnet18/IMAGENET1K_V1.textproto");
  const std::string before = Read(path), other_before = Read(other);
  std::string changed = before;
  changed.replace(changed.find("parameters: 11689512"), 20, "parameters: 11689513");
  std::ofstream(path) << changed;
  const Answer answer = Run("resnet18 --reason='one parameter less'");
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.text, HasSubstr("golden/resnet/resnet18.textproto: expected 11689513 parameters, got 11689512"));
  EXPECT_THAT(answer.text, HasSubstr("2 looked at, 1 differ, 1 written"));
  EXPECT_THAT(Read(path), HasSubstr("parameters: 11689512"));
  EXPECT_THAT(Read(path), HasSubstr("reason: \"one parameter less\""));
  EXPECT_EQ(Read(other), other_before);
}

TEST_F(Bless, Component_IsMatchedByItsNameAndRecorded) {
  CopyGolden();
  const std::string path = InWorkspace("golden/components/resize.textproto");
  fs::remove(path);
  const Answer first = Run("'components/res*' --reason='first release'");
  EXPECT_EQ(first.code, 0) << first.text;
  EXPECT_THAT(first.text, HasSubstr("differs  golden/components/resize.textproto: no golden yet"));
  EXPECT_THAT(first.text, HasSubstr("1 looked at, 1 differ, 1 written"));
  std::string text = Read(path);
  EXPECT_THAT(text, HasSubstr("name: \"bilinear to 83x61\""));
  EXPECT_THAT(Run("components/resize").text, HasSubstr("1 looked at, 0 differ"));

  // One digit of one case.
  const size_t digit = text.find("sha256: \"", text.find("bilinear to 83x61")) + 9;
  text[digit] = text[digit] == '0' ? '1' : '0';
  std::ofstream(path) << text;
  const Answer second = Run("components/resize");
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.text, HasSubstr("differs  golden/components/resize.textproto: bilinear to 83x61: "));
}

TEST_F(Bless, CombinationThatVanished_IsShown) {
  CopyGolden();
  std::ofstream(InWorkspace("golden/combinations.textproto"), std::ios::app) << "combination: \"alexnet\"\n";
  const Answer answer = Run("ResNet18_Weights.*");
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.text, HasSubstr("golden/combinations.textproto: alexnet is gone"));
}

TEST_F(Bless, GoldenThatCannotBeRead_IsAToolErrorAndStays) {
  CopyGolden();
  const std::string path = InWorkspace("golden/resnet/resnet18.textproto");
  std::ofstream(path) << "probe {\n  paramters: 3\n}\n";
  const Answer answer = Run("resnet18 --reason='whatever'");
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.text, HasSubstr("golden/resnet/resnet18.textproto:2:12: "));
  EXPECT_THAT(Read(path), HasSubstr("paramters"));
}

TEST_F(Bless, FolderThatCannotBeWritten_IsNamed) {
  std::ofstream(InWorkspace("golden")) << "a file in its place";
  const Answer answer = Run("ResNet18_Weights.* --reason='whatever'");
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.text, HasSubstr(InWorkspace("golden/resnet/resnet18/IMAGENET1K_V1.textproto")));
}

}  // namespace
}  // namespace assay
