// Two benchmark programs compared by running them in turn; and one with itself, for the machine's noise.
//
//   ASSAY_ASSIGN_OR_RETURN(const AbResult result, RunAb({.old_program = {"old/models"}, .new_program =
//   {"new/models"}})); if (result.comparison.Fails()) ...
#ifndef ASSAY_BENCHMARKS_COMPARE_AB_H_
#define ASSAY_BENCHMARKS_COMPARE_AB_H_

#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "benchmarks/compare/comparison.h"
#include "benchmarks/compare/interleave.h"
#include "benchmarks/compare/noise.h"

namespace assay {

struct AbRequest {
  Program old_program;
  Program new_program;
  InterleaveOptions runs = {};
  // Of four runs each, of every row; and of the suspects when they are measured again, at most. They are judged at a
  // quarter, at half and at the whole of it, and measured no further once it is told what they are.
  int rounds = 10;
  int confirm_rounds = 40;
  VerdictRule rule = {.looks = 3};
  bool across = false;  // the programs may be of different build modes
  // What is known of the machine that the scouting run named.
  std::function<absl::StatusOr<MachineNoise>(const RunEnvironment& machine)> noise_of = [](const RunEnvironment&) {
    return MachineNoise();
  };
};

struct AbResult {
  Comparison comparison;
  // All that the verdicts rest on, by the rows' keys.
  std::map<std::string, MeasuredRow> deciding;
  std::map<std::string, MeasuredRow> confirming;
};

// A round needs four scored runs; a row of which fewer than half of the rounds have them is UNSCORED.
// Errors: of Interleaver; FailedPrecondition for different build modes without `across`.
absl::StatusOr<AbResult> RunAb(const AbRequest& request);

// max(the rule's, the A/A 99th percentile of as many rounds).
double ThresholdOf(const VerdictRule& rule, const MachineNoise& noise, const std::string& key,
                   const std::vector<Round>& rounds);

// Measures `old_program` against itself. Errors: the same; and where a row is wrong.
absl::StatusOr<MachineNoise> RunAa(const AbRequest& request);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_AB_H_
