// Two files of results, compared row by row.
//
//   ASSAY_ASSIGN_OR_RETURN(Comparison comparison, CompareFiles({.old_file = before, .new_file = after}));
//   if (comparison.Fails()) ...
#ifndef ASSAY_BENCHMARKS_COMPARE_COMPARE_FILES_H_
#define ASSAY_BENCHMARKS_COMPARE_COMPARE_FILES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "benchmarks/compare/comparison.h"
#include "benchmarks/compare/noise.h"
#include "benchmarks/compare/run_file.h"

namespace assay {

struct FileComparison {
  RunFile old_file;
  RunFile new_file;
  // A second measurement of both, for the suspects. Without them, the first half of each file's runs decides and the
  // others confirm, kFewestRuns of them if it can be.
  std::optional<RunFile> old_confirming = {};
  std::optional<RunFile> new_confirming = {};
  VerdictRule rule = {};
  MachineNoise noise = {};
  bool across = false;  // different devices or build modes may be compared
};

// Files were measured one after the other, so what drifted between them is in the ratio: the threshold of a row is that
// of stretches of runs apart in time (MachineNoise::Apart), and a row of which a side has fewer runs than kFewestRuns
// has an interval that is widened by it. FASTER and SLOWER need kFewestRuns on either side in the second measurement.
// Errors: FailedPrecondition for different devices or build modes without `across`.
absl::StatusOr<Comparison> CompareFiles(const FileComparison& files);

// Of five runs a side, one order in 252 has all of one side's above the other's: the least that shows 1 %.
inline constexpr int kFewestRuns = 5;

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_COMPARE_FILES_H_
