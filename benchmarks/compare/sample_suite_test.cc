// The program on which error rates are measured does the work that it says.
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/run_binary.h"
#include "benchmarks/compare/run_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::string Out() { return absl::StrCat(std::getenv("TEST_TMPDIR"), "/run.json"); }

BinaryEnd Suite(std::vector<std::string> words) {
  words.insert(words.begin(), absl::StrCat(std::getenv("TEST_SRCDIR"), "/assay/benchmarks/compare/sample_suite"));
  words.push_back(absl::StrCat("--assay_out=", Out()));
  words.push_back("--milliseconds=0.1");
  const auto end = RunBinary(words, absl::Minutes(5));
  EXPECT_TRUE(end.ok()) << end.status();
  return end.ok() ? *end : BinaryEnd{.exit_code = -1};
}

TEST(SampleSuite, Results_AreARunFileOfTwentyRows) {
  ASSERT_EQ(Suite({}).exit_code, 0);
  const auto file = ReadRunFile(Out());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->rows.size(), 20u);
  EXPECT_NE(file->environment.processor, "");
  for (const RunRow& row : file->rows) {
    EXPECT_EQ(row.status, RowStatus::kScored) << row.name;
    EXPECT_GE(row.runs.at(0).size(), 5u) << row.name;
  }
}

TEST(SampleSuite, Plant_IsThatMuchMoreWorkOfItsRowAlone) {
  ASSERT_EQ(Suite({"--plant=crc32=1.03", "--plant=json=1.1"}).exit_code, 0);
  std::map<std::string, nlohmann::json> rows;
  std::ifstream file(Out());
  const nlohmann::json json = nlohmann::json::parse(file);
  for (const nlohmann::json& row : json["rows"]) rows[row["name"]] = row;
  EXPECT_EQ(rows["crc32"]["items"], 103);
  EXPECT_EQ(rows["crc32"]["planted"], 1.03);
  EXPECT_EQ(rows["json"]["items"], 220);
  EXPECT_EQ(rows["softmax"]["items"], 100);
  EXPECT_EQ(rows["softmax"]["planted"], 1.0);
}

TEST(SampleSuite, WhatItCannotDo_EndsWith2) {
  EXPECT_EQ(Suite({"--benchmark_filter=nothing"}).exit_code, 2);
  EXPECT_THAT(Suite({"--plant=crc33=1.03"}).last_words, HasSubstr("crc33, which is no row"));
  EXPECT_EQ(Suite({"--plant=crc32"}).exit_code, 2);
  EXPECT_EQ(Suite({"--plant=crc32=0"}).exit_code, 2);
  EXPECT_EQ(Suite({"--unknown"}).exit_code, 2);
}

}  // namespace
}  // namespace assay
