// How much a program differs from itself on a machine: the floor below which no difference of two programs is told.
//
//   ASSAY_ASSIGN_OR_RETURN(MachineNoise noise, ReadNoise(NoisePath(folder, environment)));
//   noise.Interleaved("sort/numbers", /*rounds=*/24);   // 0.011: in 99 of 100 comparisons with itself less than 1.1 %
//
// Measured by `assay bench aa BINARY`, kept for the machine. What is kept are the medians of every run, not their
// percentile alone: the percentile depends on how many rounds a comparison has, and is drawn for as many as it has.
#ifndef ASSAY_BENCHMARKS_COMPARE_NOISE_H_
#define ASSAY_BENCHMARKS_COMPARE_NOISE_H_

#include <array>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmarks/compare/evidence.h"
#include "benchmarks/compare/run_file.h"

namespace assay {

struct RowNoise {
  std::string date;
  // Units: seconds. A round's four runs of the one program, in the order in which they ran.
  std::vector<std::array<double, 4>> rounds;
};

class MachineNoise {
 public:
  // Every function takes a row that was not measured as the worst percentile that 99 of 100 of all rows' draws stay
  // below, and is 0 where no row was measured.

  // |ratio - 1| of `rounds` interleaved rounds: 99 of 100 lie below.
  double Interleaved(const std::string& key, int rounds) const;
  // The same of two files with as many runs: of stretches of runs that follow each other, apart in time.
  double Apart(const std::string& key, int runs) const;

  bool empty() const { return rows.empty(); }

  RunEnvironment machine;
  std::map<std::string, RowNoise> rows;  // by RunRow::Key()
};

// "FOLDER/noise-PROCESSOR-CORES-DEVICE.json": noise is a machine's.
std::string NoisePath(const std::string& folder, const RunEnvironment& machine);

// Empty where there is no such file. Errors: InvalidArgument for one that no `assay bench aa` wrote.
absl::StatusOr<MachineNoise> ReadNoise(const std::string& path);

// Keeps the rows that are there and not in `noise`. Errors: of ReadNoise, and Internal where it cannot be written.
absl::Status KeepNoise(const MachineNoise& noise, const std::string& path);

// Of rounds in which both sides were one program.
RowNoise NoiseOfRounds(absl::Span<const Round> rounds, const std::string& date);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_NOISE_H_
