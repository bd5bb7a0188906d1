#include "benchmarks/compare/verdict.h"

#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

Evidence Of(double ratio, double half, double p_slower = 0.5, double p_faster = 0.5) {
  return {.ratio = ratio, .low = ratio - half, .high = ratio + half, .p_slower = p_slower, .p_faster = p_faster};
}

Verdict VerdictOf(const RowEvidence& row) { return JudgeSuite({row}, {}).front().verdict; }

TEST(JudgeSuite, IntervalInsideTheThreshold_IsSame) {
  EXPECT_EQ(VerdictOf({.deciding = Of(1.001, 0.015)}), Verdict::kSame);
  EXPECT_EQ(VerdictOf({.deciding = Of(1.001, 0.025)}), Verdict::kUndecided);
  EXPECT_EQ(VerdictOf({.deciding = Of(1.001, 0.025), .deciding_threshold = 0.03}), Verdict::kSame);
}

// One measurement convicts nobody, however sure it is.
TEST(JudgeSuite, SuspectThatIsNotConfirmed_IsUndecided) {
  EXPECT_EQ(VerdictOf({.deciding = Of(1.5, 0.001, 1e-9, 1)}), Verdict::kUndecided);
  EXPECT_EQ(VerdictOf({.deciding = Of(0.5, 0.001, 1, 1e-9)}), Verdict::kUndecided);
}

TEST(JudgeSuite, SuspectThatIsConfirmed_IsSlowerOrFaster) {
  EXPECT_EQ(VerdictOf({.deciding = Of(1.04, 0.05), .confirming = Of(1.031, 0.01, 0.001, 1)}), Verdict::kSlower);
  EXPECT_EQ(VerdictOf({.deciding = Of(0.96, 0.05), .confirming = Of(0.95, 0.01, 1, 0.001)}), Verdict::kFaster);
}

TEST(JudgeSuite, SecondMeasurementThatDisagrees_Acquits) {
  EXPECT_EQ(VerdictOf({.deciding = Of(1.04, 0.05), .confirming = Of(1.002, 0.01, 0.3)}), Verdict::kSame);
  // The other direction.
  EXPECT_EQ(VerdictOf({.deciding = Of(0.96, 0.05), .confirming = Of(1.04, 0.01, 0.0001)}), Verdict::kUndecided);
  // Sure, but too little to matter.
  EXPECT_EQ(VerdictOf({.deciding = Of(1.04, 0.05), .confirming = Of(1.015, 0.001, 1e-9)}), Verdict::kSame);
  EXPECT_EQ(VerdictOf({.deciding = Of(1.04, 0.05), .confirming = Of(1.019, 0.002, 1e-9)}), Verdict::kUndecided);
  // Much, but by chance.
  EXPECT_EQ(VerdictOf({.deciding = Of(1.04, 0.05), .confirming = Of(1.3, 0.4, 0.02)}), Verdict::kUndecided);
}

TEST(JudgeSuite, NoiseOfTheMachine_RaisesTheThreshold) {
  const RowEvidence row = {
      .deciding = Of(1.04, 0.05), .confirming = Of(1.031, 0.01, 0.001), .confirming_threshold = 0.04};
  EXPECT_EQ(VerdictOf(row), Verdict::kUndecided);
}

// Each of ten suspects is below 1 % alone; together they may be chance.
TEST(JudgeSuite, ManySuspects_AreCorrectedFor) {
  const RowEvidence row = {.deciding = Of(1.04, 0.05), .confirming = Of(1.05, 0.01, 0.004)};
  EXPECT_EQ(JudgeSuite({row}, {})[0].verdict, Verdict::kSlower);
  const std::vector<Judgement> judgements = JudgeSuite(std::vector<RowEvidence>(10, row), {});
  EXPECT_EQ(judgements[3].verdict, Verdict::kUndecided);
  EXPECT_DOUBLE_EQ(judgements[3].p_slower, 0.04);
  // Rows that nobody suspects cost nothing.
  std::vector<RowEvidence> rows(10, {.deciding = Of(1, 0.01)});
  rows.push_back(row);
  EXPECT_EQ(JudgeSuite(rows, {}).back().verdict, Verdict::kSlower);
}

TEST(IsSuspect, BeyondHalfOfTheThreshold_EitherWay) {
  EXPECT_FALSE(IsSuspect(Of(1.009, 0.05), 0.02));
  EXPECT_TRUE(IsSuspect(Of(1.011, 0.05), 0.02));
  EXPECT_FALSE(IsSuspect(Of(0.991, 0.05), 0.02));
  EXPECT_TRUE(IsSuspect(Of(0.989, 0.05), 0.02));
}

// It seems the same, and may be 10 % slower.
TEST(IsSuspect, IntervalThatExcludesNothing_IsOneToo) {
  EXPECT_TRUE(IsSuspect({.ratio = 1, .low = 0.95, .high = 1.11}, 0.02));
  EXPECT_TRUE(IsSuspect({.ratio = 1, .low = 0.90, .high = 1.02}, 0.02));
  EXPECT_FALSE(IsSuspect({.ratio = 1, .low = 0.95, .high = 1.09}, 0.02));
}

TEST(IsFinding, WhatWasNotCompared_FailsToo) {
  for (const Verdict verdict : {Verdict::kSlower, Verdict::kMissing, Verdict::kWrong, Verdict::kUnscored})
    EXPECT_TRUE(IsFinding(verdict)) << VerdictName(verdict);
  for (const Verdict verdict : {Verdict::kSame, Verdict::kFaster, Verdict::kUndecided})
    EXPECT_FALSE(IsFinding(verdict)) << VerdictName(verdict);
}

}  // namespace
}  // namespace assay
