#include "benchmarks/measure/measure.h"

#include <stdexcept>
#include <vector>

#include "absl/status/status.h"
#include "benchmarks/measure/machine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A device whose iterations take what it is told, so that nothing here depends on the machine.
class FakeTimer final : public Timer {
 public:
  double Time(Iteration run, int64_t first, int64_t batch) override {
    for (int64_t i = first; i < first + batch; ++i) run(i);
    batches.push_back(batch);
    return seconds;
  }
  void FlushCaches() override { ++flushes; }
  ClockState ReadClocks() override {
    const bool is_throttled = throttled_every > 0 && ++reads % throttled_every == 0;
    return {.sm_mhz = 1980,
            .throttle = is_throttled ? std::vector<std::string>{"power cap"} : std::vector<std::string>{}};
  }

  double seconds = 1e-3;
  int throttled_every = 0;
  int reads = 0;
  int flushes = 0;
  std::vector<int64_t> batches;
};

constexpr MeasureOptions kQuick = {
    .stop = {.fewest = 20, .fewest_seconds = 0, .most_seconds = 0.05}, .warm_up_seconds = 0, .sample_seconds = 1e-2};

struct Fixture {
  std::shared_ptr<FakeTimer> timer = std::make_shared<FakeTimer>();
  std::vector<int64_t> numbers;
  Prepared prepared = {
      .run = [this](int64_t i) { numbers.push_back(i); }, .check = [] { return absl::OkStatus(); }, .timer = timer};

  RowResult Measure(Column column = Column::kHot, const MeasureOptions& options = kQuick) {
    const Row row = {.name = "Row", .prepare = [this]() -> absl::StatusOr<Prepared> { return prepared; }};
    return MeasureRow(row, column, options);
  }
};

TEST(MeasureRow, QuietRow_IsScoredWithTheFewestSamples) {
  Fixture row;
  const RowResult result = row.Measure();
  EXPECT_EQ(result.status, RowStatus::kScored) << result.reason;
  EXPECT_EQ(result.Seconds(), 1e-3);
  EXPECT_EQ(result.unmet, "");
  EXPECT_GE(result.samples.size(), 20u);
  EXPECT_EQ(result.sm_mhz, 1980);
}

TEST(MeasureRow, HotSamples_BatchIterationsAndColdOnesDoNot) {
  Fixture hot, cold;
  hot.Measure(Column::kHot);
  EXPECT_EQ(hot.timer->batches.back(), 10) << "of 1 ms each, for samples of 10 ms";
  EXPECT_EQ(hot.timer->flushes, 0);
  cold.Measure(Column::kCold);
  EXPECT_EQ(cold.timer->batches.back(), 1);
  EXPECT_EQ(cold.timer->flushes, static_cast<int>(cold.timer->batches.size()));
}

TEST(MeasureRow, Iterations_AreNumberedOnAndOn) {
  Fixture row;
  row.Measure();
  for (size_t i = 0; i < row.numbers.size(); ++i) ASSERT_EQ(row.numbers[i], static_cast<int64_t>(i));
}

TEST(MeasureRow, AWrongAnswer_IsNoFigure) {
  Fixture row;
  row.prepared.check = [] { return absl::InternalError("[3] is 7, expected 8"); };
  EXPECT_EQ(row.Measure().status, RowStatus::kWrong);
  EXPECT_EQ(row.Measure().reason, "[3] is 7, expected 8");
  row.prepared.check = nullptr;
  EXPECT_EQ(row.Measure().status, RowStatus::kWrong) << "nor is one that nobody looks at";
}

TEST(MeasureRow, TheCheck_ComesAfterTheLastIteration) {
  Fixture row;
  size_t at_check = 0;
  row.prepared.check = [&] {
    at_check = row.numbers.size();
    return absl::OkStatus();
  };
  row.Measure();
  EXPECT_GT(at_check, 0u);
  EXPECT_EQ(at_check, row.numbers.size());
}

TEST(MeasureRow, WhatCannotBePrepared_IsWrong) {
  const Row row = {.name = "Row",
                   .prepare = []() -> absl::StatusOr<Prepared> { return absl::NotFoundError("no file"); }};
  const RowResult result = MeasureRow(row, Column::kHot, kQuick);
  EXPECT_EQ(result.status, RowStatus::kWrong);
  EXPECT_EQ(result.reason, "no file");
}

TEST(MeasureRow, WhatThrows_IsWrong) {
  Fixture row;
  row.prepared.run = [](int64_t) { throw std::runtime_error("shapes differ"); };
  const RowResult result = row.Measure();
  EXPECT_EQ(result.status, RowStatus::kWrong);
  EXPECT_EQ(result.reason, "shapes differ");
}

TEST(MeasureRow, FasterThanTheLimit_IsAnErrorOfTheFormula) {
  Fixture row;
  row.prepared.ceilings = {.bytes_per_second = 1e9};
  row.prepared.work = {.bytes = 2e6};  // at least 2 ms
  const RowResult cold = row.Measure(Column::kCold);
  EXPECT_EQ(cold.status, RowStatus::kFasterThanLimit);
  EXPECT_THAT(cold.reason, HasSubstr("less than the limit of 0.002 s (memory)"));
  EXPECT_EQ(row.Measure(Column::kHot).status, RowStatus::kScored) << "a cache may be faster than memory";
  row.prepared.work = {.bytes = 5e5};
  EXPECT_EQ(row.Measure(Column::kCold).status, RowStatus::kScored);
}

TEST(MeasureRow, ThrottledSamples_AreDroppedAndCounted) {
  Fixture some, most;
  some.timer->throttled_every = 10;
  const RowResult few = some.Measure();
  EXPECT_EQ(few.status, RowStatus::kScored) << few.reason;
  EXPECT_GT(few.dropped, 0);
  EXPECT_EQ(few.throttle, std::vector<std::string>{"power cap"});
  most.timer->throttled_every = 1;
  const RowResult all = most.Measure();
  EXPECT_EQ(all.status, RowStatus::kUnscored);
  EXPECT_THAT(all.reason, HasSubstr("throttled (power cap)"));
}

TEST(MeasureRow, SmokeRun_IsOneIterationAndNoScore) {
  Fixture row;
  MeasureOptions smoke = kQuick;
  smoke.is_smoke = true;
  const RowResult result = row.Measure(Column::kHot, smoke);
  EXPECT_EQ(row.numbers.size(), 1u);
  EXPECT_EQ(result.status, RowStatus::kUnscored);
  row.prepared.check = [] { return absl::InternalError("wrong"); };
  EXPECT_EQ(row.Measure(Column::kHot, smoke).status, RowStatus::kWrong);
}

TEST(MeasureRow, TheCpusOwnTimer_TimesWhatRuns) {
  std::vector<double> values(1 << 16, 1.0);
  double sum = 0;
  Fixture row;
  row.prepared.timer = nullptr;
  row.prepared.is_single_threaded = true;
  row.prepared.run = [&](int64_t) {
    for (const double value : values) sum += value;
  };
  const RowResult result = row.Measure();
  EXPECT_GT(result.Seconds(), 1e-6);
  EXPECT_LT(result.Seconds(), 1e-2);
  EXPECT_GT(result.peak_memory, 0);
}

}  // namespace
}  // namespace assay
