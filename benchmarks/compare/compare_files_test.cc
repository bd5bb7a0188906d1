#include "benchmarks/compare/compare_files.h"

#include <string>
#include <vector>

#include "benchmarks/compare/testing_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing_files::FileOf;
using testing_files::RowOf;
using testing_files::SteadyRow;

RowComparison CompareRows(const RunRow& old_row, const RunRow& new_row, const MachineNoise& noise = {}) {
  const auto comparison =
      CompareFiles({.old_file = FileOf("a.json", {old_row}), .new_file = FileOf("b.json", {new_row}), .noise = noise});
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_EQ(comparison->rows.size(), 1u);
  return comparison->rows.front();
}

// 30 rounds in which every run takes the same time but for `share`, back and forth.
MachineNoise NoiseOf(const std::string& key, double share) {
  MachineNoise noise;
  for (int i = 0; i < 30; ++i) {
    const double seconds = i % 2 == 0 ? 1 : 1 + share;
    noise.rows[key].rounds.push_back({seconds, seconds, seconds, seconds});
  }
  return noise;
}

TEST(CompareFiles, ManyRuns_GiveEachVerdict) {
  EXPECT_EQ(CompareRows(SteadyRow("a", 1, 10), SteadyRow("a", 1.001, 10)).verdict, Verdict::kSame);
  const RowComparison slower = CompareRows(SteadyRow("a", 1, 10), SteadyRow("a", 1.05, 10));
  EXPECT_EQ(slower.verdict, Verdict::kSlower);
  EXPECT_TRUE(slower.confirmed);
  EXPECT_NEAR(slower.evidence.ratio, 1.05, 0.002);
  EXPECT_EQ(slower.evidence.old_runs, 5);  // the others decided
  EXPECT_EQ(CompareRows(SteadyRow("a", 1, 10), SteadyRow("a", 0.9, 10)).verdict, Verdict::kFaster);
}

TEST(CompareFiles, FewRuns_ConvictNobody) {
  for (const int runs : {1, 2, 5}) {
    const RowComparison row = CompareRows(SteadyRow("a", 1, runs), SteadyRow("a", 1.5, runs));
    EXPECT_EQ(row.verdict, Verdict::kUndecided) << runs;
    EXPECT_EQ(row.reason, "suspected, not confirmed");
  }
  EXPECT_EQ(CompareRows(SteadyRow("a", 1, 6), SteadyRow("a", 1.5, 6)).verdict, Verdict::kSlower);
  // The other side's runs do not help.
  EXPECT_EQ(CompareRows(SteadyRow("a", 1, 20), SteadyRow("a", 1.5, 2)).verdict, Verdict::kUndecided);
}

TEST(CompareFiles, ConfirmingFiles_AreTheSecondMeasurement) {
  FileComparison files = {.old_file = FileOf("a", {SteadyRow("a", 1, 1)}),
                          .new_file = FileOf("b", {SteadyRow("a", 1.1, 1)})};
  files.old_confirming = FileOf("a2", {SteadyRow("a", 1, 5)});
  files.new_confirming = FileOf("b2", {SteadyRow("a", 1.1, 5)});
  EXPECT_EQ(CompareFiles(files)->rows[0].verdict, Verdict::kSlower);
  files.new_confirming = FileOf("b2", {SteadyRow("a", 1.001, 5)});
  EXPECT_EQ(CompareFiles(files)->rows[0].verdict, Verdict::kSame);
}

// One run a side is the same only where the machine's noise between runs is known, and small.
TEST(CompareFiles, SingleRunsAlike_AreTheSameWithKnownNoiseOnly) {
  const RunRow row = SteadyRow("a", 1, 1);
  EXPECT_EQ(CompareRows(row, row).verdict, Verdict::kUndecided);
  EXPECT_EQ(CompareRows(row, row).reason, "too few runs");
  EXPECT_EQ(CompareRows(row, row, NoiseOf("a", 0.005)).verdict, Verdict::kSame);
  const RowComparison noisy = CompareRows(SteadyRow("a", 1, 1), SteadyRow("a", 1.01, 1), NoiseOf("a", 0.1));
  EXPECT_NE(noisy.verdict, Verdict::kSame);
  EXPECT_NEAR(noisy.threshold, 0.1, 1e-9);
  EXPECT_GT(noisy.evidence.high, 1.1);
}

