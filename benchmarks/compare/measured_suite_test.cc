#include "benchmarks/compare/measured_suite.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::string Fresh(const char* name) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
  std::filesystem::remove(path);
  return path;
}

MeasuredSuite Suite(int index) {
  MeasuredSuite suite = {.index = index, .plants = {{"a", 1.03}}, .load = 0.5, .seconds = 2};
  suite.deciding["a"] = {
      {.old_runs = {Samples{1, 2}, Samples{3}}, .new_runs = {Samples{4}, Samples{5}}, .new_first = true}};
  suite.confirming["a"] = {{.old_runs = {Samples{6}, Samples{7}}, .new_runs = {Samples{8}, Samples{9}}}};
  suite.verdicts["a"] = Verdict::kSlower;
  return suite;
}

TEST(ReadSuites, WhatWasAppended_IsRead) {
  const std::string path = Fresh("suites.jsonl");
  EXPECT_TRUE(ReadSuites(path)->empty());
  ASSERT_TRUE(AppendSuite(Suite(0), path).ok());
  ASSERT_TRUE(AppendSuite(Suite(1), path).ok());
  const auto suites = ReadSuites(path);
  ASSERT_TRUE(suites.ok()) << suites.status();
  ASSERT_EQ(suites->size(), 2u);
  const MeasuredSuite& suite = suites->back();
  EXPECT_EQ(suite.index, 1);
  EXPECT_EQ(suite.plants, (std::map<std::string, double>{{"a", 1.03}}));
  EXPECT_EQ(suite.deciding.at("a")[0].old_runs[0], (Samples{1, 2}));
  EXPECT_TRUE(suite.deciding.at("a")[0].new_first);
  EXPECT_EQ(suite.confirming.at("a")[0].new_runs[1], Samples{9});
  EXPECT_EQ(suite.verdicts.at("a"), Verdict::kSlower);
}

TEST(ReadSuites, LineThatAKillCut_IsRemoved) {
  const std::string path = Fresh("cut.jsonl");
  ASSERT_TRUE(AppendSuite(Suite(0), path).ok());
  std::ofstream(path, std::ios::app) << R"({"index": 1, "pla)";
  EXPECT_EQ(ReadSuites(path)->size(), 1u);
  ASSERT_TRUE(AppendSuite(Suite(1), path).ok());
  EXPECT_EQ(ReadSuites(path)->size(), 2u);
}

TEST(ReadSuites, LineThatIsNoSuite_IsRefusedByNumber) {
  const std::string path = Fresh("bad.jsonl");
  ASSERT_TRUE(AppendSuite(Suite(0), path).ok());
  std::ofstream(path, std::ios::app) << "{\"index\": 1}\n";
  EXPECT_NE(std::string(ReadSuites(path).status().message()).find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace assay
