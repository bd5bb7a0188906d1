// Which category each folder of an image folder holds.
//
//   ASSAY_ASSIGN_OR_RETURN(const FolderLabels labels, LabelsOfFolders("val", {"n01440764"}, {.categories = names}));
//   labels.at("n01440764");   // 0, the tench
#ifndef ASSAY_HARNESS_ACCURACY_FOLDER_LABELS_H_
#define ASSAY_HARNESS_ACCURACY_FOLDER_LABELS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace assay {

struct ImageFolderOptions {
  // The names of the weights' categories, by label.
  absl::Span<const std::string> categories;
  // A file of lines "FOLDER LABEL", where a label is an index or a category's name; "" where there is none. A name with
  // blanks is told from its label by a tab between them, else it is the longest one that is a folder.
  std::string classes = {};
};

using FolderLabels = std::map<std::string, int64_t>;

// The label of each of `folders`, which lie at `path` (for messages). Without a file of classes they are called as the
// categories are; or, for ImageNet-1K's categories, as its synsets are, any of them; or, for other categories, they are
// as many synsets as there are categories, in the order of the labels.
// Errors: NotFound and its like for a file that cannot be read; InvalidArgument, naming the folder, where its label is
// not known, and for a line of classes that is none or names a folder that is not there.
absl::StatusOr<FolderLabels> LabelsOfFolders(const std::string& path, const std::vector<std::string>& folders,
                                             const ImageFolderOptions& options);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_FOLDER_LABELS_H_
