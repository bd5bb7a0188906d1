#include "harness/accuracy/folder_labels.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "harness/accuracy/imagenet1k_synsets_text.h"
#include "tools/base/status_macros.h"
#include "weights/categories.h"

namespace assay {
namespace {

bool IsSynset(absl::string_view name) {
  constexpr size_t kDigits = 8;
  return absl::ConsumePrefix(&name, "n") && name.size() == kDigits &&
         std::all_of(name.begin(), name.end(), absl::ascii_isdigit);
}

// Of ImageNet-1K, by label: WordNet's ids in their order. Source: timm 1.0.31, timm/data/_info/imagenet_synsets.txt.
// Held against torchvision's names of the categories by the lemmas that timm has beside them: 998 are the same word,
// the others are its two cranes and its two maillots, which torchvision tells apart.
const std::vector<std::string>& Synsets() {
  static const auto* const synsets =
      new std::vector<std::string>(absl::StrSplit(kImagenet1kSynsets, '\n', absl::SkipEmpty()));
  return *synsets;
}

// Other categories, were they a thousand too, have other labels.
bool AreImageNets(absl::Span<const std::string> categories) {
  const auto names = Categories("imagenet1k");
  return names.ok() && std::equal(names->begin(), names->end(), categories.begin(), categories.end());
}

std::optional<int64_t> IndexIn(absl::Span<const std::string> names, absl::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return found - names.begin();
}

// A line's folder and the text of its label.
std::pair<absl::string_view, absl::string_view> SplitLine(absl::string_view line,
                                                          const std::vector<std::string>& folders) {
  size_t end = line.find('\t');
  if (end == absl::string_view::npos) {
    for (const std::string& folder : folders) {
      const bool begins = absl::StartsWith(line, folder) && line.size() > folder.size() && line[folder.size()] == ' ';
      if (begins && (end == absl::string_view::npos || folder.size() > end)) end = folder.size();
    }
  }
  if (end == absl::string_view::npos) end = line.find(' ');
  if (end == absl::string_view::npos) return {line, ""};
  return {absl::StripAsciiWhitespace(line.substr(0, end)), absl::StripAsciiWhitespace(line.substr(end))};
}

class Classes {
 public:
  Classes(const std::string& path, const std::vector<std::string>& folders, const ImageFolderOptions& options)
      : path_(path), folders_(folders), options_(options) {}

  absl::StatusOr<FolderLabels> Read() {
    std::ifstream stream(options_.classes);
    if (!stream) return absl::ErrnoToStatus(errno, absl::StrCat(options_.classes, ": cannot be read"));
    std::string line;
    for (number_ = 1; std::getline(stream, line); ++number_) {
      const absl::string_view text = absl::StripAsciiWhitespace(line);
      if (!text.empty()) ASSAY_RETURN_IF_ERROR(Add(text));
    }
    return std::move(labels_);
  }

 private:
  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(options_.classes, ":", number_, ": ", what));
  }

  absl::Status Add(absl::string_view line) {
    const auto [folder, text] = SplitLine(line, folders_);
    if (!IndexIn(folders_, folder).has_value()) {
      return Wrong(
          absl::StrCat("there is no folder \"", folder, "\" in ", path_,
                       absl::StrContains(line, '\t') ? "" : "; a tab tells a name with blanks from its label"));
    }
    std::optional<int64_t> label = IndexIn(options_.categories, text);
    int64_t index = 0;
    if (!label.has_value() && absl::SimpleAtoi(text, &index)) label = index;
    const auto count = static_cast<int64_t>(options_.categories.size());
    if (!label.has_value() || *label < 0 || *label >= count)
      return Wrong(absl::StrCat("\"", text, "\" is no category of the weights, nor an index below ", count));
    if (!labels_.emplace(folder, *label).second) return Wrong(absl::StrCat(folder, " comes twice"));
    return absl::OkStatus();
  }

  const std::string& path_;
  const std::vector<std::string>& folders_;
  const ImageFolderOptions& options_;
  int number_ = 0;
  FolderLabels labels_;
};

// By the folders' own names.
FolderLabels NamedLabels(const std::vector<std::string>& folders, absl::Span<const std::string> categories) {
  const bool are_imagenets = AreImageNets(categories);
  // ImageFolder's rule: labels in the order of names.
  const bool in_order =
      !are_imagenets && folders.size() == categories.size() && std::all_of(folders.begin(), folders.end(), IsSynset);
  FolderLabels labels;
  for (size_t i = 0; i < folders.size(); ++i) {
    std::optional<int64_t> label = IndexIn(categories, folders[i]);
    if (!label.has_value() && are_imagenets) label = IndexIn(Synsets(), folders[i]);
    if (in_order) label = static_cast<int64_t>(i);
    if (label.has_value()) labels[folders[i]] = *label;
  }
  return labels;
}

std::string WayOut(const std::string& folder, const ImageFolderOptions& options) {
  if (!options.classes.empty()) return absl::StrCat("Add it to ", options.classes);
  const std::string file = "write a file of lines \"FOLDER LABEL\" and name it with --classes";
  if (!IsSynset(folder)) return absl::StrCat("Name the folder as one of the weights' categories, or ", file);
  return AreImageNets(options.categories)
             ? absl::StrCat("It is none of ImageNet-1K's 1,000 synsets; ", file)
             : absl::StrCat("The weights' categories are not ImageNet-1K's, so nothing says what a synset is to them; ",
                            file);
}

}  // namespace

absl::StatusOr<FolderLabels> LabelsOfFolders(const std::string& path, const std::vector<std::string>& folders,
                                             const ImageFolderOptions& options) {
  FolderLabels labels;
  if (options.classes.empty()) {
    labels = NamedLabels(folders, options.categories);
  } else {
    ASSAY_ASSIGN_OR_RETURN(labels, Classes(path, folders, options).Read());
  }
  for (const std::string& folder : folders) {
    if (labels.count(folder) != 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(path, "/", folder, ": which category is this? ", WayOut(folder, options)));
  }
  return labels;
}

}  // namespace assay
