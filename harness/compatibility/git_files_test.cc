#include "harness/compatibility/git_files.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/run_program.h"
#include "harness/compatibility/testing/lock_folder.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// A repository of its own, whatever the machine's git is set to.
class GitLock : public testing::Test {
 protected:
  GitLock() {
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CEILING_DIRECTORIES", repository_.path().c_str(), 1);
  }

  void Git(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", repository_.path()});
    const auto output = RunProgram({.words = arguments});
    ASSERT_TRUE(output.ok()) << output.status();
    ASSERT_EQ(output->exit_code, 0) << output->error;
  }

  void Commit(const std::string& subject) {
    Git({"add", "--all"});
    Git({"-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", subject});
  }

  const LockFolder repository_;
};

TEST_F(GitLock, Commit_IsReadAsItWas) {
  Git({"init", "--quiet"});
  repository_.Write("golden/combinations.textproto", "abc");
  repository_.Write("golden/resnet/resnet 18.textproto", std::string("\0\n\n", 3));
  repository_.Write("golden/released/1.0/index.textproto", "promised");
  repository_.Write("golden/BUILD", "no lock");
  Commit("first");
  repository_.Write("golden/combinations.textproto", "abcd");
  Commit("second");
  const auto files = OpenGitLock(repository_.path(), "HEAD~1");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT((*files)->Files(), ElementsAre(Pair("combinations.textproto",
                                                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                                             Pair("resnet/resnet 18.textproto", TextSha256(std::string("\0\n\n", 3)))));
  EXPECT_EQ((*files)->Read("combinations.textproto").value(), "abc");
  EXPECT_EQ((*files)->Read("resnet/resnet 18.textproto").value(), std::string("\0\n\n", 3));
  EXPECT_EQ((*files)->Read("BUILD").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT((*files)->Name(), testing::MatchesRegex("commit [0-9a-f]{12}"));
}

TEST_F(GitLock, UnknownCommit_IsNotFound) {
  Git({"init", "--quiet"});
  repository_.Write("golden/combinations.textproto", "abc");
  Commit("first");
  EXPECT_EQ(OpenGitLock(repository_.path(), "1.7").status(),
            absl::NotFoundError("no release and no commit is called \"1.7\": git log names commits, golden/released/ "
                                "releases"));
}

TEST_F(GitLock, WordThatGitWouldTakeForAnOption_IsRefused) {
  Git({"init", "--quiet"});
  EXPECT_EQ(OpenGitLock(repository_.path(), "--exec=true").status(),
            absl::InvalidArgumentError("\"--exec=true\" is no release and no commit"));
  EXPECT_EQ(OpenGitLock(repository_.path(), "").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(GitLock, CommitWithoutALock_IsNotFound) {
  Git({"init", "--quiet"});
  repository_.Write("README.md", "abc");
  Commit("first");
  const absl::Status status = OpenGitLock(repository_.path(), "HEAD").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("has no lock: no golden/*.textproto"));
}

TEST_F(GitLock, FolderThatIsNoRepository_IsNamed) {
  const absl::Status status = OpenGitLock(repository_.path(), "HEAD").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr(repository_.path() + " is no git repository"));
}

TEST_F(GitLock, MachineWithoutGit_IsTold) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", repository_.path().c_str(), 1);
  const absl::Status status = OpenGitLock(repository_.path(), "HEAD").status();
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(status, absl::FailedPreconditionError(
                        "cannot run git: No such file or directory: install git, which reads a commit's lock, or "
                        "compare with a release"));
}

}  // namespace
}  // namespace assay
