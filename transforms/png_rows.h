// The pixels of the PNG that cameras and editors write (8-bit RGB, not interlaced), in about half of libpng's time:
// zlib inflates many rows at once, and the filters are undone without a branch a byte (Debian's libpng is built without
// SIMD).
//
//   if (!ReadRgbRows(file, width, height, pixels)) ...  // let libpng read it, or say what is wrong
#ifndef ASSAY_TRANSFORMS_PNG_ROWS_H_
#define ASSAY_TRANSFORMS_PNG_ROWS_H_

#include <cstdint>

#include "absl/types/span.h"

namespace assay {

// Returns true when the pixels were read and every checksum from the first IDAT on is right. Returns false for anything
// out of the ordinary, a damaged file or only a chunk between the pixels and the end: libpng is the judge of those.
// `file` is a whole PNG file whose header, read before, says 8-bit RGB, not interlaced, width x height.
// Shapes: pixels has room for height x width x 3 bytes; what it holds after false is unspecified.
// Source: PNG specification, third edition, chapters 5, 9 and 10.
bool ReadRgbRows(absl::Span<const uint8_t> file, int width, int height, uint8_t* pixels);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_PNG_ROWS_H_
