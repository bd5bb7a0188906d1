// How often ways of comparing benchmarks err, counted on suites that were really measured.
//
//   std::vector<MethodCounts> counts = CountErrors(suites, noise, rule);
//   std::cout << ErrorTable(counts);
//
// The ways:
//   assay          the verdict of `assay bench ab`
//   compare.py     google/benchmark's tools/compare.py: the U test on repetitions, two-sided, at its --alpha of 0.05
//   5 % of medians more than 5 % between the medians of the repetitions
// The other two take the runs of the first measurement as repetitions, since they know no second one; and again all
// runs of either measurement, so that none has more data than they. Both gain by our interleaving, which they do not
// do.
#ifndef ASSAY_BENCHMARKS_COMPARE_ERROR_COUNTS_H_
#define ASSAY_BENCHMARKS_COMPARE_ERROR_COUNTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "benchmarks/compare/measured_suite.h"
#include "benchmarks/compare/noise.h"
#include "benchmarks/compare/verdict.h"

namespace assay {

struct Found {
  int rows = 0;   // planted with the factor
  int found = 0;  // called SLOWER
};

struct MethodCounts {
  std::string method;
  int equal_suites = 0;
  int suites_with_false_slower = 0;
  int equal_rows = 0;  // of these suites
  int false_slower = 0;
  int false_faster = 0;
  // Rows without a plant in the suites that have some.
  int unplanted_rows = 0;
  int unplanted_slower = 0;
  std::map<double, Found> planted;  // by factor
};

// Errors: FailedPrecondition where a suite's recorded verdicts are not those that its rounds give by the rule.
absl::StatusOr<std::vector<MethodCounts>> CountErrors(absl::Span<const MeasuredSuite> suites, const MachineNoise& noise,
                                                      const VerdictRule& rule);

// Markdown, a row a method.
std::string ErrorTable(absl::Span<const MethodCounts> counts);

// The median of the ratios that were measured of the rows planted with `factor`: whether the plant is what it says.
double MeasuredPlant(absl::Span<const MeasuredSuite> suites, double factor);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_ERROR_COUNTS_H_
