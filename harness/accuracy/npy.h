// Reading NumPy's .npy files: arrays of numbers from strangers, of which nothing is executed.
//
//   ASSAY_ASSIGN_OR_RETURN(const NpyArray array, ParseNpy(bytes, "lfw_subset.npy"));
//   array.shape;   // {200, 25, 25}
//   array.values;  // 125,000 of them
#ifndef ASSAY_HARNESS_ACCURACY_NPY_H_
#define ASSAY_HARNESS_ACCURACY_NPY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay {

struct NpyArray {
  std::string dtype;           // "<f8", "<f4" or "|u1"
  std::vector<int64_t> shape;  // none for a scalar
  std::vector<double> values;  // in C order
};

// The array of the file's bytes: versions 1 and 2 of the format, C order, little-endian floats of 4 and 8 bytes or
// bytes. `name` is for the messages. Takes no more memory than eight times the bytes.
// Errors: InvalidArgument for another format, version, dtype or order, and for a header that is not as NumPy writes it;
// DataLoss where there are fewer or more bytes than the shape says.
// Source: NumPy 2, numpy/lib/format.py.
absl::StatusOr<NpyArray> ParseNpy(absl::string_view bytes, const std::string& name);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_NPY_H_
