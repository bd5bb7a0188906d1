#include "benchmarks/compare/error_counts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Rounds in which the new side takes `ratio` as long, a little apart from each other.
std::vector<Round> Rounds(double ratio, int count) {
  std::vector<Round> rounds;
  for (int i = 0; i < count; ++i) {
    const double was = 1 + 0.0002 * (i % 5), is = ratio * (1 + 0.0002 * (i % 3));
    rounds.push_back({.old_runs = {Samples{was}, Samples{was}}, .new_runs = {Samples{is}, Samples{is}}});
  }
  return rounds;
}

// A row whose new side takes 3 % longer, another that is the same.
MeasuredSuite Suite(bool planted) {
  MeasuredSuite suite;
  if (planted) suite.plants["slow"] = 1.03;
  suite.deciding = {{"slow", Rounds(1.03, 6)}, {"same", Rounds(1.0, 6)}};
  suite.confirming = {{"slow", Rounds(1.03, 24)}};
  suite.verdicts = {{"slow", Verdict::kSlower}, {"same", Verdict::kSame}};
  return suite;
}

TEST(CountErrors, PlantedRows_AreFoundOrNot) {
  const auto counts = CountErrors(std::vector<MeasuredSuite>{Suite(true)}, {}, {});
  ASSERT_TRUE(counts.ok()) << counts.status();
  for (const MethodCounts& method : *counts) {
    EXPECT_EQ(method.equal_suites, 0);
    EXPECT_EQ(method.unplanted_rows, 1);
    EXPECT_EQ(method.unplanted_slower, 0) << method.method;
    EXPECT_EQ(method.planted.at(1.03).rows, 1);
    // 3 % is below the plain threshold.
    EXPECT_EQ(method.planted.at(1.03).found, method.method.substr(0, 1) == "5" ? 0 : 1) << method.method;
  }
}

TEST(CountErrors, EqualSuiteWithASlowerRow_IsAnError) {
  const auto counts = CountErrors(std::vector<MeasuredSuite>{Suite(false)}, {}, {});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->front().suites_with_false_slower, 1);
  EXPECT_EQ(counts->front().false_slower, 1);
  EXPECT_EQ(counts->front().equal_rows, 2);
  EXPECT_EQ(counts->back().suites_with_false_slower, 0);
  EXPECT_THAT(ErrorTable(*counts), HasSubstr("| assay bench ab | 1 of 1 (100.0 %) | 1 of 2 (50.0 %) |"));
}

TEST(CountErrors, RecordedVerdictThatTheRoundsDoNotGive_IsRefused) {
  MeasuredSuite suite = Suite(false);
  suite.verdicts["same"] = Verdict::kSlower;
  EXPECT_EQ(CountErrors(std::vector<MeasuredSuite>{suite}, {}, {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(MeasuredPlant, PlantedRows_GiveTheirRatio) {
  EXPECT_NEAR(MeasuredPlant(std::vector<MeasuredSuite>{Suite(true)}, 1.03), 1.03, 0.001);
}

}  // namespace
}  // namespace assay
