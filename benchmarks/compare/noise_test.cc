#include "benchmarks/compare/noise.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

MachineNoise Quiet() {
  MachineNoise noise;
  noise.machine = {.processor = "Intel(R) Xeon(R)", .cores = 2};
  for (int i = 0; i < 24; ++i) noise.rows["quiet"].rounds.push_back({1, 1.001, 1, 0.999});
  return noise;
}

std::string Fresh(const char* name) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
  std::filesystem::remove(path);
  return path;
}

TEST(MachineNoise, EqualRuns_HaveNone) {
  MachineNoise noise;
  for (int i = 0; i < 10; ++i) noise.rows["a"].rounds.push_back({2, 2, 2, 2});
  EXPECT_EQ(noise.Interleaved("a", 5), 0);
  EXPECT_EQ(noise.Apart("a", 3), 0);
}

TEST(MachineNoise, MoreRounds_AreLessNoise) {
  MachineNoise noise;
  // Pairs lie up to 5 % apart, evenly.
  for (int i = 0; i < 40; ++i) noise.rows["a"].rounds.push_back({1, 1 + 0.00125 * i, 1 + 0.00125 * ((i * 17) % 40), 1});
  const double few = noise.Interleaved("a", 3), many = noise.Interleaved("a", 30);
  EXPECT_GT(few, 0.025);
  EXPECT_LT(few, 0.05);
  EXPECT_LT(many, few / 2);
}

// Interleaved, a drift is not seen; two files that lie apart in time have it between them.
TEST(MachineNoise, Drift_IsSeenApartAlone) {
  MachineNoise noise;
  for (int i = 0; i < 50; ++i) {
    const double seconds = 1 + 0.01 * i;
    noise.rows["a"].rounds.push_back({seconds, seconds, seconds, seconds});
  }
  EXPECT_EQ(noise.Interleaved("a", 10), 0);
  EXPECT_GT(noise.Apart("a", 5), 0.3);
}

TEST(MachineNoise, RowThatWasNotMeasured_HasThatOfAll) {
  MachineNoise noise = Quiet();
  for (int i = 0; i < 24; ++i) noise.rows["loud"].rounds.push_back({1, 1.2, 1.2, 1});
  EXPECT_GT(noise.Interleaved("other", 6), 0.1);
  EXPECT_LT(noise.Interleaved("quiet", 6), 0.002);
  EXPECT_EQ(MachineNoise().Interleaved("other", 6), 0);
}

TEST(KeepNoise, WhatIsKept_IsReadAndAddedTo) {
  const std::string path = Fresh("kept/noise.json");
  ASSERT_TRUE(KeepNoise(Quiet(), path).ok());
  MachineNoise more;
  more.machine = Quiet().machine;
  more.rows["other"].rounds.push_back({1, 1.5, 1.5, 1});
  more.rows["other"].date = "2026-12-01";
  ASSERT_TRUE(KeepNoise(more, path).ok());
  const auto noise = ReadNoise(path);
  ASSERT_TRUE(noise.ok()) << noise.status();
  EXPECT_EQ(noise->rows.size(), 2u);
  EXPECT_EQ(noise->rows.at("quiet").rounds, Quiet().rows.at("quiet").rounds);
  EXPECT_EQ(noise->rows.at("other").date, "2026-12-01");
  EXPECT_EQ(noise->machine.processor, "Intel(R) Xeon(R)");
}

TEST(ReadNoise, NoFile_IsNoNoise) {
  const auto noise = ReadNoise(Fresh("none.json"));
  ASSERT_TRUE(noise.ok());
  EXPECT_TRUE(noise->empty());
}

TEST(ReadNoise, AnotherFile_IsRefusedAndNotOverwritten) {
  const std::string path = Fresh("bad.json");
  for (const char* text : {"", "{", "[]", R"({"schema": "assay.bench/1", "rows": {}})",
                           R"({"schema": "assay.bench.noise/1", "rows": {"a": {"rounds": [[1, 2, 3]]}}})",
                           R"({"schema": "assay.bench.noise/1", "rows": {"a": {"rounds": [[1, 2, 3, 0]]}}})",
                           R"({"schema": "assay.bench.noise/1", "rows": {"a": {"rounds": []}}})"}) {
    std::ofstream(path) << text;
    EXPECT_EQ(ReadNoise(path).status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_FALSE(KeepNoise(Quiet(), path).ok()) << text;
  }
}

TEST(NoisePath, Machine_IsInTheName) {
  EXPECT_EQ(NoisePath("/c", {.processor = "Intel(R) Xeon(R) Processor", .cores = 2}),
            "/c/noise-intel-r-xeon-r-processor-2.json");
  EXPECT_EQ(NoisePath("/c", {.processor = "EPYC", .cores = 16, .device = "NVIDIA H200"}),
            "/c/noise-epyc-16-nvidia-h200.json");
}

TEST(NoiseOfRounds, SwappedRounds_AreInTheOrderOfTime) {
  const std::vector<Round> rounds = {
      {.old_runs = {Samples{1}, Samples{4}}, .new_runs = {Samples{2}, Samples{3}}},
      {.old_runs = {Samples{2}, Samples{3}}, .new_runs = {Samples{1}, Samples{4}}, .new_first = true}};
  for (const auto& medians : NoiseOfRounds(rounds, "").rounds) EXPECT_EQ(medians, (std::array<double, 4>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace assay
