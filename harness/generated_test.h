// What the bodies of generated tests share: the program is a test under many names, with its arguments beside it.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadArgumentLines(argv[0]));
//   return FinishTest(Run(lines));
#ifndef ASSAY_HARNESS_GENERATED_TEST_H_
#define ASSAY_HARNESS_GENERATED_TEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/result.h"

namespace assay {

// The lines of <program>.arguments.
// Errors: NotFound, saying how to run it, where there is no such file.
absl::StatusOr<std::vector<std::string>> ReadArgumentLines(absl::string_view program);

// Prints what the test found, with `remedy` where it failed, and writes test.xml where Bazel asks for it.
// Returns: the exit code. 0 passed or PENDING (which test.xml says), 1 failed, 2 the test itself is broken.
int FinishTest(const absl::StatusOr<CombinationResult>& result, absl::string_view remedy = "");

}  // namespace assay

#endif  // ASSAY_HARNESS_GENERATED_TEST_H_
