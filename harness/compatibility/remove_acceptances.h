// Takes acceptances out of golden/acceptances.textproto: those that a release has used up.
//
//   ASSAY_ASSIGN_OR_RETURN(text, RemoveAcceptances(text, used));
#ifndef ASSAY_HARNESS_COMPATIBILITY_REMOVE_ACCEPTANCES_H_
#define ASSAY_HARNESS_COMPATIBILITY_REMOVE_ACCEPTANCES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/golden.pb.h"

namespace assay {

// The text without the acceptances of those rules, subjects and items, each with the lines of comment right above it;
// people write the file, so every other byte stays. A comment that the file begins with stays too.
// Errors: InvalidArgument with line and column for a text that is not proto::Acceptances.
absl::StatusOr<std::string> RemoveAcceptances(const std::string& text, const std::vector<proto::Acceptance>& used);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_REMOVE_ACCEPTANCES_H_
