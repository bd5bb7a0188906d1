#include "harness/compatibility/run_program.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(RunProgram, Input_IsReadAndOutputKeptToTheByte) {
  const std::string bytes("a\0b\n\n", 5);
  const auto output = RunProgram({.words = {"cat"}, .input = bytes});
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(output->exit_code, 0);
  EXPECT_EQ(output->out, bytes);
}

TEST(RunProgram, MoreThanAPipeHolds_DoesNotHang) {
  const std::string text(1 << 20, 'x');
  EXPECT_EQ(RunProgram({.words = {"cat"}, .input = text})->out, text);
}

TEST(RunProgram, Words_AreNoCommands) {
  EXPECT_EQ(RunProgram({.words = {"printf", "%s", "$(id); rm"}})->out, "$(id); rm");
}

TEST(RunProgram, Failure_HasItsCodeAndItsFirstMessage) {
  const auto output = RunProgram({.words = {"sh", "-c", "echo first >&2; echo second >&2; exit 3"}});
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(output->exit_code, 3);
  EXPECT_EQ(output->error, "first");
}

TEST(RunProgram, EndBySignal_IsAnError) {
  EXPECT_EQ(RunProgram({.words = {"sh", "-c", "kill -9 $$"}}).status(),
            absl::FailedPreconditionError("sh was ended by signal 9"));
}

TEST(RunProgram, NoSuchProgram_IsNotFound) {
  EXPECT_EQ(RunProgram({.words = {"/nonexistent/program"}}).status(),
            absl::NotFoundError("cannot run /nonexistent/program: No such file or directory"));
}

}  // namespace
}  // namespace assay
