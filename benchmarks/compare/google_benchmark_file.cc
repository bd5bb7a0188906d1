#include "benchmarks/compare/google_benchmark_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

absl::StatusOr<double> SecondsOfUnit(const std::string& unit, const std::string& where) {
  if (unit == "ns") return 1e-9;
  if (unit == "us") return 1e-6;
  if (unit == "ms") return 1e-3;
  if (unit == "s") return 1.0;
  return absl::InvalidArgumentError(absl::StrCat(where, ": expected time_unit ns, us, ms or s, got \"", unit, "\""));
}

RunEnvironment ReadContext(const InputJson& context) {
  const std::string mode = OptionalText(context, "library_build_type");
  const int cores = OptionalCount(context, "num_cpus"), megahertz = OptionalCount(context, "mhz_per_cpu");
  return {.date = OptionalText(context, "date"),
          // It does not name the processor.
          .processor = megahertz > 0 ? absl::StrCat(cores, " x ", megahertz, " MHz") : "",
          .cores = cores,
          .build_mode = mode == "release" ? "opt"
                        : mode == "debug" ? "dbg"
                                          : mode};
}

// With interleaved repetitions a row's lie apart.
RunRow& RowCalled(const std::string& name, RunFile& file) {
  for (RunRow& row : file.rows) {
    if (row.name == name) return row;
  }
  file.rows.push_back({.name = name});
  return file.rows.back();
}

absl::Status AddRepetition(const InputJson& json, const std::string& where, RunFile& file) {
  ASSAY_ASSIGN_OR_RETURN(const std::string name, RequiredText(json, "name", where));
  const std::string named = absl::StrCat(where, " (", name, ")");
  RunRow& row = RowCalled(name, file);
  const InputJson* failed = Field(json, "error_occurred");
  if (failed != nullptr && failed->is_boolean() && failed->get<bool>()) {
    row.status = RowStatus::kWrong;
    row.reason = OptionalText(json, "error_message");
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string unit, RequiredText(json, "time_unit", named));
  ASSAY_ASSIGN_OR_RETURN(const double seconds, SecondsOfUnit(unit, named));
  const InputJson* time = Field(json, "real_time");
  ASSAY_ASSIGN_OR_RETURN(const double value,
                         PositiveNumber(time == nullptr ? InputJson() : *time, absl::StrCat(named, ".real_time")));
  if (row.runs.empty()) row.runs.emplace_back();
  row.runs.front().push_back(value * seconds);
  return absl::OkStatus();
}

}  // namespace

bool IsGoogleBenchmarkJson(const InputJson& json) {
  return json.contains("benchmarks") && !json.contains("schema") && !json.contains("rows");
}

absl::StatusOr<RunFile> ReadGoogleBenchmark(const InputJson& json, const std::string& path) {
  RunFile file = {.path = path};
  if (const InputJson* context = Field(json, "context"); context != nullptr) file.environment = ReadContext(*context);
  ASSAY_ASSIGN_OR_RETURN(const InputJson* rows, RequiredArray(json, "benchmarks", path));
  for (size_t i = 0; i < rows->size(); ++i) {
    if (OptionalText((*rows)[i], "run_type") == "aggregate") continue;
    ASSAY_RETURN_IF_ERROR(AddRepetition((*rows)[i], absl::StrCat(path, ": benchmarks[", i, "]"), file));
  }
  if (file.rows.empty() && !rows->empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": it holds aggregates alone: run without --benchmark_report_aggregates_only, with repetitions"));
  }
  return file;
}

}  // namespace assay
