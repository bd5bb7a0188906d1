#include "benchmarks/measure/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "benchmarks/measure/cpu_ceilings.h"
#include "benchmarks/measure/machine.h"

namespace assay {
namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The machine's, once for each number of threads.
Ceilings CpuCeilings(bool is_single_threaded) {
  static const Ceilings one = MeasureCpuCeilings(1);
  if (is_single_threaded) return one;
  static const Ceilings all = MeasureCpuCeilings(DescribeHost().cores);
  return all;
}

// The samples of a row as they are taken.
class Sampling {
 public:
  Sampling(const Prepared& prepared, Timer& timer, Column column, const MeasureOptions& options)
      : prepared_(prepared), timer_(timer), column_(column), options_(options) {}

  void Run(RowResult& result) {
    if (options_.is_smoke) {
      result.samples.push_back(One(1));
      return;
    }
    const int64_t batch = WarmUp();
    const auto start = std::chrono::steady_clock::now();
    std::vector<double> clocks;
    std::set<std::string> reasons;
    StopDecision decision;
    timer_.ResetPeakMemory();
    while (!decision.stop) {
      const double sample = One(batch);
      const ClockState state = timer_.ReadClocks();
      if (state.sm_mhz > 0) clocks.push_back(state.sm_mhz);
      reasons.insert(state.throttle.begin(), state.throttle.end());
      if (state.is_throttled()) {
        ++result.dropped;
      } else {
        result.samples.push_back(sample);
      }
      // To sort them each time would take longer than many a sample.
      const size_t taken = result.samples.size() + static_cast<size_t>(result.dropped);
      const double seconds = SecondsSince(start);
      if (taken >= next_look_ || seconds >= options_.stop.most_seconds) {
        decision = ShouldStop(result.samples, seconds, options_.stop);
        next_look_ = taken + taken / 8 + 1;
      }
    }
    result.unmet = decision.unmet;
    result.peak_memory = timer_.PeakMemory();
    result.reserved_memory = timer_.ReservedMemory();
    std::sort(clocks.begin(), clocks.end());
    result.sm_mhz = Median(clocks);
    result.throttle.assign(reasons.begin(), reasons.end());
  }

 private:
  double One(int64_t batch) {
    if (column_ == Column::kCold) timer_.FlushCaches();
    const double seconds = timer_.Time(prepared_.run, next_, batch);
    next_ += batch;
    return seconds;
  }

  // Gives how many iterations a sample takes: of a cold one, a single iteration, since the second would be hot.
  int64_t WarmUp() {
    const auto start = std::chrono::steady_clock::now();
    double seconds = One(1);
    int64_t batch = 1;
    do {
      if (column_ == Column::kHot && seconds > 0)
        batch = std::clamp<int64_t>(std::llround(options_.sample_seconds / seconds), 1, 1 << 20);
      seconds = One(batch);
    } while (SecondsSince(start) < options_.warm_up_seconds);
    return batch;
  }

  const Prepared& prepared_;
  Timer& timer_;
  const Column column_;
  const MeasureOptions& options_;
  int64_t next_ = 0;
  size_t next_look_ = 0;
};

void Reject(RowStatus status, std::string reason, RowResult& result) {
  result.status = status;
  result.reason = std::move(reason);
}

// The figure's own soundness, once the answer is known to be right.
void Score(const MeasureOptions& options, RowResult& result) {
  const double taken = static_cast<double>(result.samples.size()) + static_cast<double>(result.dropped);
  if (options.is_smoke) return Reject(RowStatus::kUnscored, "a smoke run", result);
  if (BuildMode() != "opt") {
    return Reject(RowStatus::kUnscored, "a build with assertions on: build with -c opt", result);
  }
  if (result.samples.empty() || static_cast<double>(result.dropped) > options.most_dropped * taken) {
    return Reject(RowStatus::kUnscored,
                  absl::StrFormat("%d of %.0f samples were throttled (%s)", result.dropped, taken,
                                  absl::StrJoin(result.throttle, ", ")),
                  result);
  }
  const double seconds = result.Seconds();
  if (result.limit.has_value() && IsFasterThanLimit(seconds, *result.limit)) {
    Reject(RowStatus::kFasterThanLimit,
           absl::StrFormat("%.3g s is less than the limit of %.3g s (%s): the declared work or the timer is wrong",
                           seconds, result.limit->seconds, result.limit->by),
           result);
  }
}

// May throw, as LibTorch does.
void Measure(const Row& row, Column column, const MeasureOptions& options, RowResult& result) {
  const absl::StatusOr<Prepared> prepared = row.prepare();
  if (!prepared.ok()) return Reject(RowStatus::kWrong, std::string(prepared.status().message()), result);
  if (!prepared->check) {
    return Reject(RowStatus::kWrong, "it has no check: a figure of an answer that nobody looked at is none", result);
  }
  const std::unique_ptr<Timer> cpu = MakeCpuTimer();
  Timer& timer = prepared->timer != nullptr ? *prepared->timer : *cpu;
  result.work = prepared->work;
  {
    std::optional<PinnedScope> pinned;
    if (prepared->is_single_threaded) pinned.emplace();
    Sampling(*prepared, timer, column, options).Run(result);
  }
  if (const absl::Status right = prepared->check(); !right.ok())
    return Reject(RowStatus::kWrong, std::string(right.message()), result);
  const bool has_work = result.work.bytes > 0 || result.work.flops > 0;
  if (has_work && !options.is_smoke) {
    const bool is_cpu = prepared->timer == nullptr;
    result.limit =
        LimitOf(result.work, is_cpu ? CpuCeilings(prepared->is_single_threaded) : prepared->ceilings, column);
  }
  Score(options, result);
}

}  // namespace

RowResult MeasureRow(const Row& row, Column column, const MeasureOptions& options) {
  RowResult result = {.name = row.name, .column = column, .combination = row.combination};
  try {
    Measure(row, column, options, result);
  } catch (const std::exception& error) {
    Reject(RowStatus::kWrong, error.what(), result);
  }
  return result;
}

}  // namespace assay
