#include "benchmarks/measure/row_reporter.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

RowResult Result(std::vector<double> samples) { return {.name = "Row", .samples = std::move(samples)}; }

TEST(TableCells, Times_HaveTheUnitOfTheirMagnitude) {
  EXPECT_THAT(TableCells(Result({1.5})), HasSubstr("1.50 s"));
  EXPECT_THAT(TableCells(Result({0.0123})), HasSubstr("12.3 ms"));
  EXPECT_THAT(TableCells(Result({45.67e-6})), HasSubstr("45.7 us"));
  EXPECT_THAT(TableCells(Result({250e-9})), HasSubstr("250 ns"));
  EXPECT_THAT(TableCells(Result({})), HasSubstr("0 ns"));
}

TEST(TableCells, IntervalRateAndLimit_AreShown) {
  RowResult result = Result(std::vector<double>(20, 2e-3));
  result.work = {.items = 64, .item = "images"};
  result.limit = Limit{.seconds = 1e-3, .by = "memory"};
  const std::string cells = TableCells(result);
  EXPECT_THAT(cells, HasSubstr("2.00 to 2.00 ms"));
  EXPECT_THAT(cells, HasSubstr("32.0 k images/s"));
  EXPECT_THAT(cells, EndsWith("50 % (memory)"));
}

TEST(TableCells, WhatToKnowOfTheFigure_StandsBehind) {
  RowResult result = Result({1});
  result.status = RowStatus::kUnscored;
  result.reason = "a smoke run";
  result.dropped = 3;
  result.unmet = "fewer than 20 samples";
  EXPECT_THAT(TableCells(result),
              EndsWith("  3 throttled samples dropped  UNSCORED: a smoke run  fewer than 20 samples"));
}

}  // namespace
}  // namespace assay
