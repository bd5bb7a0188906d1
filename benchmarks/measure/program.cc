#include "benchmarks/measure/program.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "benchmarks/measure/row.h"
#include "benchmarks/measure/row_reporter.h"

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
    state.SetLabel(TableCells(result));
    state.counters["samples"] = static_cast<double>(result.samples.size());
    if (result.work.items > 0 && result.Seconds() > 0)
      state.counters[absl::StrCat(result.work.item, "/s")] = result.work.items / result.Seconds();
  }
  program.results.Add(std::move(result));
}

// Google Benchmark calls a row NAME/manual_time, of which a user knows nothing: a filter's "$" means the end of NAME.
std::string OfRows(const std::string& word) {
  if (!absl::StartsWith(word, "--benchmark_filter=")) return word;
  std::string filter;
  for (size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '$' && word[i - 1] != '\\') filter += "/manual_time";
    filter += word[i];
  }
  return filter;
}

// A relative path is the user's: `bazel run` starts the program elsewhere.
std::string UsersPath(const std::string& path) {
  const char* const folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder == nullptr || std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(folder) / path).string();
}

// Runs the rows. Google Benchmark's tables are for its own figures; where another format is asked for it writes that.
size_t RunRows(bool to_console) {
  if (!to_console) return benchmark::RunSpecifiedBenchmarks();
  RowReporter reporter;
  return benchmark::RunSpecifiedBenchmarks(&reporter);
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
      others.push_back(OfRows(word));
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
    benchmark::RegisterBenchmark(name.c_str(), [row, column](benchmark::State& state) {
      RunRow(state, row, column);
    })->UseManualTime();
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
  const bool to_console = std::none_of(words.begin(), words.end(), [](const std::string& word) {
    return absl::StartsWith(word, "--benchmark_format=") && word != "--benchmark_format=console";
  });
  // One iteration of Google Benchmark's is enough, however short its time: MeasureRow repeats.
  words.push_back("--benchmark_min_time=1e-300");
  std::vector<char*> left;
  for (std::string& word : words) left.push_back(word.data());
  int count = static_cast<int>(left.size());
  left.push_back(nullptr);
  benchmark::Initialize(&count, left.data());
  if (benchmark::ReportUnrecognizedArguments(count, left.data())) return 2;
  if (RunRows(to_console) == 0) return Say(absl::NotFoundError("no benchmark matched: see --benchmark_list_tests"), 2);
  if (!program.options.out.empty()) {
    if (const absl::Status written = program.results.Write(UsersPath(program.options.out)); !written.ok())
      return Say(written, 1);
  }
  return program.has_failed ? 1 : 0;
}

}  // namespace assay
