#include "tools/assay/command.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Answers 1 where it was told to, so that a test sees that it ran and with what.
ExitCode Echo(const Arguments& arguments) { return arguments.Has("fail") ? kFindings : kFine; }

std::vector<Command> Commands() {
  return {{.name = "inspect",
           .usage = "FILE",
           .summary = "look",
           .options = {{.name = "fail", .help = "to fail"}},
           .fewest_words = 1,
           .most_words = 1,
           .run = Echo},
          {.name = "validate", .usage = "[GLOB...]", .summary = "check", .run = Echo}};
}

struct Said {
  ExitCode code;
  std::string out;
  std::string err;
};

Said Say(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const ExitCode code = Dispatch(Commands(), words);
  const std::string out = testing::internal::GetCapturedStdout();
  return {code, out, testing::internal::GetCapturedStderr()};
}

TEST(Dispatch, Command_GetsItsArguments) {
  EXPECT_EQ(Say({"inspect", "x"}).code, kFine);
  EXPECT_EQ(Say({"inspect", "x", "--fail"}).code, kFindings);
  EXPECT_EQ(Say({"validate"}).code, kFine);
  EXPECT_EQ(Say({"validate", "a", "b", "c"}).code, kFine);
}

TEST(Dispatch, Help_IsFineAndOnStandardOutput) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"-h"}, {"help"}}) {
    const Said said = Say(words);
    EXPECT_EQ(said.code, kFine);
    EXPECT_THAT(said.out, AllOf(HasSubstr("assay inspect"), HasSubstr("assay validate")));
    EXPECT_EQ(said.err, "");
  }
}

TEST(Dispatch, HelpOfOneCommand_ShowsItsOptions) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"inspect", "--help"}, {"inspect", "-h", "--nonsense"}, {"help", "inspect"}}) {
    const Said said = Say(words);
    EXPECT_EQ(said.code, kFine);
    EXPECT_THAT(said.out, AllOf(HasSubstr("assay inspect FILE"), HasSubstr("--fail"), HasSubstr("to fail")));
    EXPECT_EQ(said.err, "");
  }
}

TEST(Dispatch, NoCommand_IsAnErrorThatListsThem) {
  const Said said = Say({});
  EXPECT_EQ(said.code, kError);
  EXPECT_EQ(said.out, "");
  EXPECT_THAT(said.err, HasSubstr("assay inspect"));
}

TEST(Dispatch, UnknownCommand_IsAnErrorWithTheNearest) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"inspct", "x"}, {"help", "inspct"}}) {
    const Said said = Say(words);
    EXPECT_EQ(said.code, kError);
    EXPECT_EQ(said.out, "");
    EXPECT_THAT(said.err, AllOf(HasSubstr("did you mean \"inspect\""), HasSubstr("validate")));
  }
}

TEST(Dispatch, WrongArguments_AreAnErrorWithTheUsage) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"inspect"},
                                                {"inspect", "x", "y"},
                                                {"inspect", "x", "--fial"},
                                                {"inspect", "x", "--fail=1"}}) {
    const Said said = Say(words);
    EXPECT_EQ(said.code, kError);
    EXPECT_EQ(said.out, "");
    EXPECT_THAT(said.err, HasSubstr("usage: assay inspect FILE"));
  }
}

TEST(RefuseFile, ContentsAndCircumstances_EndDifferently) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RefuseFile(absl::DataLossError("x")), kFindings);
  EXPECT_EQ(RefuseFile(absl::InvalidArgumentError("x")), kFindings);
  EXPECT_EQ(RefuseFile(absl::NotFoundError("x")), kError);
  EXPECT_EQ(RefuseFile(absl::ResourceExhaustedError("x")), kError);
  EXPECT_EQ(Fail(absl::InvalidArgumentError("why")), kError);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("assay: why\n"));
}

}  // namespace
}  // namespace assay
