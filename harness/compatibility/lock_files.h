// A lock as a set of files, wherever they lie: the present (golden/), a release, a commit.
//
//   ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<LockFiles> present, LockFiles::InFolder(root + "/golden"));
//   ASSAY_ASSIGN_OR_RETURN(auto golden, ReadLock<proto::BuilderGolden>(*present, "resnet/resnet50.textproto"));
//
// Comparing two locks runs no model. Files with equal bytes are equal: most of a library is never parsed.
#ifndef ASSAY_HARNESS_COMPATIBILITY_LOCK_FILES_H_
#define ASSAY_HARNESS_COMPATIBILITY_LOCK_FILES_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "harness/textproto.h"

namespace assay {

// Safe to use from several threads.
class LockFiles {
 public:
  virtual ~LockFiles() = default;

  // The files of a folder, but for released/, acceptances.textproto and tombstones.textproto.
  // Errors: NotFound where there is no such folder.
  static absl::StatusOr<std::unique_ptr<LockFiles>> InFolder(const std::string& folder);

  // "release 1.0", "the present", "commit abc1234": for messages.
  virtual std::string Name() const = 0;

  // Each file's path below golden/, with the sha256 of its bytes.
  virtual const std::map<std::string, std::string>& Files() const = 0;

  // A file's bytes.
  // Errors: NotFound for a path that is not among Files(); DataLoss where the bytes are not those of the sha256: a
  // promise that someone edited.
  virtual absl::StatusOr<std::string> Read(const std::string& path) const = 0;
};

// Errors: as LockFiles::Read; InvalidArgument with file, line and column.
template <class M>
absl::StatusOr<M> ReadLock(const LockFiles& files, const std::string& path) {
  absl::StatusOr<std::string> text = files.Read(path);
  if (!text.ok()) return text.status();
  M message;
  if (absl::Status status = ParseTextproto(*text, absl::StrCat(files.Name(), ": golden/", path), message); !status.ok())
    return status;
  return message;
}

}  // namespace assay

#endif  // ASSAY_HARNESS_COMPATIBILITY_LOCK_FILES_H_
