// Reading a file that may be packed by gzip.
//
//   ASSAY_ASSIGN_OR_RETURN(std::string csv, ReadMaybeGzip("digits.csv.gz", 16 << 20));
#ifndef ASSAY_HARNESS_ACCURACY_READ_GZIP_H_
#define ASSAY_HARNESS_ACCURACY_READ_GZIP_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace assay {

// The file's bytes, unpacked where they are gzip's (by content, not by name).
// Errors: NotFound and its like when it cannot be opened; InvalidArgument beyond `most` bytes, unpacked; DataLoss for
// gzip that is cut short or damaged.
absl::StatusOr<std::string> ReadMaybeGzip(const std::string& path, size_t most);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_READ_GZIP_H_
