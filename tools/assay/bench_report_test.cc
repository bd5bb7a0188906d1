#include "tools/assay/bench_report.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

RowComparison RowOf(const std::string& key, Verdict verdict, double ratio) {
  return {.key = key,
          .verdict = verdict,
          .measured = true,
          .evidence = {.ratio = ratio,
                       .low = ratio - 0.01,
                       .high = ratio + 0.01,
                       .old_seconds = 0.0005,
                       .new_seconds = 0.0005 * ratio,
                       .old_runs = 20,
                       .new_runs = 20},
          .deciding_ratio = 1.05,
          .threshold = 0.02,
          .p_slower = 0.001,
          .p_faster = 1};
}

Comparison Three() {
  Comparison comparison = {.old_name = "old.json", .new_name = "new.json", .noise_measured = true};
  comparison.rows = {RowOf("same", Verdict::kSame, 1),
                     RowOf("slow|er", Verdict::kSlower, 1.1),
                     {.key = "gone", .verdict = Verdict::kMissing, .reason = "the new side does not have it"}};
  comparison.rows[1].confirmed = true;
  comparison.notes = {"commit: abc and def"};
  return comparison;
}

TEST(ComparisonText, FirstLine_AnswersTheQuestion) {
  EXPECT_THAT(
      ComparisonText(Three(), false),
      StartsWith("SLOWER: slow|er 1.100 (1.090 to 1.110); MISSING: gone; 1 SLOWER, 1 MISSING, 1 SAME of 3 rows\n"
                 "old.json against new.json\ncommit: abc and def\n"));
  Comparison fine = Three();
  fine.rows.resize(1);
  EXPECT_THAT(ComparisonText(fine, false), StartsWith("nothing is slower: 1 SAME of 1 rows\n"));
}

TEST(ComparisonText, Table_HasFindingsFirst) {
  EXPECT_THAT(
      ComparisonText(Three(), false),
      HasSubstr("row      old         new         ratio  95 % interval   verdict\n"
                "slow|er  500.000 us  550.000 us  1.100  1.090 to 1.110  SLOWER   measured again, was 1.050\n"
                "gone     -           -           -      -               MISSING  the new side does not have it\n"
                "same     500.000 us  500.000 us  1.000  0.990 to 1.010  SAME\n"));
}

TEST(ComparisonText, ManySlowerRows_AreNotAllInTheSentence) {
  Comparison comparison;
  for (const char* name : {"a", "b", "c", "d", "e"}) comparison.rows.push_back(RowOf(name, Verdict::kSlower, 1.1));
  EXPECT_THAT(ComparisonSentence(comparison),
              testing::AllOf(HasSubstr(", c 1.100"), Not(HasSubstr("d 1.100")), HasSubstr("and 2 more")));
}

TEST(ComparisonText, WhatWouldDecide_IsSaidWhereItIsNeeded) {
  Comparison comparison = Three();
  comparison.remedy = "more rounds";
  EXPECT_THAT(ComparisonText(comparison, false), Not(HasSubstr("more rounds")));
  EXPECT_THAT(ComparisonText(comparison, false), Not(HasSubstr("bench aa")));
  comparison.rows[0].verdict = Verdict::kUndecided;
  comparison.rows[0].threshold = 0.055;
  comparison.noise_measured = false;
  EXPECT_THAT(ComparisonText(comparison, false), HasSubstr("UNDECIDED  noise here 5.5 %\n"));
  EXPECT_THAT(ComparisonText(comparison, false), HasSubstr("to decide the rest: more rounds\n"));
  EXPECT_THAT(ComparisonText(comparison, false), HasSubstr("assay bench aa BINARY"));
}

TEST(ComparisonText, NameThatSteersTheTerminal_IsMadeHarmless) {
  Comparison comparison = Three();
  comparison.rows[1].key = "a\033[2Jb";
  EXPECT_THAT(ComparisonText(comparison, false), Not(HasSubstr("\033")));
  EXPECT_THAT(ComparisonMarkdown(comparison), Not(HasSubstr("\033")));
}

TEST(ComparisonMarkdown, Table_HoldsWhatTheTextHolds) {
  const std::string text = ComparisonMarkdown(Three());
  EXPECT_THAT(text, StartsWith("**SLOWER: slow\\|er 1.100"));
  EXPECT_THAT(text, HasSubstr("\n- commit: abc and def\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "\n| slow\\|er | 500.000 us | 550.000 us | 1.100 | 1.090 to 1.110 | SLOWER | measured again, was 1.050 |\n"));
  EXPECT_THAT(text, HasSubstr("\n| gone | - | - | - | - | MISSING | the new side does not have it |\n"));
}

TEST(ComparisonJson, Contract_IsThere) {
  const Json json = ComparisonJson(Three());
  ASSERT_EQ(json["rows"].size(), 3u);
  EXPECT_EQ(json["rows"][1]["name"], "slow|er");
  EXPECT_EQ(json["rows"][1]["ratio"], 1.1);
  EXPECT_EQ(json["rows"][1]["low"], 1.1 - 0.01);
  EXPECT_EQ(json["rows"][1]["high"], 1.1 + 0.01);
  EXPECT_EQ(json["rows"][1]["verdict"], "SLOWER");
  EXPECT_EQ(json["rows"][1]["confirmed"], true);
  EXPECT_EQ(json["rows"][2]["verdict"], "MISSING");
  EXPECT_TRUE(json["rows"][2]["ratio"].is_null());
  EXPECT_EQ(json["summary"]["slower"], 1);
  EXPECT_EQ(json["summary"]["missing"], 1);
  EXPECT_EQ(json["summary"]["fails"], true);
  EXPECT_EQ(json["summary"]["differences"][0], "commit: abc and def");
}

}  // namespace
}  // namespace assay
