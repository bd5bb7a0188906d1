#include "weights/fetch/partial_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<PartialFile> PartialFile::Open(const std::string& final_path) {
  const std::string path = final_path + kPartialSuffix;
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  PartialFile file(final_path, descriptor);
  if (descriptor < 0) return file.Problem("make");
  ASSAY_RETURN_IF_ERROR(file.Load());
  return file;
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : final_path_(std::move(other.final_path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      hash_(std::move(other.hash_)),
      url_(std::move(other.url_)),
      validator_(std::move(other.validator_)) {}

PartialFile::~PartialFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status PartialFile::Problem(const char* what) const {
  const int error = errno;
  const std::string message =
      absl::StrCat("cannot ", what, " ", final_path_, kPartialSuffix, " (", std::strerror(error), "): ");
  if (error == ENOSPC || error == EDQUOT || error == EFBIG)
    return absl::ResourceExhaustedError(
        absl::StrCat(message, "free some room, or set ASSAY_HOME to a folder that has more; what is there is kept"));
  return absl::FailedPreconditionError(absl::StrCat(message, "set ASSAY_HOME to a folder that can be written"));
}

absl::Status PartialFile::Load() {
  std::vector<char> piece(1 << 20);
  for (;;) {
    const ssize_t got = read(descriptor_, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Problem("read");
    if (got == 0) break;
    hash_.Add(piece.data(), static_cast<size_t>(got));
    size_ += got;
  }
  if (size_ == 0) return absl::OkStatus();
  std::ifstream origin(final_path_ + kOriginSuffix);
  std::getline(origin, url_);
  std::getline(origin, validator_);
  return absl::OkStatus();
}

absl::Status PartialFile::SetOrigin(const std::string& url, const std::string& validator) {
  url_ = url;
  validator_ = validator;
  std::ofstream origin(final_path_ + kOriginSuffix, std::ios::trunc);
  origin << url << "\n" << validator << "\n";
  origin.flush();
  return origin ? absl::OkStatus() : Problem("write the origin of");
}

absl::Status PartialFile::Append(const char* bytes, size_t size) {
  hash_.Add(bytes, size);
  while (size > 0) {
    const ssize_t written = write(descriptor_, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Problem("write");
    bytes += written;
    size -= static_cast<size_t>(written);
    size_ += written;
  }
  return absl::OkStatus();
}

absl::Status PartialFile::StartOver() {
  if (ftruncate(descriptor_, 0) != 0 || lseek(descriptor_, 0, SEEK_SET) != 0) return Problem("empty");
  size_ = 0;
  hash_ = Sha256();
  url_.clear();
  validator_.clear();
  return absl::OkStatus();
}

absl::Status PartialFile::SyncFolder() const {
  const std::string folder = final_path_.substr(0, final_path_.rfind('/') + 1);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Problem("open the folder of");
  // Some file systems cannot: the file is right then all the same.
  fsync(descriptor);
  close(descriptor);
  return absl::OkStatus();
}

absl::Status PartialFile::Finish() {
  if (fsync(descriptor_) != 0) return Problem("write out");
  if (std::rename((final_path_ + kPartialSuffix).c_str(), final_path_.c_str()) != 0) return Problem("rename");
  unlink((final_path_ + kOriginSuffix).c_str());
  return SyncFolder();
}

void PartialFile::Remove() {
  unlink((final_path_ + kPartialSuffix).c_str());
  unlink((final_path_ + kOriginSuffix).c_str());
}

}  // namespace assay
