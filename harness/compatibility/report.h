// Findings for people, for programs and for code review.
//
//   std::cout << FindingsText(findings, {.against = "release 1.0"});
//   return CountFindings(findings).breaking > 0 ? 1 : 0;
//
// All three reports are made from the same findings and say the same.
#ifndef ASSAY_HARNESS_COMPATIBILITY_REPORT_H_
#define ASSAY_HARNESS_COMPATIBILITY_REPORT_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "harness/compatibility/finding.h"

namespace assay {

struct FindingsCount {
  int breaking = 0;  // and not accepted: what makes `assay bc` exit 1
  int accepted = 0;
  int notices = 0;
};

FindingsCount CountFindings(absl::Span<const Finding> findings);

struct ReportOptions {
  std::string against = {};  // LockFiles::Name of the promise: "release 1.0"
  // Of the text: notices are written out rather than counted alone.
  bool notices = true;
  // The folder against which Finding::file is resolved; empty: no lines are looked up. Of SARIF alone.
  std::string root = {};
};

// A paragraph a finding, the worst first; findings of other subjects with the same cause are told as one ("and 14
// others"). Ends with the line "1 breaking, 0 accepted, 2 notices since release 1.0".
std::string FindingsText(absl::Span<const Finding> findings, const ReportOptions& options);

// {"against","findings":[{"rule","level","subject","item","witness","remedy","accepted","severity","module","breaks",
// "file","accepted_reason","entries":["IMAGENET1K_V1"],"rows":[{"name","was","is"}]}],"summary":{"breaking","accepted",
// "notices","levels":{...}}}, indented; "entries" and "rows" where there are any.
std::string FindingsJson(absl::Span<const Finding> findings, const ReportOptions& options);

// SARIF 2.1.0, so that a code review shows each finding in place: the file that is to be mended, at the line that names
// the subject where it can be found; the module as logical location; acceptances as suppressions.
// Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
std::string FindingsSarif(absl::Span<const Finding> findings, const ReportOptions& options);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_REPORT_H_
