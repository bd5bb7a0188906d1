#include "benchmarks/measure/limit.h"

namespace assay {
namespace {

// A copy's best of several runs moves by a few percent from one day to another.
constexpr double kErrorOfCeilings = 0.05;

}  // namespace

std::string ColumnName(Column column) { return column == Column::kHot ? "hot" : "cold"; }

std::optional<Limit> LimitOf(const RowWork& work, const Ceilings& ceilings, Column column) {
  std::optional<Limit> limit;
  if (work.flops > 0 && ceilings.flops_per_second > 0)
    limit = Limit{.seconds = work.flops / ceilings.flops_per_second, .by = "compute"};
  if (column == Column::kCold && work.bytes > 0 && ceilings.bytes_per_second > 0) {
    const double seconds = work.bytes / ceilings.bytes_per_second;
    if (!limit.has_value() || seconds > limit->seconds) limit = Limit{.seconds = seconds, .by = "memory"};
  }
  return limit;
}

bool IsFasterThanLimit(double seconds, const Limit& limit) { return seconds < (1 - kErrorOfCeilings) * limit.seconds; }

}  // namespace assay
