#include "tools/assay/bench_request.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

absl::StatusOr<BenchRequest> Read(const std::vector<std::string>& words) {
  return ReadBenchRequest(Arguments::Parse(words, BenchOptions()).value());
}

std::string Refusal(const std::vector<std::string>& words) {
  const auto request = Read(words);
  EXPECT_EQ(request.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(request.status().message());
}

TEST(ReadBenchRequest, EveryOption_IsRead) {
  const auto ab =
      Read({"ab", "old", "new", "--filter=resnet", "--rounds=5", "--confirm-rounds=20", "--timeout=1.5",
            "--threshold=5%", "--across", "--markdown=b.md", "--json", "--", "--benchmark_min_time=0.1", "x"});
  ASSERT_TRUE(ab.ok()) << ab.status();
  EXPECT_EQ(ab->verb, BenchRequest::Verb::kAb);
  EXPECT_THAT(ab->words, ElementsAre("old", "new"));
  EXPECT_THAT(ab->program_args, ElementsAre("--benchmark_min_time=0.1", "x"));
  EXPECT_EQ(ab->filter, "resnet");
  EXPECT_EQ(ab->rounds, 5);
  EXPECT_EQ(ab->confirm_rounds, 20);
  EXPECT_EQ(ab->timeout, absl::Milliseconds(1500));
  EXPECT_DOUBLE_EQ(ab->rule.threshold, 0.05);
  EXPECT_TRUE(ab->across);
  EXPECT_EQ(ab->markdown_file, "b.md");
  EXPECT_TRUE(ab->json_only);

  const auto compare = Read({"compare", "a", "b", "--confirm=a2,b2", "--threshold=0.03", "--json=c.json"});
  ASSERT_TRUE(compare.ok()) << compare.status();
  EXPECT_THAT(compare->confirm, ElementsAre("a2", "b2"));
  EXPECT_DOUBLE_EQ(compare->rule.threshold, 0.03);
  EXPECT_FALSE(compare->json_only);
  EXPECT_EQ(compare->json_file, "c.json");
  EXPECT_EQ(Read({"aa", "program"})->verb, BenchRequest::Verb::kAa);
}

TEST(ReadBenchRequest, WhatDoesNotBelong_IsRefused) {
  EXPECT_THAT(Refusal({"compar", "a", "b"}), HasSubstr("did you mean \"compare\""));
  EXPECT_THAT(Refusal({"compare", "a"}), HasSubstr("expected OLD.json NEW.json, got 1 word"));
  EXPECT_THAT(Refusal({"ab", "a", "b", "c"}), HasSubstr("expected OLD_BINARY NEW_BINARY, got 3 words"));
  EXPECT_THAT(Refusal({"aa"}), HasSubstr("expected BINARY, got 0 words"));
  EXPECT_THAT(Refusal({"compare", "a", "b", "--rounds=3"}),
              HasSubstr("--rounds does not belong to `assay bench compare`"));
  EXPECT_THAT(Refusal({"ab", "a", "b", "--confirm=c,d"}), HasSubstr("--confirm does not belong to `assay bench ab`"));
  EXPECT_THAT(Refusal({"aa", "a", "--threshold=3%"}), HasSubstr("--threshold does not belong"));
  EXPECT_THAT(Refusal({"compare", "a", "b", "--", "--x"}), HasSubstr("no program runs"));
}

TEST(ReadBenchRequest, ValuesThatAreNone_AreRefused) {
  for (const char* rounds : {"0", "-1", "x", "1e9", "3.5"})
    EXPECT_THAT(Refusal({"ab", "a", "b", std::string("--rounds=") + rounds}), HasSubstr("a number from 1 to 10000"));
  for (const char* threshold : {"0", "-1", "x", "2", "200%", "nan"})
    EXPECT_THAT(Refusal({"ab", "a", "b", std::string("--threshold=") + threshold}), HasSubstr("0.05 or 5%"));
  for (const char* confirm : {"a", "a,", ",b", "a,b,c"})
    EXPECT_THAT(Refusal({"compare", "a", "b", std::string("--confirm=") + confirm}), HasSubstr("two files"));
  for (const char* timeout : {"0", "-3", "soon", "inf"})
    EXPECT_THAT(Refusal({"ab", "a", "b", std::string("--timeout=") + timeout}), HasSubstr("seconds"));
}

}  // namespace
}  // namespace assay
