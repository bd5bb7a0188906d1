#include "harness/accuracy/image_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "harness/accuracy/digest_images.h"
#include "harness/accuracy/folder_labels.h"
#include "tools/base/status_macros.h"
#include "transforms/decode.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class ImageFolder : public Dataset {
 public:
  ImageFolder(std::string root, std::vector<Example> examples)
      : root_(std::move(root)), examples_(std::move(examples)) {}

  int64_t size() const override { return static_cast<int64_t>(examples_.size()); }
  Example example(int64_t index) const override { return examples_[index]; }
  absl::StatusOr<Image> Load(int64_t index) const override { return ReadImage(Path(index)); }

  absl::StatusOr<std::string> ImageDigest(int64_t index) const override { return FileSha256(Path(index)); }
  absl::StatusOr<std::string> Digest() const override { return DigestImages(*this, "image folder"); }

 private:
  std::string Path(int64_t index) const { return absl::StrCat(root_, "/", examples_[index].name); }

  std::string root_;
  std::vector<Example> examples_;
};

// The names in a folder that `keep` wants, sorted.
template <typename Keep>
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& path, const Keep& keep) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name[0] != '.' && keep(*entry)) names.push_back(name);
  }
  if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat(path, ": cannot be read"));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

bool IsImageFile(const std::string& path) {
  const std::string ending = absl::AsciiStrToLower(fs::path(path).extension().string());
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

absl::StatusOr<std::unique_ptr<Dataset>> ReadImageFolder(const std::string& path, const ImageFolderOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> folders, NamesIn(path, [](const fs::directory_entry& entry) {
                           std::error_code ignored;
                           return entry.is_directory(ignored);
                         }));
  ASSAY_ASSIGN_OR_RETURN(const FolderLabels labels, LabelsOfFolders(path, folders, options));
  std::vector<Example> examples;
  for (const std::string& folder : folders) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> images,
                           NamesIn(absl::StrCat(path, "/", folder), [](const fs::directory_entry& entry) {
                             std::error_code ignored;
                             return IsImageFile(entry.path().string()) && entry.is_regular_file(ignored);
                           }));
    for (const std::string& image : images) examples.push_back({absl::StrCat(folder, "/", image), labels.at(folder)});
  }
  if (examples.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": holds no images; expected folders of .jpg, .jpeg or .png files, one a category"));
  }
  return std::make_unique<ImageFolder>(path, std::move(examples));
}

}  // namespace assay
