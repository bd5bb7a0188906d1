#include "tools/base/atomic_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

absl::Status SystemError(const char* what, const std::string& path) {
  return absl::InternalError(absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<AtomicFile> AtomicFile::Create(const std::string& path) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return absl::InternalError(absl::StrCat("cannot make the folder of ", path, ": ", error.message()));
  std::string partial = absl::StrCat(path, ".partial.", getpid());
  std::FILE* const file = std::fopen(partial.c_str(), "wb");
  if (file == nullptr) return SystemError("write", partial);
  return AtomicFile(path, std::move(partial), file);
}

AtomicFile::~AtomicFile() {
  if (file_ != nullptr) std::remove(partial_.c_str());
}

absl::Status AtomicFile::Append(const void* bytes, size_t size) {
  if (size == 0 || std::fwrite(bytes, 1, size, file_.get()) == size) return absl::OkStatus();
  return SystemError("write", partial_);
}

absl::Status AtomicFile::Commit() {
  if (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0) return SystemError("write", partial_);
  absl::Status status;
  if (std::fclose(file_.release()) != 0) {
    status = SystemError("write", partial_);
  } else if (std::rename(partial_.c_str(), path_.c_str()) != 0) {
    status = SystemError("replace", path_);
  }
  if (!status.ok()) std::remove(partial_.c_str());
  return status;
}

}  // namespace assay
