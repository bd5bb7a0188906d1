#include "benchmarks/measure/program.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TakeProgramOptions, OwnWords_AreTakenAndOthersLeft) {
  std::vector<std::string> words = {
      "program",      "--assay_out=a.json", "--benchmark_filter=x", "--assay_noise=0.02", "--assay_max_seconds=3",
      "--assay_smoke"};
  const auto options = TakeProgramOptions(words);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->out, "a.json");
  EXPECT_EQ(options->measure.stop.noise, 0.02);
  EXPECT_EQ(options->measure.stop.most_seconds, 3);
  EXPECT_TRUE(options->measure.is_smoke);
  EXPECT_THAT(words, ElementsAre("program", "--benchmark_filter=x"));
}

TEST(TakeProgramOptions, AFiltersEnd_IsTheEndOfARowsName) {
  std::vector<std::string> words = {"program", R"(--benchmark_filter=batch:1$|a\$b|c)"};
  ASSERT_TRUE(TakeProgramOptions(words).ok());
  EXPECT_THAT(words, ElementsAre("program", R"(--benchmark_filter=batch:1/manual_time$|a\$b|c)"));
}

TEST(TakeProgramOptions, WordsThatAreNone_AreRefused) {
  for (const char* word : {"--assay_noise=0", "--assay_noise=x", "--assay_noise=nan", "--assay_max_seconds=-1",
                           "--assay_out=", "--assay_out", "--assay_what"}) {
    std::vector<std::string> words = {"program", word};
    const absl::Status status = TakeProgramOptions(words).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << word;
    EXPECT_THAT(std::string(status.message()), HasSubstr(word));
  }
}

}  // namespace
}  // namespace assay
