// Runs two benchmark programs in turn, a row at a time: what differs between two runs that follow each other within a
// tenth of a second is the programs, and hardly ever the machine.
//
//   ASSAY_ASSIGN_OR_RETURN(Interleaver runs, Interleaver::Make(old_program, new_program, {.filter = "resnet50"}));
//   ASSAY_RETURN_IF_ERROR(runs.Scout());
//   ASSAY_RETURN_IF_ERROR(runs.Measure({"Forward/resnet50/batch:8/float32/eager"}, /*rounds=*/10, measured));
#ifndef ASSAY_BENCHMARKS_COMPARE_INTERLEAVE_H_
#define ASSAY_BENCHMARKS_COMPARE_INTERLEAVE_H_

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "benchmarks/compare/evidence.h"
#include "benchmarks/compare/run_file.h"
#include "benchmarks/compare/samples.h"
#include "tools/base/temporary_folder.h"

namespace assay {

// A program and its own arguments; those of a run (--assay_out=, --benchmark_filter=) are added.
using Program = std::vector<std::string>;

struct InterleaveProgress {
  std::string stage;  // "scouting", "deciding", "confirming (1 of 3)"
  std::string row;
  int done = 0;  // runs of the stage
  int total = 0;
};

struct InterleaveOptions {
  std::string filter;                          // of the rows; empty: all
  absl::Duration timeout = absl::Minutes(10);  // of a run
  uint64_t seed = 0;                           // of the coins and of the rows' order; 0: another one each time
  std::function<void(const InterleaveProgress&)> progress = [](const InterleaveProgress&) {};
};

// What rounds gave of a row.
struct MeasuredRow {
  std::vector<Round> rounds;
  // The worst that any run of either side said of it. A round with an unscored run is not in `rounds`.
  RowStatus old_status = RowStatus::kScored;
  RowStatus new_status = RowStatus::kScored;
  std::string reason;
};

// Keeps the worse of two statuses, with its reason.
void NoteStatus(RowStatus status, const std::string& said, RowStatus& worst, std::string& reason);

class Interleaver {
 public:
  // Errors of all: what RunBinary and ReadRunFile say, with the side and the row; FailedPrecondition for a program that
  // fails without saying which row is wrong, or that does not give the row that it was asked for.
  static absl::StatusOr<Interleaver> Make(Program old_program, Program new_program, InterleaveOptions options);

  // Both programs once with the user's filter: which rows there are, and on what machine.
  absl::Status Scout();
  const RunFile& old_scouted() const { return scouted_[0]; }
  const RunFile& new_scouted() const { return scouted_[1]; }

  // Rounds of the rows with these names (RunRow::name: a row and its cold column are measured by one run). Each round
  // of all rows comes before the next one of any, in an order of its own.
  absl::StatusOr<std::map<std::string, MeasuredRow>> Measure(const std::string& stage, std::vector<std::string> names,
                                                             int rounds);

 private:
  Interleaver(Program old_program, Program new_program, InterleaveOptions options, TemporaryFolder folder);

  absl::StatusOr<RunFile> Run(int side, const std::string& filter);
  absl::Status MeasureRound(const std::string& name, std::map<std::string, MeasuredRow>& measured);

  std::array<Program, 2> programs_;  // old, new
  InterleaveOptions options_;
  TemporaryFolder folder_;
  Random random_;
  std::array<RunFile, 2> scouted_;
};

// The filter that selects the row, as both POSIX's and ECMAScript's expressions read it. It may select rows below that
// name too.
std::string FilterOf(const std::string& name);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_INTERLEAVE_H_
