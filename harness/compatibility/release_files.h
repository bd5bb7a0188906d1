// What was promised: the releases under golden/released/.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<LockFiles> promised, OpenNewestRelease(root + "/golden"));
//   promised->Name();   // "release 1.1"
//
// A release is its index, golden/released/1.1/index.textproto: a line a file, with the sha256 of its bytes and the
// release whose folder keeps them. Releases after the first keep what changed alone, so that a release is a readable
// difference. Every byte is checked against the index: a promise is not edited by hand.
#ifndef ASSAY_HARNESS_COMPATIBILITY_RELEASE_FILES_H_
#define ASSAY_HARNESS_COMPATIBILITY_RELEASE_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/compatibility/lock_files.h"
#include "harness/golden.pb.h"

namespace assay {

inline constexpr char kReleaseIndexFile[] = "index.textproto";

// "released/1.1/resnet/resnet50.textproto", below golden/.
std::string ReleasedPath(absl::string_view version, absl::string_view path);

// The versions in the order of their numbers; empty where nothing was released yet. `golden` is the folder golden/.
// Errors: DataLoss for a folder under released/ whose name is no version.
absl::StatusOr<std::vector<std::string>> ListReleases(const std::string& golden);

// Errors: NotFound where there is no such release; InvalidArgument, with line and column, for an index that cannot be
// read; DataLoss for one that contradicts itself.
absl::StatusOr<proto::ReleaseIndex> ReadReleaseIndex(const std::string& golden, const std::string& version);

// The release as a lock. The bytes of every file are read and checked.
// Errors: as ReadReleaseIndex; DataLoss naming a file that is missing or is not what was released.
absl::StatusOr<std::unique_ptr<LockFiles>> OpenRelease(const std::string& golden, const std::string& version);

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
