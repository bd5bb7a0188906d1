// A whole interleaved comparison as it was measured, on one line of a file: the error rates can be computed again from
// it, by this rule and by others.
#ifndef ASSAY_BENCHMARKS_COMPARE_MEASURED_SUITE_H_
#define ASSAY_BENCHMARKS_COMPARE_MEASURED_SUITE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmarks/compare/ab.h"
#include "benchmarks/compare/verdict.h"

namespace assay {

struct MeasuredSuite {
  int index = 0;                         // of its kind
  std::map<std::string, double> plants;  // by row; none: both sides are equal
  double load = 0;                       // of the machine, before it began: running processes
  double seconds = 0;                    // that it took
  std::map<std::string, std::vector<Round>> deciding;
  std::map<std::string, std::vector<Round>> confirming;
  std::map<std::string, Verdict> verdicts;  // that `assay bench ab` gave
};

// Ends the file with one more line. Errors: FailedPrecondition.
absl::Status AppendSuite(const MeasuredSuite& suite, const std::string& path);

// Empty where there is no such file; a last line that a kill cut is passed over, and removed from the file.
// Errors: InvalidArgument, with the line's number.
absl::StatusOr<std::vector<MeasuredSuite>> ReadSuites(const std::string& path);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_MEASURED_SUITE_H_
