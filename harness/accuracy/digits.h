// scikit-learn's handwritten digits: 1,797 images of 8 x 8 pixels, from the UCI repository's test set.
#ifndef ASSAY_HARNESS_ACCURACY_DIGITS_H_
#define ASSAY_HARNESS_ACCURACY_DIGITS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "harness/accuracy/dataset.h"

namespace assay {

// The rows lie by writer, so that the last quarter was written by hands that the first three quarters hardly know.
enum class DigitsSplit {
  kTrain,  // the first 1,348 of scikit-learn's 1,797
  kTest,   // the rest
  kAll,
};

// The images of digits.csv or digits.csv.gz: a row an image, 64 greys from 0 to 16, then the digit. Greys become RGB,
// 16 the brightest; an image's name is its row, from 0: "0041". Errors: NotFound and its like when the file cannot be
// read; InvalidArgument, naming the file and the line, for a row that is none; DataLoss for a file that is cut short or
// damaged.
absl::StatusOr<std::unique_ptr<Dataset>> ReadDigits(const std::string& path, DigitsSplit split);

// The same of the file's contents, unpacked; `name` is for the messages.
absl::StatusOr<std::unique_ptr<Dataset>> ParseDigits(absl::string_view csv, const std::string& name, DigitsSplit split);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_DIGITS_H_
