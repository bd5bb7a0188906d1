#include "benchmarks/compare/run_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

constexpr char kFile[] = R"({"schema": "assay.bench/1", "later": [1, {"a": null}],
  "environment": {"date": "2026-12-01", "host": {"processor": "Xeon", "cores": 2, "governor": "performance"},
    "device": {"name": "NVIDIA H200", "driver": "580.1", "cuda": "13.0"}, "libtorch": "2.11.0", "commit": "abc",
    "build_mode": "opt", "threads": 4, "cpu_capability": "AVX512"},
  "rows": [
    {"name": "a/b", "column": "hot", "status": "SCORED", "reason": "", "combination": "12", "samples": [1, 2.5],
     "median": 1, "limit_seconds": null, "more": {}},
    {"name": "a/b", "column": "cold", "status": "SCORED", "samples": [9], "runs": [[1, 2], [], [3]]},
    {"name": "c", "column": "hot", "status": "UNSCORED", "reason": "throttled", "samples": []}]})";

absl::StatusOr<RunFile> Parse(const std::string& text) { return ParseRunFile(text, "before.json"); }

std::string Refusal(const std::string& from, const std::string& to) {
  const std::string text = absl::StrReplaceAll(kFile, {{from, to}});
  EXPECT_NE(text, kFile) << from;
  const absl::StatusOr<RunFile> file = Parse(text);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument) << to;
  const std::string message(file.status().message());
  EXPECT_THAT(message, testing::StartsWith("before.json: "));
  return message;
}

TEST(ParseRunFile, WhatTheLibraryWrites_IsRead) {
  const absl::StatusOr<RunFile> file = Parse(kFile);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->environment.processor, "Xeon");
  EXPECT_EQ(file->environment.cores, 2);
  EXPECT_EQ(file->environment.device, "NVIDIA H200");
  EXPECT_EQ(file->environment.cuda, "13.0");
  EXPECT_EQ(file->environment.build_mode, "opt");
  EXPECT_EQ(file->environment.threads, 4);
  ASSERT_EQ(file->rows.size(), 3u);
  EXPECT_EQ(file->rows[0].Key(), "a/b");
  EXPECT_EQ(file->rows[0].runs, (std::vector<std::vector<double>>{{1, 2.5}}));
  EXPECT_EQ(file->rows[0].combination, "12");
  // "runs" speak for themselves; an empty one was not scored.
  EXPECT_EQ(file->Find("a/b [cold]")->runs, (std::vector<std::vector<double>>{{1, 2}, {3}}));
  EXPECT_EQ(file->Find("c")->status, RowStatus::kUnscored);
  EXPECT_EQ(file->Find("c")->reason, "throttled");
  EXPECT_EQ(file->Find("d"), nullptr);
}

TEST(ParseRunFile, NoDevice_IsAProcessorsRun) {
  const absl::StatusOr<RunFile> file =
      Parse(absl::StrReplaceAll(kFile, {{R"({"name": "NVIDIA H200", "driver": "580.1", "cuda": "13.0"})", "null"}}));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->environment.device, "");
}

TEST(ParseRunFile, WhatAVerdictRestsOn_MustBeThere) {
  EXPECT_THAT(Refusal("assay.bench/1", "assay.bench/2"),
              HasSubstr("expected schema assay.bench/1, got \"assay.bench/2\""));
  EXPECT_THAT(Refusal("\"schema\"", "\"scheme\""), HasSubstr("expected a text \"schema\", got none"));
  EXPECT_THAT(Refusal("\"build_mode\": \"opt\"", "\"build_mode\": 3"), HasSubstr("\"build_mode\", got number"));
  EXPECT_THAT(Refusal("\"processor\"", "\"cpu\""), HasSubstr("environment.host: expected a text \"processor\""));
  EXPECT_THAT(Refusal("\"name\": \"NVIDIA H200\"", "\"name\": \"\""), HasSubstr("environment.device"));
  EXPECT_THAT(Refusal("\"environment\"", "\"surroundings\""), HasSubstr("environment: expected an object"));
  EXPECT_THAT(Refusal("\"rows\"", "\"lines\""), HasSubstr("expected an array \"rows\", got none"));
  EXPECT_THAT(Refusal("\"name\": \"c\", \"column\": \"hot\"", "\"name\": \"c\""),
              HasSubstr("rows[2] (c): expected a text \"column\""));
  EXPECT_THAT(Refusal("UNSCORED", "FINE"), HasSubstr("got \"FINE\""));
  EXPECT_THAT(Refusal("[1, 2.5]", "[]"), HasSubstr("rows[0] (a/b): SCORED, but there are no samples"));
  EXPECT_THAT(Refusal("[1, 2.5]", "\"1\""), HasSubstr("expected an array \"samples\", got string"));
  EXPECT_THAT(Refusal("\"cold\"", "\"hot\""), HasSubstr("the row a/b is there twice"));
}

