// Reading photographs: PNG and JPEG, told apart by their content and not by their names.
//
//   absl::StatusOr<Image> photograph = ReadImage("cat.jpg");
//   if (!photograph.ok()) std::cerr << photograph.status().message() << "\n";  // names the file and what is wrong
//
// What comes is 8-bit RGB, whatever the file holds; as Pillow's convert("RGB"), with the exceptions marked (*):
//   grey, palette          each level or colour as RGB
//   alpha, transparency    dropped, not blended with a background
//   16 bits a channel      the high byte (*: Pillow clips 16-bit grey at 255 instead, which whitens the image)
//   CMYK and YCCK JPEG     inverted, as Adobe writes them, then (1 - C)(1 - K) and so on
//   EXIF orientation       applied (*: Pillow leaves it to the caller, by ImageOps.exif_transpose)
//   colour profile, gamma  ignored
#ifndef ASSAY_TRANSFORMS_DECODE_H_
#define ASSAY_TRANSFORMS_DECODE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "transforms/image.h"

namespace assay {

// Returns the image that the bytes of a PNG or JPEG file hold. `name` is for the messages alone.
// Errors: InvalidArgument for bytes that are empty or of another format (which is named), for an image above
// kMaxImagePixels (refused from its header, before memory is taken) and for JPEGs that are neither grey, colour nor
// CMYK; DataLoss for a file that is truncated or damaged; ResourceExhausted when memory runs out.
absl::StatusOr<Image> DecodeImage(absl::Span<const uint8_t> bytes, absl::string_view name);

// Returns the image in the file.
// Errors: as DecodeImage; NotFound for no such file; InvalidArgument for a folder or a file above 1 GiB.
absl::StatusOr<Image> ReadImage(const std::string& path);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_DECODE_H_
