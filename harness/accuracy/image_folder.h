// A folder of photographs in ImageNet's layout: a folder a category, the images in it.
//
//   ASSAY_ASSIGN_OR_RETURN(auto data, ReadImageFolder("val", {.categories = categories}));   // val/n01440764/a.JPEG
#ifndef ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_
#define ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "harness/accuracy/dataset.h"

namespace assay {

struct ImageFolderOptions {
  // The names of the weights' categories, by label.
  absl::Span<const std::string> categories;
  // A file of lines "FOLDER LABEL", where a label is an index or a category's name; "" where there is none.
  std::string classes = {};
};

// The images (.jpg, .jpeg, .png) of all folders, by folder and then by name. Without a file of classes the folders are
// called as the categories are, or they are all of ImageNet's synsets (n01440764), whose order is that of the labels.
// Errors: NotFound and its like for what cannot be read; InvalidArgument, naming the folder, where its label is not
// known, and for a folder without images.
absl::StatusOr<std::unique_ptr<Dataset>> ReadImageFolder(const std::string& path, const ImageFolderOptions& options);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_
