// golden/ as it is in a commit: the present of another time, for `assay bc --against=main`.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<LockFiles> then, OpenGitLock(root, "HEAD~1"));
//   then->Name();   // "commit 1ed45f1b7c02"
//
// Nothing is checked out or built: the files come from git's own store.
#ifndef ASSAY_HARNESS_COMPATIBILITY_GIT_FILES_H_
#define ASSAY_HARNESS_COMPATIBILITY_GIT_FILES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

// The lock of commit `ref` (a branch, a tag, "HEAD~3", a hash) in the repository whose root is `root`.
// Errors: InvalidArgument for a ref that is none; NotFound where the repository has no such commit or the commit no
// golden/; FailedPrecondition where git cannot be run or `root` is no repository.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenGitLock(const std::string& root, const std::string& ref);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_GIT_FILES_H_
