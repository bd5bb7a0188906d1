// EXIF's orientation: how the camera was held, and turning its picture upright.
#ifndef ASSAY_TRANSFORMS_ORIENTATION_H_
#define ASSAY_TRANSFORMS_ORIENTATION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "transforms/image.h"

namespace assay {

// Returns the orientation, 1 to 8, of an EXIF block (a TIFF header and its directories); 1, upright, where the block
// has none or is damaged: a photograph without sound metadata is still a photograph. Source: EXIF 2.32, 4.6.4, tag
// 0x0112.
int ExifOrientation(absl::Span<const uint8_t> exif);

// Returns the image upright. Orientations 5 to 8 exchange width and height.
Image ApplyOrientation(Image image, int orientation);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_ORIENTATION_H_
