// A folder that goes with its object.
//
//   ASSAY_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Make("assay-libtorch"));
//   folder.path();   // "/tmp/assay-libtorch.Kf3uQ1"
#ifndef ASSAY_TOOLS_BASE_TEMPORARY_FOLDER_H_
#define ASSAY_TOOLS_BASE_TEMPORARY_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assay {

class TemporaryFolder {
 public:
  // Empty, below the folder that TMPDIR names.
  // Errors: Internal where it cannot be made.
  static absl::StatusOr<TemporaryFolder> Make(absl::string_view name) {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    std::string path = absl::StrCat(parent.string(), "/", name, ".XXXXXX");
    if (error || mkdtemp(path.data()) == nullptr)
      return absl::InternalError(absl::StrCat("cannot make a folder ", path, ": TMPDIR names one that may be written"));
    return TemporaryFolder(std::move(path));
  }

  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, std::string())) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace assay

#endif  // ASSAY_TOOLS_BASE_TEMPORARY_FOLDER_H_
