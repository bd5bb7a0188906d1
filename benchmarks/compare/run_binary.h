// Runs a benchmark program to its end, or ends it.
//
//   ASSAY_ASSIGN_OR_RETURN(const BinaryEnd end, RunBinary({"/bin/models", "--assay_out=run.json"}, absl::Minutes(10)));
#ifndef ASSAY_BENCHMARKS_COMPARE_RUN_BINARY_H_
#define ASSAY_BENCHMARKS_COMPARE_RUN_BINARY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace assay {

struct BinaryEnd {
  int exit_code = 0;
  std::string last_words;  // the last line that it wrote to standard error
};

// words[0] is the program's path. Its standard output goes nowhere: it is no answer of ours. It runs in a process group
// of its own, which is killed where the time is over, and dies with this process.
// Errors: NotFound for no such program; DeadlineExceeded; FailedPrecondition where it cannot be started, or a signal
// ended it. They say which program, what happened and its last words. An exit code is no error.
absl::StatusOr<BinaryEnd> RunBinary(const std::vector<std::string>& words, absl::Duration timeout);

}  // namespace assay

#endif  // ASSAY_BENCHMARKS_COMPARE_RUN_BINARY_H_
