#include "transforms/image.h"

#include "absl/strings/str_cat.h"

namespace assay {

absl::Status CheckView(const ImageView& image) {
  if (image.width < 1 || image.height < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("the image is ", image.width, "x", image.height, " pixels: expected at least 1x1"));
  }
  if (int64_t{image.width} * image.height > kMaxImagePixels) {
    return absl::InvalidArgumentError(absl::StrCat("the image is ", image.width, "x", image.height,
                                                   " pixels: the limit is ", kMaxImagePixels, " in total"));
  }
  if (image.data == nullptr) return absl::InvalidArgumentError("the image's data is null");
  if (image.row_stride < int64_t{kPixelBytes} * image.width) {
    return absl::InvalidArgumentError(absl::StrCat("the image's row_stride is ", image.row_stride, " bytes: a row of ",
                                                   image.width, " pixels has ", int64_t{kPixelBytes} * image.width));
  }
  return absl::OkStatus();
}

}  // namespace assay
