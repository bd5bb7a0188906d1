#include "benchmarks/measure/program.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "benchmarks/measure/machine.h"
#include "benchmarks/measure/row.h"

namespace assay {
namespace {

// Of this process: a program has one.
struct Program {
  ProgramOptions options;
  ResultsFile results;
  bool has_failed = false;
};

Program& TheProgram() {
  static Program& program = *new Program;
  return program;
}

absl::Status ParsePositive(absl::string_view word, absl::string_view value, double& number) {
  if (absl::SimpleAtod(value, &number) && number > 0 && std::isfinite(number)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(word, ": expected a number above 0"));
}

absl::Status TakeWord(absl::string_view word, ProgramOptions& options) {
  absl::string_view value = word;
  if (word == "--assay_smoke") {
    options.measure.is_smoke = true;
    return absl::OkStatus();
  }
  if (absl::ConsumePrefix(&value, "--assay_out=") && !value.empty()) {
    options.out = std::string(value);
    return absl::OkStatus();
  }
  StopRule& stop = options.measure.stop;
  if (absl::ConsumePrefix(&value, "--assay_noise=")) return ParsePositive(word, value, stop.noise);
  if (absl::ConsumePrefix(&value, "--assay_max_seconds=")) return ParsePositive(word, value, stop.most_seconds);
  if (absl::ConsumePrefix(&value, "--assay_min_seconds=")) return ParsePositive(word, value, stop.fewest_seconds);
  return absl::InvalidArgumentError(
      absl::StrCat(word,
                   " is no option: there are --assay_out=FILE, --assay_smoke, --assay_noise=SHARE, "
                   "--assay_max_seconds=S and --assay_min_seconds=S, and Google Benchmark's, see --help"));
}

// What stands behind a row's figure, in a line.
std::string Label(const RowResult& result) {
  std::string label;
  if (const auto interval = result.SecondsInterval(); interval.has_value())
    label = absl::StrFormat("+-%.2g %%", 50 * (interval->high - interval->low) / result.Seconds());
  if (result.limit.has_value())
    absl::StrAppendFormat(&label, "%s%.0f %% of the limit (%s)", label.empty() ? "" : ", ",
                          100 * result.limit->seconds / result.Seconds(), result.limit->by);
  if (result.dropped > 0) absl::StrAppend(&label, ", ", result.dropped, " throttled samples dropped");
  if (result.status == RowStatus::kUnscored)
    absl::StrAppend(&label, label.empty() ? "" : ", ", "UNSCORED: ", result.reason);
  if (!result.unmet.empty()) absl::StrAppend(&label, ", ", result.unmet);
  return label;
}

void RunRow(benchmark::State& state, const Row& row, Column column) {
  Program& program = TheProgram();
  RowResult result;
  for (auto _ : state) {
    result = MeasureRow(row, column, program.options.measure);
    state.SetIterationTime(result.Seconds());
  }
  if (result.status == RowStatus::kWrong || result.status == RowStatus::kFasterThanLimit) {
    program.has_failed = true;
    state.SkipWithError(result.reason.c_str());
  } else {
    state.SetLabel(Label(result));
    state.counters["samples"] = static_cast<double>(result.samples.size());
    if (result.work.items > 0 && result.Seconds() > 0)
      state.counters[absl::StrCat(result.work.item, "/s")] = result.work.items / result.Seconds();
  }
  program.results.Add(std::move(result));
}

// A relative path is the user's: `bazel run` starts the program elsewhere.
std::string UsersPath(const std::string& path) {
  const char* const folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder == nullptr || std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(folder) / path).string();
}

int Say(const absl::Status& status, int code) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return code;
}

}  // namespace

absl::StatusOr<ProgramOptions> TakeProgramOptions(std::vector<std::string>& words) {
  ProgramOptions options;
  std::vector<std::string> others;
  for (std::string& word : words) {
    if (!absl::StartsWith(word, "--assay_")) {
      others.push_back(std::move(word));
    } else if (const absl::Status taken = TakeWord(word, options); !taken.ok()) {
      return taken;
    }
  }
  words = std::move(others);
  return options;
}

void RegisterRow(Row row) {
  for (const Column column : row.columns) {
    const std::string name = absl::StrCat(row.name, column == Column::kCold ? "/cold" : "");
    benchmark::RegisterBenchmark(name.c_str(), [row, column](benchmark::State& state) { RunRow(state, row, column); })
        ->Iterations(1)  // MeasureRow repeats
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

void DescribeMachine(const std::string& field, const std::string& value) {
  TheProgram().results.Describe(field, value);
}

int RunBenchmarkProgram(int argc, char** argv) {
  std::vector<std::string> words(argv, argv + argc);
  absl::StatusOr<ProgramOptions> options = TakeProgramOptions(words);
  if (!options.ok()) return Say(options.status(), 2);
  Program& program = TheProgram();
  program.options = *std::move(options);
  std::vector<char*> left;
  for (std::string& word : words) left.push_back(word.data());
  int count = static_cast<int>(left.size());
  left.push_back(nullptr);
  benchmark::Initialize(&count, left.data());
  if (benchmark::ReportUnrecognizedArguments(count, left.data())) return 2;
  if (benchmark::RunSpecifiedBenchmarks() == 0)
    return Say(absl::NotFoundError("no benchmark matched: see --benchmark_list_tests"), 2);
  if (!program.options.out.empty()) {
    if (const absl::Status written = program.results.Write(UsersPath(program.options.out)); !written.ok())
      return Say(written, 1);
  }
  return program.has_failed ? 1 : 0;
}

}  // namespace assay
