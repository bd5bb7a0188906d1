// In what the machines and builds of two runs differ.
#ifndef ASSAY_BENCHMARKS_COMPARE_ENVIRONMENT_DIFFERENCES_H_
#define ASSAY_BENCHMARKS_COMPARE_ENVIRONMENT_DIFFERENCES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "benchmarks/compare/run_file.h"

namespace assay {

// A sentence each: "commit: 0a1b2c3 and 4d5e6f7". What a side does not say is no difference.
std::vector<std::string> EnvironmentDifferences(const RunEnvironment& old_run, const RunEnvironment& new_run);

// Errors: FailedPrecondition where the devices (or, without one, the processors) or the build modes differ: such times
// say nothing about a change of code.
absl::Status CheckComparable(const RunEnvironment& old_run, const RunEnvironment& new_run);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_ENVIRONMENT_DIFFERENCES_H_
