// Runs a program and reads what it prints: no shell, so that no word of a user is ever a command.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RUN_PROGRAM_H_
#define ASSAY_HARNESS_COMPATIBILITY_RUN_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

struct ProgramRun {
  std::vector<std::string> words;  // the program, found on the PATH, then its arguments
  std::string input = {};          // its standard input
  bool show_messages = false;      // its standard error is ours
};

struct ProgramOutput {
  int exit_code = 0;
  std::string out;
  std::string error;  // its first line
};

// Errors: NotFound where there is no such program; FailedPrecondition where it cannot be started or did not end by
// itself. An exit code is no error.
absl::StatusOr<ProgramOutput> RunProgram(const ProgramRun& run);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_RUN_PROGRAM_H_
