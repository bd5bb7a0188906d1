// Runs git and reads what it prints: no shell, so that no word of a user is ever a command.
#ifndef ASSAY_HARNESS_COMPATIBILITY_GIT_H_
#define ASSAY_HARNESS_COMPATIBILITY_GIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

struct GitOutput {
  int exit_code = 0;
  std::string out;
  std::string error;  // its first line
};

// `git -C root arguments...` with `input` as its standard input.
// Errors: FailedPrecondition where git cannot be started or did not end by itself. An exit code is no error.
absl::StatusOr<GitOutput> RunGit(const std::string& root, const std::vector<std::string>& arguments,
                                 const std::string& input = "");

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_GIT_H_
