// A release of whatever a folder holds, whatever it breaks: for tests and benchmarks. It opens where the lock is whole.
//
//   ASSERT_TRUE(ReleaseAsIs(golden.path(), "1.0").ok());
#ifndef ASSAY_HARNESS_COMPATIBILITY_TESTING_RELEASE_AS_IS_H_
#define ASSAY_HARNESS_COMPATIBILITY_TESTING_RELEASE_AS_IS_H_

#include <string>

#include "absl/status/status.h"
#include "harness/compatibility/lock_files.h"
#include "harness/compatibility/release.h"
#include "harness/compatibility/release_files.h"
#include "tools/base/status_macros.h"

namespace assay {

// Keeps every file, whatever an earlier release keeps.
inline absl::Status ReleaseAsIs(const std::string& golden, const std::string& version) {
  ASSAY_ASSIGN_OR_RETURN(const auto present, LockFiles::InFolder(golden));
  ASSAY_ASSIGN_OR_RETURN(const auto released, ReadReleaseIndices(golden));
  ReleasePlan plan;
  plan.index.set_version(version);
  if (!released.empty()) {
    plan.index.set_previous(released.back().version());
    plan.index.set_previous_sha256(released.back().sha256());
  }
  for (const auto& [path, sha256] : present->Files()) {
    proto::ReleasedFile& file = *plan.index.add_file();
    file.set_path(path);
    file.set_sha256(sha256);
    file.set_kept_in(version);
    plan.added.push_back(path);
  }
  return WriteRelease({.golden = golden, .version = version}, plan, *present);
}

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_TESTING_RELEASE_AS_IS_H_