TEST(CompareFiles, NoiseBetweenFiles_RaisesTheThreshold) {
  EXPECT_EQ(CompareRows(SteadyRow("a", 1, 10), SteadyRow("a", 1.05, 10), NoiseOf("a", 0.001)).verdict,
            Verdict::kSlower);
  MachineNoise drifting;
  for (int i = 0; i < 30; ++i) {
    const double seconds = 1 + 0.01 * i;
    drifting.rows["a"].rounds.push_back({seconds, seconds, seconds, seconds});
  }
  EXPECT_NE(CompareRows(SteadyRow("a", 1, 10), SteadyRow("a", 1.05, 10), drifting).verdict, Verdict::kSlower);
}

TEST(CompareFiles, RowsThatCannotBeCompared_Fail) {
  RunRow wrong = SteadyRow("wrong", 1, 9), unscored = SteadyRow("unscored", 1, 9), fast = SteadyRow("fast", 1, 9);
  wrong.status = RowStatus::kWrong;
  wrong.reason = "logits differ";
  fast.status = RowStatus::kFasterThanLimit;
  unscored.status = RowStatus::kUnscored;
  unscored.runs.clear();
  const auto steady = [](const char* name) { return SteadyRow(name, 1, 9); };
  const auto comparison = CompareFiles(
      {.old_file = FileOf("a", {steady("gone"), steady("wrong"), unscored, steady("fast"), steady("same")}),
       .new_file = FileOf("b", {wrong, steady("unscored"), fast, steady("same"), steady("new")})});
  ASSERT_TRUE(comparison.ok());
  EXPECT_TRUE(comparison->Fails());
  const auto row = [&](const char* key) {
    for (const RowComparison& found : comparison->rows) {
      if (found.key == key) return found;
    }
    return RowComparison();
  };
  EXPECT_EQ(row("gone").verdict, Verdict::kMissing);
  EXPECT_EQ(row("gone").reason, "the new side does not have it");
  EXPECT_EQ(row("new").verdict, Verdict::kMissing);
  EXPECT_EQ(row("wrong").verdict, Verdict::kWrong);
  EXPECT_EQ(row("wrong").reason, "the new side is WRONG: logits differ");
  EXPECT_EQ(row("fast").verdict, Verdict::kWrong);
  EXPECT_EQ(row("unscored").verdict, Verdict::kUnscored);
  EXPECT_EQ(row("same").verdict, Verdict::kSame);
  EXPECT_EQ(comparison->Count(Verdict::kMissing), 2);
}

TEST(CompareFiles, NothingButTheSame_DoesNotFail) {
  const RunFile file = FileOf("a", {SteadyRow("a", 1, 9)});
  EXPECT_FALSE(CompareFiles({.old_file = file, .new_file = file})->Fails());
}

TEST(CompareFiles, HotAndColdColumns_AreRowsOfTheirOwn) {
  RunRow cold = SteadyRow("a", 2, 9);
  cold.column = "cold";
  const RunFile both = FileOf("a", {SteadyRow("a", 1, 9), cold});
  const auto comparison = CompareFiles({.old_file = both, .new_file = FileOf("b", {SteadyRow("a", 1, 9)})});
  ASSERT_EQ(comparison->rows.size(), 2u);
  EXPECT_EQ(comparison->rows[1].key, "a [cold]");
  EXPECT_EQ(comparison->rows[1].verdict, Verdict::kMissing);
}

TEST(CompareFiles, OtherDeviceOrBuildMode_IsRefusedUnlessAcross) {
  FileComparison files = {.old_file = FileOf("a", {SteadyRow("a", 1, 9)}),
                          .new_file = FileOf("b", {SteadyRow("a", 1, 9)})};
  files.new_file.environment.build_mode = "dbg";
  files.new_file.environment.commit = "def";
  const absl::Status refused = CompareFiles(files).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused.message(), HasSubstr("build mode opt and dbg"));
  files.across = true;
  const auto across = CompareFiles(files);
  ASSERT_TRUE(across.ok());
  EXPECT_THAT(across->notes, testing::ElementsAre("build mode: opt and dbg", "commit: abc and def"));
  files = {.old_file = files.old_file, .new_file = files.old_file};
  files.new_file.environment.device = "NVIDIA H200";
  EXPECT_THAT(CompareFiles(files).status().message(), HasSubstr("device none and NVIDIA H200"));
  files.new_file.environment.device = "";
  files.new_file.environment.processor = "EPYC";
  EXPECT_THAT(CompareFiles(files).status().message(), HasSubstr("processor Xeon and EPYC"));
  // A confirming file counts too.
  files = {.old_file = files.old_file, .new_file = files.old_file, .new_confirming = files.new_file};
  EXPECT_FALSE(CompareFiles(files).ok());
}

}  // namespace
}  // namespace assay
