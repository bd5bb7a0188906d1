// What was promised: the releases under golden/released/.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<LockFiles> promised, OpenNewestRelease(root + "/golden"));
//   promised->Name();   // "release 1.1"
//
// A release is its index, golden/released/1.1/index.textproto: a line a file, with the sha256 of its bytes and the
// release whose folder keeps them. Releases after the first keep what changed alone, so that a release is a readable
// difference. Every byte is checked against the index, each index against itself and the one before it
// (harness/compatibility/release_index.h), and each folder against the lines that it keeps: a promise is not edited by
// hand.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RELEASE_FILES_H_
#define ASSAY_HARNESS_COMPATIBILITY_RELEASE_FILES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/release_index.h"
#include "harness/golden.pb.h"

namespace assay {

// The versions in the order of their numbers; empty where nothing was released yet. `golden` is the folder golden/.
// Errors: DataLoss for a folder under released/ whose name is no version.
absl::StatusOr<std::vector<std::string>> ListReleases(const std::string& golden);

// The indices of all releases, in the order of ListReleases.
// Errors: as ListReleases and ParseReleaseIndex; DataLoss for an index that is missing, or is not the successor of the
// one before it.
absl::StatusOr<std::vector<proto::ReleaseIndex>> ReadReleaseIndices(const std::string& golden);

// One of them.
// Errors: NotFound where there is no such release; as ReadReleaseIndices.
absl::StatusOr<proto::ReleaseIndex> ReadReleaseIndex(const std::string& golden, const std::string& version);

// The release as a lock. The bytes of every file are read and checked.
// Errors: as ReadReleaseIndex; DataLoss naming a file that is missing or is not what was released, a file in the folder
// of this or an earlier release that its index does not have, and what keeps the promise from being whole
// (FindMissingFiles).
absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version);

// Only the files whose paths `wanted` takes, which is all that is read and checked: for a test that looks at a part.
// Errors: as ReadReleaseIndex; DataLoss naming one of them that is missing or is not what was released.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version,
                                                       const std::function<bool(const std::string&)>& wanted);

// Only the files whose paths `wanted` holds, which is all that is read and checked: for the test of one subject. Paths
// that the release does not hold are left out.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version,
                                                       const std::vector<std::string>& wanted);

// The newest release.
// Errors: NotFound where nothing was released yet, with the command that does it; else as OpenRelease.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenNewestRelease(const std::string& golden);

// The way out where nothing was released yet.
absl::Status NoReleaseYet();

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_RELEASE_FILES_H_
