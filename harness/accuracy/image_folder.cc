#include "harness/accuracy/image_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tools/base/status_macros.h"
#include "transforms/decode.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

using Labels = std::map<std::string, int64_t>;

class ImageFolder : public Dataset {
 public:
  ImageFolder(std::string root, std::vector<Example> examples)
      : root_(std::move(root)), examples_(std::move(examples)) {}

  int64_t size() const override { return static_cast<int64_t>(examples_.size()); }
  Example example(int64_t index) const override { return examples_[index]; }
  absl::StatusOr<Image> Load(int64_t index) const override { return ReadImage(Path(index)); }

  absl::StatusOr<std::string> Digest() const override {
    std::string lines = "image folder\n";
    for (int64_t i = 0; i < size(); ++i) {
      ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(Path(i)));
      absl::StrAppend(&lines, sha256, " ", examples_[i].label, " ", examples_[i].name, "\n");
    }
    return Sha256Hex({reinterpret_cast<const std::byte*>(lines.data()), lines.size()});
  }

 private:
  std::string Path(int64_t index) const { return absl::StrCat(root_, "/", examples_[index].name); }

  std::string root_;
  std::vector<Example> examples_;
};

bool IsImage(const fs::path& path) {
  const std::string ending = absl::AsciiStrToLower(path.extension().string());
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

bool IsSynset(absl::string_view name) {
  constexpr size_t kDigits = 8;
  return absl::ConsumePrefix(&name, "n") && name.size() == kDigits &&
         std::all_of(name.begin(), name.end(), absl::ascii_isdigit);
}

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

std::optional<int64_t> FindCategory(absl::Span<const std::string> categories, absl::string_view name) {
  const auto found = std::find(categories.begin(), categories.end(), name);
  if (found == categories.end()) return std::nullopt;
  return found - categories.begin();
}

absl::StatusOr<Labels> ReadClasses(const ImageFolderOptions& options) {
  std::ifstream stream(options.classes);
  if (!stream) return absl::ErrnoToStatus(errno, absl::StrCat(options.classes, ": cannot be read"));
  Labels labels;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty()) continue;
    const size_t space = text.find_first_of(" \t");
    const absl::string_view folder = text.substr(0, space);
    const absl::string_view rest =
        space == absl::string_view::npos ? "" : absl::StripAsciiWhitespace(text.substr(space));
    std::optional<int64_t> label = FindCategory(options.categories, rest);
    int64_t index = 0;
    if (!label.has_value() && absl::SimpleAtoi(rest, &index)) label = index;
    if (!label.has_value() || *label < 0 || *label >= static_cast<int64_t>(options.categories.size())) {
      return absl::InvalidArgumentError(absl::StrCat(options.classes, ":", number, ": \"", rest,
                                                     "\" is no category of the weights, nor an index below ",
                                                     options.categories.size()));
    }
    if (!labels.emplace(folder, *label).second)
      return absl::InvalidArgumentError(absl::StrCat(options.classes, ":", number, ": ", folder, " comes twice"));
  }
  return labels;
}

absl::StatusOr<Labels> LabelsOf(const std::string& path, const std::vector<std::string>& folders,
                                const ImageFolderOptions& options) {
  Labels labels;
  if (!options.classes.empty()) {
    ASSAY_ASSIGN_OR_RETURN(labels, ReadClasses(options));
  } else if (folders.size() == options.categories.size() && std::all_of(folders.begin(), folders.end(), IsSynset)) {
    for (size_t i = 0; i < folders.size(); ++i) labels[folders[i]] = static_cast<int64_t>(i);
  } else {
    for (const std::string& folder : folders) {
      if (const auto label = FindCategory(options.categories, folder); label.has_value()) labels[folder] = *label;
    }
  }
  for (const std::string& folder : folders) {
    if (labels.count(folder) != 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        path, "/", folder, ": which category is this? ",
        options.classes.empty() ? "Name the folder as one of the weights' categories, or write a file of lines "
                                  "\"FOLDER LABEL\" and name it with --classes"
                                : absl::StrCat("Add it to ", options.classes)));
  }
  return labels;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Dataset>> ReadImageFolder(const std::string& path, const ImageFolderOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> folders, NamesIn(path, [](const fs::directory_entry& entry) {
                           std::error_code ignored;
                           return entry.is_directory(ignored);
                         }));
  ASSAY_ASSIGN_OR_RETURN(const Labels labels, LabelsOf(path, folders, options));
  std::vector<Example> examples;
  for (const std::string& folder : folders) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> images,
                           NamesIn(absl::StrCat(path, "/", folder), [](const fs::directory_entry& entry) {
                             std::error_code ignored;
                             return IsImage(entry.path()) && entry.is_regular_file(ignored);
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
