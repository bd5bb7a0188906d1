#include "benchmarks/measure/result.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "benchmarks/measure/machine.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;

std::vector<double> Sorted(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  return samples;
}

Json OrNull(std::optional<double> value) { return value.has_value() ? Json(*value) : Json(); }

// What a row says of all its runs: its own fields are the last run's, its figures those of all samples together.
Json RowJson(const std::vector<RowResult>& runs) {
  RowResult all = runs.back();
  Json samples = Json::array();
  all.samples.clear();
  all.dropped = 0;
  for (const RowResult& run : runs) {
    samples.push_back(run.samples);
    all.samples.insert(all.samples.end(), run.samples.begin(), run.samples.end());
    all.dropped += run.dropped;
    // The worst of them is the row's: a figure of which a part is wrong is none.
    if (run.status > all.status) {
      all.status = run.status;
      all.reason = run.reason;
    }
  }
  const std::vector<double> sorted = Sorted(all.samples);
  const std::optional<Interval> interval = MedianInterval(sorted);
  Json row = {{"name", all.name},
              {"column", ColumnName(all.column)},
              {"status", RowStatusName(all.status)},
              {"reason", all.reason},
              {"unmet", all.unmet},
              {"combination", all.combination},
              {"median", Median(sorted)},
              {"low", interval.has_value() ? Json(interval->low) : Json()},
              {"high", interval.has_value() ? Json(interval->high) : Json()},
              {"p90", OrNull(Percentile(sorted, 0.90))},
              {"p99", OrNull(Percentile(sorted, 0.99))},
              {"dropped", all.dropped},
              {"items", all.work.items},
              {"item", all.work.item},
              {"bytes", all.work.bytes},
              {"flops", all.work.flops},
              {"limit_seconds", all.limit.has_value() ? Json(all.limit->seconds) : Json()},
              {"limit_by", all.limit.has_value() ? Json(all.limit->by) : Json()},
              {"peak_memory", all.peak_memory},
              {"reserved_memory", all.reserved_memory}};
  row["clocks"] = all.sm_mhz > 0 ? Json{{"sm_mhz", all.sm_mhz}, {"throttle", all.throttle}} : Json();
  row["samples"] = all.samples;
  if (runs.size() > 1) row["runs"] = std::move(samples);
  return row;
}

}  // namespace

std::string RowStatusName(RowStatus status) {
  switch (status) {
    case RowStatus::kScored:
      return "SCORED";
    case RowStatus::kUnscored:
      return "UNSCORED";
    case RowStatus::kWrong:
      return "WRONG";
    case RowStatus::kFasterThanLimit:
      return "FASTER_THAN_LIMIT";
  }
  return "";
}

double RowResult::Seconds() const { return Median(Sorted(samples)); }

std::optional<Interval> RowResult::SecondsInterval() const { return MedianInterval(Sorted(samples)); }

void ResultsFile::Add(RowResult result) {
  for (std::vector<RowResult>& runs : rows_) {
    if (runs.front().name == result.name && runs.front().column == result.column) {
      runs.push_back(std::move(result));
      return;
    }
  }
  rows_.push_back({std::move(result)});
}

std::string ResultsFile::Json() const {
  const Host host = DescribeHost();
  nlohmann::ordered_json environment = {
      {"date", UtcNow()},
      {"host", {{"processor", host.processor}, {"cores", host.cores}, {"governor", host.governor}}},
      {"build_mode", BuildMode()},
      {"commit", CheckedOutCommit()},
      {"device", nullptr}};
  for (const auto& [field, value] : environment_) {
    // "device.name" is a field of the device's.
    const size_t dot = field.find('.');
    (dot == std::string::npos ? environment[field] : environment[field.substr(0, dot)][field.substr(dot + 1)]) = value;
  }
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const std::vector<RowResult>& runs : rows_) rows.push_back(RowJson(runs));
  const nlohmann::ordered_json document = {{"schema", "assay.bench/1"}, {"environment", environment}, {"rows", rows}};
  // A name may hold what is no UTF-8.
  return document.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

absl::Status ResultsFile::Write(const std::string& path) const {
  ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  const std::string text = Json();
  ASSAY_RETURN_IF_ERROR(file.Append(text.data(), text.size()));
  return file.Commit();
}

}  // namespace assay
