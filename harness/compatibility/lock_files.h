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
#include "absl/strings/string_view.h"
#include "harness/textproto.h"

namespace assay {

// What lies in golden/ and is no part of the present: the promises, and what people write by hand.
inline constexpr char kReleasedFolder[] = "released";
inline constexpr char kAcceptancesFile[] = "acceptances.textproto";
inline constexpr char kTombstonesFile[] = "tombstones.textproto";

// Safe to use from several threads.
class LockFiles {
 public:
  virtual ~LockFiles() = default;

  // The files of a folder, but for released/, acceptances.textproto and tombstones.textproto.
  // Errors: NotFound where there is no such folder.
  static absl::StatusOr<std::unique_ptr<LockFiles>> InFolder(const std::string& folder);

  // The same under another name than "the present": a lock that was measured elsewhere.
  static absl::StatusOr<std::unique_ptr<LockFiles>> InFolder(const std::string& folder, const std::string& name);

  // "release 1.0", "the present", "commit abc1234": for messages.
  virtual std::string Name() const = 0;

  // Each file's path below golden/, with the sha256 of its bytes.
  virtual const std::map<std::string, std::string>& Files() const = 0;

  // A file's bytes.
  // Errors: NotFound for a path that is not among Files(); DataLoss where the bytes are not those of the sha256: a
  // promise that someone edited.
  virtual absl::StatusOr<std::string> Read(const std::string& path) const = 0;
};

// Whether a path below golden/ is one of a lock's files.
bool IsLockPath(absl::string_view path);

// The sha256 that the lock has of a file.
// Errors: NotFound for a path that is not among Files().
absl::StatusOr<std::string> FindSha256(const LockFiles& files, const std::string& path);

// 64 hexadecimal digits.
std::string TextSha256(absl::string_view text);

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
