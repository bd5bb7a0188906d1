// Every name that a release ever had: none that went is used again, whatever became of its tombstone.
//
//   ASSAY_ASSIGN_OR_RETURN(const NameHistory history, ReadNameHistory(root + "/golden"));
//   ASSAY_ASSIGN_OR_RETURN(auto findings, CompareNames(history, *promised, *present, tombstones));
//
// Only the indices of the releases are read, and of a name that went its last golden.
#ifndef ASSAY_HARNESS_COMPATIBILITY_NAME_HISTORY_H_
#define ASSAY_HARNESS_COMPATIBILITY_NAME_HISTORY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/finding.h"
#include "harness/compatibility/lock_files.h"
#include "harness/golden.pb.h"

namespace assay {

struct ReleasedName {
  std::string path;     // of its golden, in the release that had it last: "resnet/resnet50/IMAGENET1K_V1.textproto"
  std::string last;     // that release, before it went for the first time
  std::string gone_in;  // the first release without it; empty where none is
};

struct NameHistory {
  std::string golden;  // the folder golden/
  // By subject: "resnet50", "resnet50 x IMAGENET1K_V1".
  std::map<std::string, ReleasedName> names;
};

// Errors: as ReadReleaseIndices. Empty where nothing was released.
absl::StatusOr<NameHistory> ReadNameHistory(const std::string& golden);

// TOMBSTONE_MISSING for each name that went before `promised` and has no stone, TOMBSTONE_REUSED for each that is back:
// what CompareLocks cannot see in its two locks. A present without its combinations is a part of a library, whose other
// names are not missing.
// Errors: as OpenRelease of the release that had a name last, and ReadLock.
absl::StatusOr<std::vector<Finding>> CompareNames(const NameHistory& history, const LockFiles& promised,
                                                  const LockFiles& present, const proto::Tombstones& tombstones);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_NAME_HISTORY_H_
