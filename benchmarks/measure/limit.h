// The least time that a row's work can take on this machine: its bytes over the bandwidth, its operations over the
// rate.
//
//   const RowWork work = {.bytes = 2.0 * n * sizeof(float), .flops = double(n)};
//   const std::optional<Limit> limit = LimitOf(work, ceilings, Column::kCold);
//   const double share = limit->seconds / median;   // 1: as fast as the machine can
//   if (IsFasterThanLimit(median, *limit)) ...      // an error of the formula, or of the timer
#ifndef ASSAY_BENCHMARKS_MEASURE_LIMIT_H_
#define ASSAY_BENCHMARKS_MEASURE_LIMIT_H_

#include <optional>
#include <string>

namespace assay {

// Hot: what the row reads may lie in a cache. Cold: it lies in memory, since the caches were flushed.
enum class Column { kHot, kCold };

std::string ColumnName(Column column);  // "hot", "cold"

// What one iteration must do at the least, as its author declares it: each input read once, each output written once.
struct RowWork {
  double bytes = 0;  // 0: not declared
  double flops = 0;  // 0: not declared; a multiplication with an addition is two
  double items = 0;  // images, tokens, boxes
  std::string item = "items";
};

// What the machine was measured to do at the most.
struct Ceilings {
  double bytes_per_second = 0;  // of a large copy, bytes read and written together; 0: not known
  double flops_per_second = 0;  // 0: not known
};

struct Limit {
  double seconds = 0;
  std::string by = {};  // "memory" or "compute"
};

// Nothing where neither is known. Of a hot row memory is no limit: a cache may hold all.
std::optional<Limit> LimitOf(const RowWork& work, const Ceilings& ceilings, Column column);

// By more than a ceiling's own error.
bool IsFasterThanLimit(double seconds, const Limit& limit);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_LIMIT_H_
