#include "transforms/resize.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "transforms/resample.h"

namespace assay {
namespace {

// Bounds the memory that one axis' weights take.
constexpr int kMaxSide = 1'000'000;

}  // namespace

absl::StatusOr<Image> Resize(ImageView image, int height, int width, Interpolation interpolation) {
  ASSAY_RETURN_IF_ERROR(CheckView(image));
  if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide || int64_t{height} * width > kMaxImagePixels) {
    return absl::InvalidArgumentError(absl::StrCat("can't resize to ", width, "x", height,
                                                   " pixels: expected sides from 1 to ", kMaxSide, " and at most ",
                                                   kMaxImagePixels, " in total"));
  }
  Image resized = Resample(image, {.target_height = height, .target_width = width, .height = height, .width = width},
                           interpolation);
  if (image.order == PixelOrder::kBgr) {
    for (size_t i = 0; i < resized.pixels.size(); i += kPixelBytes) std::swap(resized.pixels[i], resized.pixels[i + 2]);
  }
  return resized;
}

}  // namespace assay
