#include "transforms/decoded_image.h"

#include "absl/strings/str_cat.h"

namespace assay {

absl::Status CheckHeader(int64_t width, int64_t height, int64_t file_bytes, int64_t max_pixels_per_byte,
                         absl::string_view name) {
  if (width < 1 || height < 1) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is ", width, "x", height, " pixels: expected at least 1x1"));
  }
  if (width * height > kMaxImagePixels) {
    return absl::InvalidArgumentError(absl::StrCat(name, " claims ", width, "x", height, " pixels: the limit is ",
                                                   kMaxImagePixels, " in total; scale the image down"));
  }
  if (width * height / max_pixels_per_byte > file_bytes) {
    return absl::DataLossError(absl::StrCat(name, " claims ", width, "x", height, " pixels, which its ", file_bytes,
                                            " bytes can't hold: the file is truncated or forged"));
  }
  return absl::OkStatus();
}

absl::Status DamagedFile(absl::string_view name, absl::string_view format, absl::string_view reason) {
  return absl::DataLossError(
      absl::StrCat(name, " is a truncated or damaged ", format, " image (", reason, "): fetch it again"));
}

}  // namespace assay
