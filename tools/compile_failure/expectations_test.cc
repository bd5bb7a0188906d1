#include "tools/compile_failure/expectations.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSource[] = R"(#include "toy/traits.h"
int main() {
  FullName(3);  // EXPECT-ERROR: no matching function
  FullName(Toy::kV1);
  // EXPECT-ERROR: could not convert || no viable conversion
  // EXPECT-NOTE: candidate: Toy
  auto model = toy(
      {.weights = true,  // a bool
       .progress = false});
}
)";

// What a compiler that does as it should says of it.
Diagnostics AsExpected() {
  return {.errors = {{"toy.cc:3:11", "no matching function for call to 'FullName(int)'", {}, {3}},
                     {"toy.cc:9:25", "could not convert '{true}' to 'Options'", {"candidate: Toy()"}, {9}}},
          .exit_status = 1};
}

std::vector<std::string> JudgeToy(const Diagnostics& diagnostics) {
  return Judge("toy.cc", ParseExpectations(kSource), diagnostics);
}

TEST(Expectations, MarkAtTheEnd_HoldsForItsStatement) {
  const std::vector<Expectation> marks = ParseExpectations(kSource);
  ASSERT_EQ(marks.size(), 3u);
  EXPECT_EQ(marks[0].first_line, 3);
  EXPECT_EQ(marks[0].last_line, 3);
  EXPECT_THAT(marks[0].texts, ElementsAre("no matching function"));
}

TEST(Expectations, MarksAbove_HoldForTheNextStatementToItsEnd) {
  const std::vector<Expectation> marks = ParseExpectations(kSource);
  ASSERT_EQ(marks.size(), 3u);
  for (const int i : {1, 2}) {
    EXPECT_EQ(marks[i].first_line, 7);
    EXPECT_EQ(marks[i].last_line, 9);
  }
  EXPECT_THAT(marks[1].texts, ElementsAre("could not convert", "no viable conversion"));
  EXPECT_FALSE(marks[1].is_note);
  EXPECT_TRUE(marks[2].is_note);
}

TEST(Judge, RefusedAsMarked_FindsNothing) { EXPECT_THAT(JudgeToy(AsExpected()), IsEmpty()); }

TEST(Judge, OtherCompilersWords_DoAsWell) {
  Diagnostics said = AsExpected();
  said.errors[1].message = "no viable conversion from 'bool' to 'Weights'";
  EXPECT_THAT(JudgeToy(said), IsEmpty());
}

TEST(Judge, FurtherErrorsOfAMarkedStatement_AreItsOwnAffair) {
  Diagnostics said = AsExpected();
  said.errors.push_back({"toy.cc:7:8", "unable to deduce 'auto'", {}, {7}});
  EXPECT_THAT(JudgeToy(said), IsEmpty());
}

TEST(Judge, MarkedStatementCompiles_IsAFinding) {
  Diagnostics said = AsExpected();
  said.errors.erase(said.errors.begin());
  EXPECT_THAT(JudgeToy(said), ElementsAre("toy.cc:3: it compiles: expected \"no matching function\""));
}

TEST(Judge, EverythingCompiles_IsAFindingForEachMark) {
  EXPECT_THAT(JudgeToy({.exit_status = 0}),
              ElementsAre("toy.cc:3: it compiles: expected \"no matching function\"",
                          "toy.cc:5: it compiles: expected \"could not convert\" or \"no viable conversion\"",
                          "toy.cc:6: no note: expected \"candidate: Toy\""));
}

TEST(Judge, OtherWords_IsAFindingWithBoth) {
  Diagnostics said = AsExpected();
  said.errors[0].message = "'FullName' was not declared in this scope";
  EXPECT_THAT(JudgeToy(said), ElementsAre("toy.cc:3: expected \"no matching function\", but the compiler says "
                                          "\"'FullName' was not declared in this scope\""));
}

TEST(Judge, TextInANoteAlone_IsNoError) {
  Diagnostics said = AsExpected();
  said.errors[0] = {"toy.cc:3:11", "expected ';'", {"no matching function"}, {3}};
  EXPECT_THAT(JudgeToy(said), ElementsAre("toy.cc:3: expected \"no matching function\", but the compiler says "
                                          "\"expected ';'\""));
}

TEST(Judge, OtherNote_IsAFinding) {
  Diagnostics said = AsExpected();
  said.errors[1].notes = {"candidate: Other()"};
  EXPECT_THAT(JudgeToy(said),
              ElementsAre("toy.cc:6: expected \"candidate: Toy\", but the compiler says \"candidate: Other()\""));
}

TEST(Judge, UnmarkedErrorInTheSource_IsAFinding) {
  Diagnostics said = AsExpected();
  said.errors.push_back({"toy.cc:4:3", "expected ';'", {}, {4}});
  EXPECT_THAT(JudgeToy(said), ElementsAre("toy.cc:4:3: not expected to be refused: expected ';'"));
}

TEST(Judge, ErrorInAHeader_IsAFinding) {
  Diagnostics said = AsExpected();
  said.errors.push_back({"absl/status.h:1:1", "no such file", {}, {}});
  EXPECT_THAT(JudgeToy(said), ElementsAre("absl/status.h:1:1: not expected to be refused: no such file"));
}

TEST(Judge, NoMarks_IsAFinding) {
  EXPECT_THAT(Judge("toy.cc", ParseExpectations("int main() {}\n"), {.exit_status = 0}),
              ElementsAre("toy.cc: no statement is marked: // EXPECT-ERROR: text"));
}

TEST(Judge, NoteWithoutError_DoesNotExcuseAnError) {
  const std::vector<Expectation> marks = ParseExpectations("f();  // EXPECT-NOTE: candidate\n");
  EXPECT_THAT(Judge("toy.cc", marks, {.errors = {{"toy.cc:1:1", "no f", {"candidate"}, {1}}}, .exit_status = 1}),
              ElementsAre("toy.cc:1:1: not expected to be refused: no f"));
}

TEST(Judge, MarkWithoutText_IsAFinding) {
  const std::vector<Expectation> marks = ParseExpectations("f();  // EXPECT-ERROR:\n");
  EXPECT_THAT(Judge("toy.cc", marks, {.errors = {{"toy.cc:1:1", "no f", {}, {1}}}, .exit_status = 1}),
              ElementsAre("toy.cc:1: the mark says no text: write what the message must contain"));
}

TEST(Judge, CompilerThatDidNotRun_IsAFinding) {
  EXPECT_THAT(Judge("toy.cc", {}, {.exit_status = 127}).back(),
              "toy.cc: the compiler's exit status is 127, and its errors are 0: it did not run as it should");
  EXPECT_THAT(Judge("toy.cc", {}, {}).back(),
              "toy.cc: the compiler's output is cut off: it ends without its exit status");
}

}  // namespace
}  // namespace assay
