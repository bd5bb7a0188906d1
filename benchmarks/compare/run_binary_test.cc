#include "benchmarks/compare/run_binary.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

absl::StatusOr<BinaryEnd> Shell(const std::string& script, absl::Duration timeout = absl::Seconds(60)) {
  return RunBinary({"/bin/sh", "-c", script}, timeout);
}

TEST(RunBinary, ExitCode_IsAnAnswer) {
  EXPECT_EQ(Shell("true")->exit_code, 0);
  const auto end = Shell("echo first >&2; echo last words >&2; exit 3");
  ASSERT_TRUE(end.ok());
  EXPECT_EQ(end->exit_code, 3);
  EXPECT_EQ(end->last_words, "last words");
}

TEST(RunBinary, Crash_NamesTheSignalAndTheLastWords) {
  const absl::Status status = Shell("echo about to >&2; kill -SEGV $$").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("was ended by signal 11"));
  EXPECT_THAT(status.message(), HasSubstr("its last words: about to"));
}

TEST(RunBinary, Hang_IsEndedWithItsChildren) {
  const std::string pid_file = absl::StrCat(std::getenv("TEST_TMPDIR"), "/pid");
  const absl::Time start = absl::Now();
  const absl::Status status =
      Shell(absl::StrCat("sleep 100 & echo $! >", pid_file, "; wait"), absl::Milliseconds(1500)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(status.message(), HasSubstr("ran longer than 1.5s"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(30));
  std::string child;
  std::ifstream(pid_file) >> child;
  ASSERT_FALSE(child.empty());
  // Gone, or a zombie that nobody has looked at yet.
  absl::SleepFor(absl::Milliseconds(200));
  std::string stat;
  std::getline(std::ifstream(absl::StrCat("/proc/", child, "/stat")), stat);
  EXPECT_TRUE(stat.empty() || stat.find(") Z ") != std::string::npos) << stat;
}

TEST(RunBinary, NoProgram_IsSaid) {
  EXPECT_EQ(RunBinary({"/nowhere/models"}, absl::Seconds(1)).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(RunBinary({"/etc/passwd"}, absl::Seconds(1)).status().message(), HasSubstr("no program that may be run"));
  const std::string text = absl::StrCat(std::getenv("TEST_TMPDIR"), "/text");
  std::ofstream(text) << "\x7f"
                         "ELF";
  std::filesystem::permissions(text, std::filesystem::perms::all);
  EXPECT_THAT(RunBinary({text}, absl::Seconds(1)).status().message(), HasSubstr("cannot run"));
}

}  // namespace
}  // namespace assay
