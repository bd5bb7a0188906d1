// Whether a lock holds all that a release promises.
//
//   ASSAY_RETURN_IF_ERROR(CheckComplete(*present));
#ifndef ASSAY_HARNESS_COMPATIBILITY_COMPLETE_LOCK_H_
#define ASSAY_HARNESS_COMPATIBILITY_COMPLETE_LOCK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

// OK where every combination of combinations.textproto has its golden with all that bless records, every version its
// trace, the library-wide locks are there, and no file is of something else.
// Errors: FailedPrecondition, naming what is missing (the first few of many) and the command that makes it; as
// ReadLock.
absl::Status CheckComplete(const LockFiles& files);

// What is missing of the files alone, whatever they hold: of a lock whose bytes are known to be those that were whole
// once. A sentence each ("resnet50 has no trace"); empty where nothing is.
// Errors: as ReadLock.
absl::StatusOr<std::vector<std::string>> FindMissingFiles(const LockFiles& files);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_COMPLETE_LOCK_H_
