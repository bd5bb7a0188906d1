// A folder of photographs in ImageNet's layout: a folder a category, the images in it.
//
//   ASSAY_ASSIGN_OR_RETURN(auto data, ReadImageFolder("val", {.categories = categories}));   // val/n01440764/a.JPEG
#ifndef ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_
#define ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"
#include "harness/accuracy/folder_labels.h"

namespace assay {

// Whether a file of that name is an image to these folders.
bool IsImageFile(const std::string& path);

// The images (.jpg, .jpeg, .png) of all folders, by folder and then by name, labelled as folder_labels.h says.
// Errors: NotFound and its like for what cannot be read; InvalidArgument, naming the folder, where its label is not
// known, and for a folder without images.
absl::StatusOr<std::unique_ptr<Dataset>> ReadImageFolder(const std::string& path, const ImageFolderOptions& options);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_IMAGE_FOLDER_H_
