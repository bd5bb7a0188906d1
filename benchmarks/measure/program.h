// A benchmark program: its rows under Google Benchmark, its results in a file, its exit code.
//
//   ./bazelw run //benchmarks:readers -- --benchmark_filter=Open --assay_out=$PWD/readers.json
//   ./bazelw run //benchmarks:models -- --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true
//
// Google Benchmark finds the rows, filters, repeats and prints them; what one row's figure is, MeasureRow decides, and
// --benchmark_min_time changes nothing. The label of a row says how well its median is known and how near its limit is.
#ifndef ASSAY_BENCHMARKS_MEASURE_PROGRAM_H_
#define ASSAY_BENCHMARKS_MEASURE_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "benchmarks/measure/measure.h"

namespace assay {

struct ProgramOptions {
  std::string out = {};  // "" writes no file
  MeasureOptions measure = {};
};

// Takes the words that begin with --assay_ out of `words`:
//   --assay_out=FILE          the samples of all rows, for `assay bench compare`
//   --assay_smoke             one iteration of each row and its check
//   --assay_noise=0.01        to what share the median is to be known
//   --assay_max_seconds=5     the time in which it is
//   --assay_min_seconds=0.2
// Errors: InvalidArgument for a word of that kind that is none, or a value that is no positive number.
absl::StatusOr<ProgramOptions> TakeProgramOptions(std::vector<std::string>& words);

// The body of a main: runs the rows that were registered. Returns 0; 1 where an answer was wrong, a figure faster than
// its limit or the file was not written; 2 for words that mean nothing, and where no row matches.
int RunBenchmarkProgram(int argc, char** argv);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_MEASURE_PROGRAM_H_
