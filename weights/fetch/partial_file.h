// A file that is not whole yet: its bytes, and from where they come. Never visible under the final name.
//
//   ASSAY_ASSIGN_OR_RETURN(PartialFile file, PartialFile::Open("/cache/toy.pth"));   // /cache/toy.pth.partial
//   ASSAY_RETURN_IF_ERROR(file.Append(bytes, size));
//   ASSAY_RETURN_IF_ERROR(file.Finish());                                            // /cache/toy.pth
//
// What is left of one is found again by the next Open(). Its owner holds the lock of the final name.
#ifndef ASSAY_WEIGHTS_FETCH_PARTIAL_FILE_H_
#define ASSAY_WEIGHTS_FETCH_PARTIAL_FILE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weights/reader/sha256.h"

namespace assay {

// The names beside a final one.
inline constexpr char kPartialSuffix[] = ".partial";
inline constexpr char kOriginSuffix[] = ".partial.from";
inline constexpr char kLockSuffix[] = ".lock";

class PartialFile {
 public:
  // Errors of all functions: ResourceExhausted where no room is left; FailedPrecondition, naming the file and what the
  // system said.
  static absl::StatusOr<PartialFile> Open(const std::string& final_path);

  ~PartialFile();
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;

  int64_t size() const { return size_; }
  // From where the bytes came: empty where nobody said, or there are none.
  const std::string& url() const { return url_; }
  const std::string& validator() const { return validator_; }

  absl::Status SetOrigin(const std::string& url, const std::string& validator);
  absl::Status Append(const char* bytes, size_t size);
  // Empties it.
  absl::Status StartOver();
  // Of all its bytes so far.
  std::string Sha256Hex() const { return hash_.CopyHex(); }
  // Gives it the final name, once its bytes are on the disk.
  absl::Status Finish();
  // Removes it.
  void Remove();

 private:
  PartialFile(std::string final_path, int descriptor) : final_path_(std::move(final_path)), descriptor_(descriptor) {}

  absl::Status Problem(const char* what) const;
  absl::Status Load();
  absl::Status SyncFolder() const;

  std::string final_path_;
  int descriptor_;
  int64_t size_ = 0;
  Sha256 hash_;  // of what is there
  std::string url_, validator_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_FETCH_PARTIAL_FILE_H_
