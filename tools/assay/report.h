// A validation as text for people and as the JSON document of the command line's contract.
//
//   std::cout << ReportText(results, seconds, ColourWanted(STDOUT_FILENO));
//   WriteReport("report.json", ReportJson(results, CurrentEnvironment()));
#ifndef ASSAY_TOOLS_ASSAY_REPORT_H_
#define ASSAY_TOOLS_ASSAY_REPORT_H_

#include <string>

#include "absl/types/span.h"
#include "harness/environment.h"
#include "harness/result.h"

namespace assay {

// How many combinations ended how.
struct ReportSummary {
  int pass = 0;
  int fail = 0;
  int pending = 0;
};

ReportSummary Summarise(absl::Span<const CombinationResult> results);

// A row a combination; below one that failed, what was found and what to do about it; last the counts.
// Units: seconds of the whole run.
std::string ReportText(absl::Span<const CombinationResult> results, double seconds, bool colour);

// One line: {"environment", "results": [{"builder", "weights", "checks", "status", "reason", "seconds"}], "summary"}.
// "weights" is null for the version itself; "reason" is why a combination is PENDING, or what was found first where it
// failed.
std::string ReportJson(absl::Span<const CombinationResult> results, const Environment& environment);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_REPORT_H_
