#include "benchmarks/measure/row_reporter.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace assay {
namespace {

struct TimeUnit {
  double seconds;
  const char* name;
};

TimeUnit UnitOf(double seconds) {
  for (const TimeUnit& unit : {TimeUnit{1, "s"}, TimeUnit{1e-3, "ms"}, TimeUnit{1e-6, "us"}}) {
    if (seconds >= unit.seconds) return unit;
  }
  return {1e-9, "ns"};
}

// Three digits, whatever the magnitude.
std::string Short(double value) {
  if (value == 0 || !std::isfinite(value)) return absl::StrFormat("%g", value);
  const int digits = std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 9);
  return absl::StrFormat("%.*f", digits, value);
}

// 2.1e9 is "2.1 G".
std::string WithPrefix(double value) {
  for (const auto& [size, prefix] : {std::pair{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e4, " k"}}) {
    if (value >= size) return absl::StrCat(Short(value / (size == 1e4 ? 1e3 : size)), prefix);
  }
  return Short(value);
}

}  // namespace

std::string TableCells(const RowResult& result) {
  const double median = result.Seconds();
  const TimeUnit unit = UnitOf(median);
  std::string interval = "-", rate = "-", limit = "-";
  if (const auto known = result.SecondsInterval(); known.has_value())
    interval =
        absl::StrCat(Short(known->low / unit.seconds), " to ", Short(known->high / unit.seconds), " ", unit.name);
  if (result.work.items > 0 && median > 0)
    rate = absl::StrCat(WithPrefix(result.work.items / median), " ", result.work.item, "/s");
  if (result.limit.has_value())
    limit = absl::StrFormat("%.0f %% (%s)", 100 * result.limit->seconds / median, result.limit->by);
  std::string cells = absl::StrFormat(
      "%9s  %20s  %18s  %14s", absl::StrCat(Short(median / unit.seconds), " ", unit.name), interval, rate, limit);
  if (result.dropped > 0) absl::StrAppend(&cells, "  ", result.dropped, " throttled samples dropped");
  if (result.status == RowStatus::kUnscored) absl::StrAppend(&cells, "  UNSCORED: ", result.reason);
  if (!result.unmet.empty()) absl::StrAppend(&cells, "  ", result.unmet);
  return cells;
}

bool RowReporter::ReportContext(const Context& context) {
  name_width_ = context.name_field_width;
  GetOutputStream() << absl::StrFormat("%-*s  %9s  %20s  %18s  %14s\n", static_cast<int>(name_width_), "row", "median",
                                       "interval", "rate", "of the limit");
  return true;
}

void RowReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    // Means and medians over repetitions are of figures that were medians already: the file has all samples.
    if (run.run_type == Run::RT_Aggregate) continue;
    GetOutputStream() << absl::StrFormat(
                             "%-*s  %s\n", static_cast<int>(name_width_), run.run_name.function_name,
                             run.error_occurred ? absl::StrCat("WRONG: ", run.error_message) : run.report_label)
                      << std::flush;
  }
}

}  // namespace assay
