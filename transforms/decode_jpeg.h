// JPEG through libjpeg-turbo. Called by DecodeImage (decode.h), which says how each kind of pixel becomes RGB.
#ifndef ASSAY_TRANSFORMS_DECODE_JPEG_H_
#define ASSAY_TRANSFORMS_DECODE_JPEG_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "transforms/decoded_image.h"

namespace assay {

// Returns the image and the orientation of its EXIF data.
// Errors: as DecodeImage. Where the library would go on after a warning and invent the pixels it lacks, that is an
// error.
absl::StatusOr<DecodedImage> DecodeJpeg(absl::Span<const uint8_t> bytes, absl::string_view name);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_DECODE_JPEG_H_
