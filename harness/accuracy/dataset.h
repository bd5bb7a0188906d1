// Labelled images, one by one: what an evaluation runs over.
//
//   ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Dataset> data, ReadDigits("digits.csv.gz", DigitsSplit::kTest));
//   for (int64_t i = 0; i < data->size(); ++i) {
//     ASSAY_ASSIGN_OR_RETURN(Image image, data->Load(i));
//     Use(image, data->example(i).label);
//   }
#ifndef ASSAY_HARNESS_ACCURACY_DATASET_H_
#define ASSAY_HARNESS_ACCURACY_DATASET_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "transforms/image.h"

namespace assay {

struct Example {
  std::string name;   // of the image within the data set, for people and for the lock
  int64_t label = 0;  // the index of its category in the weights' meta-data
};

class Dataset {
 public:
  virtual ~Dataset() = default;

  virtual int64_t size() const = 0;
  virtual Example example(int64_t index) const = 0;

  // The image, decoded. May be called from several threads at once.
  // Errors: those of reading it, naming it.
  virtual absl::StatusOr<Image> Load(int64_t index) const = 0;

  // 64 hex digits that change with any byte of the image: its pixels and size, or the file that a data set keeps it in,
  // which need not be decoded then. May be called from several threads at once.
  // Errors: those of reading it, naming it.
  virtual absl::StatusOr<std::string> ImageDigest(int64_t index) const;

  // 64 hex digits that change with any name, label or byte of an image.
  // Errors: those of reading a file.
  virtual absl::StatusOr<std::string> Digest() const = 0;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_DATASET_H_
