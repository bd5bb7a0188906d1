#include "benchmarks/compare/run_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/google_benchmark_file.h"
#include "benchmarks/compare/json_fields.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr char kSchema[] = "assay.bench/1";
constexpr uintmax_t kMostBytes = uintmax_t{1} << 30;

absl::StatusOr<RunEnvironment> ReadEnvironment(const InputJson& json, const std::string& path) {
  const InputJson* environment = Field(json, "environment");
  const std::string where = absl::StrCat(path, ": environment");
  if (environment == nullptr || !environment->is_object())
    return absl::InvalidArgumentError(absl::StrCat(where, ": expected an object, got none"));
  RunEnvironment read = {.date = OptionalText(*environment, "date"),
                         .libtorch = OptionalText(*environment, "libtorch"),
                         .commit = OptionalText(*environment, "commit"),
                         .threads = OptionalCount(*environment, "threads"),
                         .cpu_capability = OptionalText(*environment, "cpu_capability")};
  ASSAY_ASSIGN_OR_RETURN(read.build_mode, RequiredText(*environment, "build_mode", where));
  const InputJson* host = Field(*environment, "host");
  if (host == nullptr) return absl::InvalidArgumentError(absl::StrCat(where, ": expected \"host\", got none"));
  ASSAY_ASSIGN_OR_RETURN(read.processor, RequiredText(*host, "processor", absl::StrCat(where, ".host")));
  read.cores = OptionalCount(*host, "cores");
  read.governor = OptionalText(*host, "governor");
  if (const InputJson* device = Field(*environment, "device"); device != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(read.device, RequiredText(*device, "name", absl::StrCat(where, ".device")));
    read.driver = OptionalText(*device, "driver");
    read.cuda = OptionalText(*device, "cuda");
  }
  return read;
}

absl::StatusOr<RowStatus> ReadStatus(const InputJson& row, const std::string& where) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, RequiredText(row, "status", where));
  for (const RowStatus status :
       {RowStatus::kScored, RowStatus::kUnscored, RowStatus::kWrong, RowStatus::kFasterThanLimit}) {
    if (text == StatusName(status)) return status;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(where, ": expected status SCORED, UNSCORED, WRONG or FASTER_THAN_LIMIT, got \"", text, "\""));
}

absl::StatusOr<std::vector<double>> ReadSamples(const InputJson& json, const std::string& where) {
  if (!json.is_array())
    return absl::InvalidArgumentError(absl::StrCat(where, ": expected an array, got ", json.type_name()));
  std::vector<double> samples;
  samples.reserve(json.size());
  for (const InputJson& sample : json) {
    ASSAY_ASSIGN_OR_RETURN(const double seconds, PositiveNumber(sample, absl::StrCat(where, "[", samples.size(), "]")));
    samples.push_back(seconds);
  }
  return samples;
}

// "runs" where there are several, else "samples".
absl::Status ReadRuns(const InputJson& json, const std::string& where, RunRow& row) {
  if (Field(json, "runs") == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(const InputJson* samples, RequiredArray(json, "samples", where));
    ASSAY_ASSIGN_OR_RETURN(std::vector<double> run, ReadSamples(*samples, absl::StrCat(where, ".samples")));
    if (!run.empty()) row.runs.push_back(std::move(run));
  } else {
    ASSAY_ASSIGN_OR_RETURN(const InputJson* runs, RequiredArray(json, "runs", where));
    for (size_t i = 0; i < runs->size(); ++i) {
      ASSAY_ASSIGN_OR_RETURN(std::vector<double> run, ReadSamples((*runs)[i], absl::StrCat(where, ".runs[", i, "]")));
      // A run in which the row was not scored.
      if (!run.empty()) row.runs.push_back(std::move(run));
    }
  }
  if (row.status == RowStatus::kScored && row.runs.empty())
    return absl::InvalidArgumentError(absl::StrCat(where, ": SCORED, but there are no samples"));
  return absl::OkStatus();
}

absl::StatusOr<RunRow> ReadRow(const InputJson& json, const std::string& where) {
  RunRow row = {.reason = OptionalText(json, "reason"), .combination = OptionalText(json, "combination")};
  ASSAY_ASSIGN_OR_RETURN(row.name, RequiredText(json, "name", where));
  const std::string named = absl::StrCat(where, " (", row.name, ")");
  ASSAY_ASSIGN_OR_RETURN(row.column, RequiredText(json, "column", named));
  ASSAY_ASSIGN_OR_RETURN(row.status, ReadStatus(json, named));
  ASSAY_RETURN_IF_ERROR(ReadRuns(json, named, row));
  return row;
}

absl::StatusOr<RunFile> ReadOwn(const InputJson& json, const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string schema, RequiredText(json, "schema", path));
  if (schema != kSchema) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": expected schema ", kSchema, ", got \"", schema,
                                                   "\": compare it with the version of assay that wrote it"));
  }
  RunFile file = {.path = path};
  ASSAY_ASSIGN_OR_RETURN(file.environment, ReadEnvironment(json, path));
  ASSAY_ASSIGN_OR_RETURN(const InputJson* rows, RequiredArray(json, "rows", path));
  for (const InputJson& row : *rows) {
    ASSAY_ASSIGN_OR_RETURN(RunRow read, ReadRow(row, absl::StrCat(path, ": rows[", file.rows.size(), "]")));
    file.rows.push_back(std::move(read));
  }
  return file;
}

absl::Status CheckRows(const RunFile& file) {
  if (file.rows.empty()) return absl::InvalidArgumentError(absl::StrCat(file.path, ": it has no rows"));
  std::set<std::string> keys;
  for (const RunRow& row : file.rows) {
    if (!keys.insert(row.Key()).second)
      return absl::InvalidArgumentError(absl::StrCat(file.path, ": the row ", row.Key(), " is there twice"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string RunRow::Key() const {
  return column.empty() || column == "hot" ? name : absl::StrCat(name, " [", column, "]");
}

const RunRow* RunFile::Find(absl::string_view key) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const RunRow& row) { return row.Key() == key; });
  return found == rows.end() ? nullptr : &*found;
}

absl::string_view StatusName(RowStatus status) {
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

absl::StatusOr<RunFile> ReadRunFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return absl::NotFoundError(absl::StrCat("there is no file ", path));
  const uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path, ": ", error.message()));
  if (bytes > kMostBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " has ", bytes, " bytes, more than a run's results are: expected at most ", kMostBytes));
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.good() && !file.eof()) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
  return ParseRunFile(text, path);
}

absl::StatusOr<RunFile> ParseRunFile(absl::string_view text, const std::string& path) {
  const InputJson json = InputJson::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": expected the JSON document that a benchmark writes (--assay_out=FILE), got ",
        json.is_discarded() ? (text.empty() ? "nothing" : "a text that is no JSON, or a cut one") : json.type_name()));
  }
  ASSAY_ASSIGN_OR_RETURN(RunFile file,
                         IsGoogleBenchmarkJson(json) ? ReadGoogleBenchmark(json, path) : ReadOwn(json, path));
  ASSAY_RETURN_IF_ERROR(CheckRows(file));
  return file;
}

}  // namespace assay
