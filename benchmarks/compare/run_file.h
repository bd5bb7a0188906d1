// What a benchmark program wrote: its rows with every sample, and the machine, device and build that they come from.
//
//   ASSAY_ASSIGN_OR_RETURN(RunFile before, ReadRunFile("before.json"));
//   before.rows[0].name;           // "Forward/resnet50/batch:8/float32/eager"
//   before.rows[0].runs[0].size()  // samples of the first run
//
// Two formats: the measuring library's own (schema "assay.bench/1") and Google Benchmark's (--benchmark_format=json
// with --benchmark_repetitions), told apart by what is inside. Fields that are not known are passed over; those that a
// verdict rests on are checked, and a file that lacks them is refused: nobody compares what was not measured.
#ifndef ASSAY_BENCHMARKS_COMPARE_RUN_FILE_H_
#define ASSAY_BENCHMARKS_COMPARE_RUN_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

// Where and of what a run was made. Empty where the file does not say.
struct RunEnvironment {
  std::string date;
  std::string processor;
  int cores = 0;
  std::string governor;
  std::string device;  // of the accelerator
  std::string driver;
  std::string cuda;
  std::string libtorch;
  std::string commit;
  std::string build_mode;  // "opt", "dbg", "fastbuild"; Google Benchmark's "release" is read as "opt", "debug" as "dbg"
  int threads = 0;
  std::string cpu_capability;
};

enum class RowStatus { kScored, kUnscored, kWrong, kFasterThanLimit };

struct RunRow {
  std::string name;
  std::string column;  // "hot", "cold"; empty in Google Benchmark's files
  RowStatus status = RowStatus::kScored;
  std::string reason;       // why it is not scored
  std::string combination;  // sha256
  // Units: seconds per iteration, in the order in which they were taken. A run is one process (or one round of it): its
  // samples share a memory layout and a stretch of time, and are not independent of each other.
  std::vector<std::vector<double>> runs;

  // "NAME", or "NAME [cold]": unique in a file.
  std::string Key() const;
};

struct RunFile {
  std::string path;
  RunEnvironment environment;
  std::vector<RunRow> rows;

  // Null where there is none.
  const RunRow* Find(absl::string_view key) const;
};

// "SCORED", "UNSCORED", "WRONG", "FASTER_THAN_LIMIT".
absl::string_view StatusName(RowStatus status);

// Errors: NotFound for no such file; FailedPrecondition for one that cannot be read or is larger than 1 GiB; and
// ParseRunFile's.
absl::StatusOr<RunFile> ReadRunFile(const std::string& path);

// `path` is what messages call it.
// Errors: InvalidArgument, naming the row and the field: text that is no JSON, another schema, no rows, a row twice, a
// scored row without samples, a sample that is no positive number.
absl::StatusOr<RunFile> ParseRunFile(absl::string_view text, const std::string& path);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_RUN_FILE_H_
