// What `assay bench` was asked for, checked.
#ifndef ASSAY_TOOLS_ASSAY_BENCH_REQUEST_H_
#define ASSAY_TOOLS_ASSAY_BENCH_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "benchmarks/compare/verdict.h"
#include "tools/assay/arguments.h"

namespace assay {

struct BenchRequest {
  enum class Verb { kCompare, kAb, kAa };

  Verb verb = Verb::kCompare;
  std::vector<std::string> words;         // the files, or the programs
  std::vector<std::string> program_args;  // behind "--": for the programs
  std::vector<std::string> confirm;       // none, or two files
  VerdictRule rule;
  bool across = false;
  std::string filter;
  int rounds = 0;  // 0: the verb's own
  int confirm_rounds = 0;
  absl::Duration timeout = absl::Minutes(10);
  bool json_only = false;     // a bare --json
  std::string json_file;      // of --json=FILE
  std::string markdown_file;  // of --markdown=FILE
};

std::vector<Option> BenchOptions();

// Errors: InvalidArgument, with what was expected.
absl::StatusOr<BenchRequest> ReadBenchRequest(const Arguments& arguments);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_BENCH_REQUEST_H_
