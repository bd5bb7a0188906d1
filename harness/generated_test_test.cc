#include "harness/generated_test.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CombinationResult Result(std::vector<std::string> findings, const std::string& pending_reason = "") {
  CombinationResult result{.builder = "toy", .pending_reason = pending_reason};
  result.checks = {{.name = "probe", .summary = "probe", .findings = std::move(findings)}};
  return result;
}

// The exit code, and what was printed.
std::pair<int, std::string> Finish(const absl::StatusOr<CombinationResult>& result) {
  // Not into this test's own.
  setenv("XML_OUTPUT_FILE", absl::StrCat(testing::TempDir(), "/toy.xml").c_str(), 1);
  testing::internal::CaptureStdout();
  const int code = FinishTest(result, "bless it");
  return {code, testing::internal::GetCapturedStdout()};
}

TEST(ReadArgumentLines, File_GivesItsLines) {
  const std::string program = absl::StrCat(testing::TempDir(), "/toy_test");
  std::ofstream(absl::StrCat(program, ".arguments")) << "--builder=toy\n--golden=golden/toy.textproto\n";
  EXPECT_THAT(ReadArgumentLines(program).value(), ElementsAre("--builder=toy", "--golden=golden/toy.textproto"));
}

TEST(ReadArgumentLines, NoFile_SaysHowToRunIt) {
  const auto lines = ReadArgumentLines("/nowhere/toy_test");
  EXPECT_EQ(lines.status(), absl::NotFoundError("no file /nowhere/toy_test.arguments: run this through `bazel test`"));
}

TEST(FinishTest, Passed_IsZeroWithoutARemedy) {
  const auto [code, text] = Finish(Result({}));
  EXPECT_EQ(code, 0);
  EXPECT_EQ(text, "PASS     probe (0.00 s)\n");
}

TEST(FinishTest, Pending_IsZeroWithTheReason) {
  const auto [code, text] = Finish(Result({}, "no file"));
  EXPECT_EQ(code, 0);
  EXPECT_THAT(text, HasSubstr("PENDING  no file\n"));
}

TEST(FinishTest, FailedAndPending_FailsWithFindingAndRemedy) {
  const auto [code, text] = Finish(Result({"it moved"}, "no file"));
  EXPECT_EQ(code, 1);
  EXPECT_EQ(text, "FAIL     probe (0.00 s)\n  it moved\nbless it\n");
}

TEST(FinishTest, BrokenTest_IsTwo) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(FinishTest(absl::InternalError("no builder")), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "no builder\n");
}

TEST(FinishTest, XmlThatCannotBeWritten_IsBroken) {
  setenv("XML_OUTPUT_FILE", "/proc/nowhere/test.xml", 1);
  testing::internal::CaptureStderr();
  EXPECT_EQ(FinishTest(Result({})), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("/proc/nowhere/test.xml"));
}

}  // namespace
}  // namespace assay
