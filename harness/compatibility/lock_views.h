// Parts of a lock, and a lock with some files replaced.
//
//   const std::unique_ptr<LockFiles> own = OnlyFiles(*present, {"resnet/resnet50.textproto"});
//   const std::unique_ptr<LockFiles> now = WithFiles(*present, {{"resnet/resnet50.textproto", measured}}, {});
#ifndef ASSAY_HARNESS_COMPATIBILITY_LOCK_VIEWS_H_
#define ASSAY_HARNESS_COMPATIBILITY_LOCK_VIEWS_H_

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "harness/compatibility/lock_files.h"

namespace assay {

// The files of `files` that `wanted` names, under the same name. `files` must outlive it.
std::unique_ptr<LockFiles> OnlyFiles(const LockFiles& files, const std::set<std::string>& wanted);

// `files` with the texts of `changed` (path to text) in place of its own or besides them, and without those that
// `removed` names. `files` must outlive it.
std::unique_ptr<LockFiles> WithFiles(const LockFiles& files, std::map<std::string, std::string> changed,
                                     const std::set<std::string>& removed);

// Writes every file of the lock into a folder, which LockFiles::InFolder reads.
// Errors: as LockFiles::Read; naming a file that cannot be written.
absl::Status CopyLock(const LockFiles& files, const std::string& folder);

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_LOCK_VIEWS_H_
