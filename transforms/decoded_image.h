// What the decoders of single formats give: pixels as the file stores them, and how to turn them upright.
#ifndef ASSAY_TRANSFORMS_DECODED_IMAGE_H_
#define ASSAY_TRANSFORMS_DECODED_IMAGE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "transforms/image.h"

namespace assay {

struct DecodedImage {
  Image image;
  int orientation = 1;  // EXIF's, 1 to 8
};

// Returns OK if an image of this size, from a file of `file_bytes` bytes, may be decoded. `max_pixels_per_byte` is what
// the format's compression reaches at most: a header that claims more pixels than the file can hold costs no memory.
// Errors: InvalidArgument for a side below 1 or too many pixels; DataLoss for too few bytes.
absl::Status CheckHeader(int64_t width, int64_t height, int64_t file_bytes, int64_t max_pixels_per_byte,
                         absl::string_view name);

// The message for a file that ends early or is damaged. `reason` is the library's own.
absl::Status DamagedFile(absl::string_view name, absl::string_view format, absl::string_view reason);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_DECODED_IMAGE_H_
