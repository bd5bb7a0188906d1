// PNG through libpng. Called by DecodeImage (decode.h), which says how each kind of pixel becomes RGB.
#ifndef ASSAY_TRANSFORMS_DECODE_PNG_H_
#define ASSAY_TRANSFORMS_DECODE_PNG_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "transforms/decoded_image.h"

namespace assay {

// Returns the image and the orientation of its eXIf chunk.
// Errors: as DecodeImage.
absl::StatusOr<DecodedImage> DecodePng(absl::Span<const uint8_t> bytes, absl::string_view name);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_DECODE_PNG_H_