TEST(ParseRunFile, SampleThatIsNoTime_IsRefusedByIndex) {
  for (const char* sample : {"0", "-1", "null", "\"1\"", "[1]"})
    EXPECT_THAT(Refusal("[1, 2.5]", absl::StrCat("[1, ", sample, "]")),
                HasSubstr("samples[1]: expected a number above 0"));
  EXPECT_THAT(Refusal("[[1, 2], [], [3]]", "[[1, 2], [], [-3]]"),
              HasSubstr("runs[2][0]: expected a number above 0, got -3"));
  EXPECT_THAT(Refusal("[[1, 2], [], [3]]", "[1, 2]"), HasSubstr("runs[0]: expected an array, got number"));
}

TEST(ParseRunFile, HostileText_IsRefused) {
  const std::vector<std::string> texts = {"",
                                          "{",
                                          "null",
                                          "[]",
                                          "{}",
                                          "nonsense",
                                          std::string(100'000, '['),
                                          std::string("\0\xff", 2),
                                          std::string(kFile).substr(0, 300),
                                          "{\"rows\": 1e999}",
                                          "{\"benchmarks\": 3}",
                                          "{\"benchmarks\": []}",
                                          "{\"benchmarks\": [3]}",
                                          "{\"schema\": \"assay.bench/1\", \"environment\": [], \"rows\": []}"};
  for (const std::string& text : texts)
    EXPECT_EQ(Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text.substr(0, 40);
  EXPECT_THAT(Parse("").status().message(), HasSubstr("got nothing"));
}

TEST(ReadRunFile, NoFile_IsNotFound) {
  EXPECT_EQ(ReadRunFile("/nowhere/run.json").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadRunFile("/").status().code(), absl::StatusCode::kFailedPrecondition);
}

constexpr char kGoogle[] = R"({"context": {"date": "2026-12-01T10:00:00", "num_cpus": 2, "mhz_per_cpu": 2100,
    "library_build_type": "release"},
  "benchmarks": [
    {"name": "BM_Sort/8", "run_type": "iteration", "repetition_index": 0, "real_time": 10, "time_unit": "us"},
    {"name": "BM_Copy", "run_type": "iteration", "repetition_index": 0, "real_time": 2, "time_unit": "ms"},
    {"name": "BM_Sort/8", "run_type": "iteration", "repetition_index": 1, "real_time": 11, "time_unit": "us"},
    {"name": "BM_Sort/8_mean", "run_name": "BM_Sort/8", "run_type": "aggregate", "real_time": 10.5, "time_unit": "us"},
    {"name": "BM_Bad", "run_type": "iteration", "error_occurred": true, "error_message": "no file"}]})";

TEST(ParseRunFile, GoogleBenchmarksFile_IsOneRunOfItsRepetitions) {
  const absl::StatusOr<RunFile> file = Parse(kGoogle);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->environment.build_mode, "opt");
  EXPECT_EQ(file->environment.processor, "2 x 2100 MHz");
  ASSERT_EQ(file->rows.size(), 3u);
  ASSERT_EQ(file->rows[0].runs.size(), 1u);
  EXPECT_NEAR(file->rows[0].runs[0][0], 10e-6, 1e-18);
  EXPECT_NEAR(file->rows[0].runs[0][1], 11e-6, 1e-18);
  EXPECT_NEAR(file->Find("BM_Copy")->runs[0][0], 2e-3, 1e-15);
  EXPECT_EQ(file->Find("BM_Bad")->status, RowStatus::kWrong);
  EXPECT_EQ(file->Find("BM_Bad")->reason, "no file");
}

TEST(ParseRunFile, GoogleBenchmarksAggregatesAlone_SaySo) {
  const absl::Status status =
      Parse(R"({"benchmarks": [{"name": "a_mean", "run_type": "aggregate", "real_time": 1, "time_unit": "ns"}]})")
          .status();
  EXPECT_THAT(status.message(), HasSubstr("aggregates alone"));
  EXPECT_THAT(Parse(absl::StrReplaceAll(kGoogle, {{"\"ms\"", "\"minutes\""}})).status().message(),
              HasSubstr("time_unit ns, us, ms or s, got \"minutes\""));
}

}  // namespace
}  // namespace assay
