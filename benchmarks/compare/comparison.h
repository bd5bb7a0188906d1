// The answer of a comparison: a verdict for each row of either side, and what both sides were measured with.
#ifndef ASSAY_BENCHMARKS_COMPARE_COMPARISON_H_
#define ASSAY_BENCHMARKS_COMPARE_COMPARISON_H_

#include <string>
#include <vector>

#include "benchmarks/compare/evidence.h"
#include "benchmarks/compare/run_file.h"
#include "benchmarks/compare/verdict.h"

namespace assay {

struct RowComparison {
  std::string key;
  Verdict verdict = Verdict::kUndecided;
  std::string reason;         // of a verdict that is none of speed, or what an UNDECIDED row needs
  bool measured = false;      // whether the rest is there
  bool confirmed = false;     // whether `evidence` is of the second measurement
  Evidence evidence;          // the one that the verdict rests on
  double deciding_ratio = 1;  // of the first measurement
  double threshold = 0;       // of the row
  double p_slower = 1;        // adjusted
  double p_faster = 1;
};

struct Comparison {
  std::string old_name;  // a file or a program
  std::string new_name;
  std::vector<RowComparison> rows;
  // What differs between the sides, or what the answer lacks, in sentences.
  std::vector<std::string> notes;
  std::string remedy;          // what would decide the UNDECIDED rows
  RunEnvironment environment;  // the new side's
  VerdictRule rule;
  bool noise_measured = false;  // thresholds hold this machine's A/A percentiles

  int Count(Verdict verdict) const;
  // Whether any row is a finding.
  bool Fails() const;
};

// A row that can't be compared, or one that is to be: WRONG beats UNSCORED beats MISSING. Null: the side lacks it.
// `old_name` and `new_name` are how reasons call the sides.
RowComparison PairRows(const std::string& key, const RunRow* old_row, const RunRow* new_row);

// Fills the rows that can be compared from their evidence, which `measured` names by index.
void SetJudgements(const std::vector<size_t>& measured, const std::vector<RowEvidence>& evidence,
                   Comparison& comparison);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_COMPARISON_H_
