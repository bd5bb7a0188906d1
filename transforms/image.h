// The images that the transforms take and give: 8-bit pixels in, float channels out.
//
//   ASSAY_ASSIGN_OR_RETURN(Image photograph, ReadImage("cat.jpg"));
//   ImageView frame = {.data = camera, .width = 640, .height = 480, .row_stride = 640 * 3, .order = PixelOrder::kBgr};
//   ASSAY_ASSIGN_OR_RETURN(FloatImage input, preprocess(photograph));  // an Image converts to a view
#ifndef ASSAY_TRANSFORMS_IMAGE_H_
#define ASSAY_TRANSFORMS_IMAGE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"

namespace assay {

// Bytes of one pixel: red, green and blue, 8 bits each.
inline constexpr int kPixelBytes = 3;

// The most pixels that an image may have, decoded or resized: where Pillow raises its DecompressionBombError.
inline constexpr int64_t kMaxImagePixels = 178'956'970;

enum class PixelOrder { kRgb, kBgr };

// Pixels that someone else owns: an Image, a camera's buffer, an OpenCV matrix.
// Shapes: height rows, each `row_stride` bytes (at least 3 * width) after the one before, top-down, interleaved.
struct ImageView {
  const uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  int64_t row_stride = 0;
  PixelOrder order = PixelOrder::kRgb;
};

// An image of our own: RGB, 8 bits, rows top-down without gaps, interleaved.
// Shapes: pixels.size() == 3 * width * height.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels = {};

  operator ImageView() const {
    return {.data = pixels.data(), .width = width, .height = height, .row_stride = int64_t{kPixelBytes} * width};
  }
};

// What a model takes.
// Shapes: values holds (channels, height, width), the last running fastest.
struct FloatImage {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values = {};
};

// Returns OK if the view can be read.
// Errors: InvalidArgument for no data, a side below 1, too many pixels, or a stride shorter than a row.
absl::Status CheckView(const ImageView& image);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_IMAGE_H_
