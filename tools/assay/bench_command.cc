// assay bench compare|ab|aa: is the new one slower, and is it surely not noise?
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/compare/ab.h"
#include "benchmarks/compare/compare_files.h"
#include "benchmarks/compare/noise.h"
#include "benchmarks/compare/run_file.h"
#include "tools/assay/bench_noise_report.h"
#include "tools/assay/bench_progress.h"
#include "tools/assay/bench_report.h"
#include "tools/assay/bench_request.h"
#include "tools/assay/commands.h"
#include "tools/assay/json.h"
#include "tools/assay/table.h"
#include "tools/assay/user_path.h"
#include "tools/base/atomic_file.h"
#include "tools/base/status_macros.h"
#include "weights/locate.h"

namespace assay {
namespace {

using Verb = BenchRequest::Verb;

constexpr int kNoiseRounds = 24;

// Beside the weight files.
absl::StatusOr<std::string> NoiseFile(const RunEnvironment& machine) {
  ASSAY_ASSIGN_OR_RETURN(const std::string weights, CacheFolder());
  return NoisePath(absl::StrCat(std::filesystem::path(weights).parent_path().string(), "/bench"), machine);
}

// Nobody needs a cache to compare two programs.
absl::StatusOr<MachineNoise> NoiseOf(const RunEnvironment& machine) {
  const absl::StatusOr<std::string> path = NoiseFile(machine);
  return path.ok() ? ReadNoise(*path) : MachineNoise();
}

absl::StatusOr<Comparison> CompareNamedFiles(const BenchRequest& request) {
  FileComparison files = {.rule = request.rule, .across = request.across};
  ASSAY_ASSIGN_OR_RETURN(files.old_file, ReadRunFile(UserPath(request.words[0])));
  ASSAY_ASSIGN_OR_RETURN(files.new_file, ReadRunFile(UserPath(request.words[1])));
  if (!request.confirm.empty()) {
    ASSAY_ASSIGN_OR_RETURN(files.old_confirming, ReadRunFile(UserPath(request.confirm[0])));
    ASSAY_ASSIGN_OR_RETURN(files.new_confirming, ReadRunFile(UserPath(request.confirm[1])));
  }
  ASSAY_ASSIGN_OR_RETURN(files.noise, NoiseOf(files.new_file.environment));
  return CompareFiles(files);
}

Program ProgramOf(const std::string& path, const BenchRequest& request) {
  Program program = {UserPath(path)};
  program.insert(program.end(), request.program_args.begin(), request.program_args.end());
  return program;
}

AbRequest AbOf(const BenchRequest& request, BenchReporter& reporter) {
  AbRequest ab = {.old_program = ProgramOf(request.words.front(), request),
                  .new_program = ProgramOf(request.words.back(), request),
                  .runs = {.filter = request.filter,
                           .timeout = request.timeout,
                           .progress = [&](const InterleaveProgress& progress) { reporter.Show(progress); }},
                  .across = request.across,
                  .noise_of = NoiseOf};
  ab.rule.threshold = request.rule.threshold;
  if (request.rounds > 0) ab.rounds = request.rounds;
  if (request.confirm_rounds > 0) ab.confirm_rounds = request.confirm_rounds;
  return ab;
}

absl::StatusOr<Comparison> ComparePrograms(const BenchRequest& request) {
  BenchReporter reporter;
  ASSAY_ASSIGN_OR_RETURN(AbResult result, RunAb(AbOf(request, reporter)));
  return std::move(result.comparison);
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(UserPath(path)));
  ASSAY_RETURN_IF_ERROR(file.Append(text.data(), text.size()));
  return file.Commit();
}

// The files first: an answer on the screen that is not in the file is half of one.
absl::Status Answer(const Json& json, const std::string& text, const BenchRequest& request) {
  const std::string line = JsonLine(json);
  if (!request.json_file.empty()) ASSAY_RETURN_IF_ERROR(WriteFile(request.json_file, line));
  std::cout << (request.json_only ? line : text);
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> MeasureNoise(const BenchRequest& request) {
  AbRequest ab;
  MachineNoise noise;
  {
    BenchReporter reporter;
    ab = AbOf(request, reporter);
    if (request.rounds == 0) ab.rounds = kNoiseRounds;
    ASSAY_ASSIGN_OR_RETURN(noise, RunAa(ab));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string path, NoiseFile(noise.machine));
  ASSAY_RETURN_IF_ERROR(KeepNoise(noise, path));
  const AbRequest usual;
  ASSAY_RETURN_IF_ERROR(Answer(NoiseJson(noise, usual.rounds, usual.confirm_rounds, path),
                               NoiseText(noise, usual.rounds, usual.confirm_rounds, path, ColourWanted(STDOUT_FILENO)),
                               request));
  return kFine;
}

absl::StatusOr<ExitCode> Compare(const BenchRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(Comparison comparison,
                         request.verb == Verb::kAb ? ComparePrograms(request) : CompareNamedFiles(request));
  // As the user wrote them.
  comparison.old_name = request.words[0];
  comparison.new_name = request.words[1];
  if (!request.markdown_file.empty())
    ASSAY_RETURN_IF_ERROR(WriteFile(request.markdown_file, ComparisonMarkdown(comparison)));
  ASSAY_RETURN_IF_ERROR(
      Answer(ComparisonJson(comparison), ComparisonText(comparison, ColourWanted(STDOUT_FILENO)), request));
  return comparison.Fails() ? kFindings : kFine;
}

ExitCode RunBench(const Arguments& arguments) {
  const absl::StatusOr<BenchRequest> request = ReadBenchRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  const absl::StatusOr<ExitCode> code = request->verb == Verb::kAa ? MeasureNoise(*request) : Compare(*request);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace

Command BenchCommand() {
  return {.name = "bench",
          .usage = "compare|ab|aa OLD [NEW] [options] [-- ARGUMENT...]",
          .summary = "compare benchmark runs or programs: SAME, FASTER, SLOWER or UNDECIDED for each row",
          .details =
              "  assay bench compare before.json after.json\n"
              "  assay bench ab old/models bazel-bin/benchmarks/models --filter=resnet50 --markdown=bench.md\n"
              "  assay bench aa bazel-bin/benchmarks/models\n\n"
              "compare reads two files that a benchmark wrote with --assay_out= (or Google Benchmark's JSON, with\n"
              "repetitions). ab runs two programs in turn, row by row, and measures what seems to have moved again\n"
              "before it says so. aa runs a program against itself and keeps this machine's noise for both. What\n"
              "stands behind \"--\" goes to the programs. Exit code 1: a row is SLOWER, MISSING, WRONG or UNSCORED.\n",
          .options = BenchOptions(),
          .fewest_words = 1,
          .run = RunBench};
}

}  // namespace assay
