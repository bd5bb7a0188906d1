#include "harness/components/torch_files.h"

#include <algorithm>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace assay {

absl::StatusOr<std::vector<std::filesystem::path>> TorchFiles(const std::string& root) {
  const std::string folder = absl::StrCat(root, "/weights/reader/testdata/torch");
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& item : std::filesystem::directory_iterator(folder, error)) {
    if (item.path().extension() != ".json") files.push_back(item.path());
  }
  if (error || files.empty())
    return absl::NotFoundError(absl::StrCat(folder, " has no weight files, which the lock of the readers needs"));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace assay
