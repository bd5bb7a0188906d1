#include "benchmarks/measure/result.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Json = nlohmann::json;

RowResult Result(const std::string& name, std::vector<double> samples) {
  return {.name = name, .samples = std::move(samples)};
}

TEST(ResultsFile, Document_HasTheSchemasFields) {
  ResultsFile results;
  results.Describe("libtorch", "2.11.0");
  results.Describe("device.name", "NVIDIA H200");
  RowResult row = Result("Copy", {2, 1, 3, 4, 5, 6, 7, 8, 9, 10});
  row.work = {.bytes = 100, .items = 4, .item = "images"};
  row.limit = Limit{.seconds = 0.5, .by = "memory"};
  row.column = Column::kCold;
  results.Add(row);
  const Json json = Json::parse(results.Json());
  EXPECT_EQ(json["schema"], "assay.bench/1");
  EXPECT_EQ(json["environment"]["libtorch"], "2.11.0");
  EXPECT_EQ(json["environment"]["device"]["name"], "NVIDIA H200");
  EXPECT_GT(json["environment"]["host"]["cores"], 0);
  const Json& only = json["rows"][0];
  EXPECT_EQ(only["name"], "Copy");
  EXPECT_EQ(only["column"], "cold");
  EXPECT_EQ(only["status"], "SCORED");
  EXPECT_EQ(only["median"], 5.5);
  EXPECT_EQ(only["low"], 2);
  EXPECT_EQ(only["high"], 9);
  EXPECT_EQ(only["p99"], nullptr) << "ten samples know none";
  EXPECT_EQ(only["limit_seconds"], 0.5);
  EXPECT_EQ(only["samples"].size(), 10u);
  EXPECT_FALSE(only.contains("runs"));
  EXPECT_EQ(only["clocks"], nullptr);
}

TEST(ResultsFile, Repetitions_AreRunsOfOneRow) {
  ResultsFile results;
  results.Add(Result("A", {1, 2}));
  results.Add(Result("B", {5}));
  results.Add(Result("A", {3}));
  const Json json = Json::parse(results.Json());
  ASSERT_EQ(json["rows"].size(), 2u);
  EXPECT_EQ(json["rows"][0]["runs"], Json::parse("[[1.0, 2.0], [3.0]]"));
  EXPECT_EQ(json["rows"][0]["median"], 2);
}

TEST(ResultsFile, AWrongRun_MakesTheRowWrong) {
  ResultsFile results;
  RowResult wrong = Result("A", {1});
  wrong.status = RowStatus::kWrong;
  wrong.reason = "an answer is not finite";
  results.Add(wrong);
  results.Add(Result("A", {1}));
  const Json json = Json::parse(results.Json());
  EXPECT_EQ(json["rows"][0]["status"], "WRONG");
  EXPECT_EQ(json["rows"][0]["reason"], "an answer is not finite");
}

TEST(ResultsFile, HotAndCold_AreTwoRows) {
  ResultsFile results;
  RowResult cold = Result("A", {2});
  cold.column = Column::kCold;
  results.Add(Result("A", {1}));
  results.Add(cold);
  EXPECT_EQ(Json::parse(results.Json())["rows"].size(), 2u);
}

TEST(ResultsFile, AFolderThatCannotBe_IsAnError) {
  const std::string file = testing::TempDir() + "/plain";
  std::ofstream(file) << "a file";
  EXPECT_FALSE(ResultsFile().Write(file + "/run.json").ok());
}

}  // namespace
}  // namespace assay
