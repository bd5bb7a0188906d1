// scikit-image's subset of Labeled Faces in the Wild: 100 faces and 100 pieces of background, 25 x 25 greys each.
//
//   ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Dataset> faces, ReadLfwSubset("lfw_subset.npy", LfwSplit::kTest));
#ifndef ASSAY_HARNESS_ACCURACY_LFW_SUBSET_H_
#define ASSAY_HARNESS_ACCURACY_LFW_SUBSET_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/dataset.h"

namespace assay {

// The file has all faces first. The split takes both kinds alike.
enum class LfwSplit {
  kTrain,  // the rest: 75 of each
  kTest,   // every fourth image, from the fourth on (the index modulo 4 is 3): 25 of each
  kAll,
};

// The images of a .npy file of shape (images, height, width): the first half shows faces (label 0), the second half
// does not (label 1). Greys, floats from 0 to 1 or bytes, become RGB; an image's name is its index in the file: "0041".
// Errors: NotFound and its like when the file cannot be read; those of ParseNpy; InvalidArgument for another shape, an
// odd number of images, and a grey that is none.
absl::StatusOr<std::unique_ptr<Dataset>> ReadLfwSubset(const std::string& path, LfwSplit split);

// The same of the file's contents; `name` is for the messages.
absl::StatusOr<std::unique_ptr<Dataset>> ParseLfwSubset(absl::string_view npy, const std::string& name, LfwSplit split);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_LFW_SUBSET_H_
