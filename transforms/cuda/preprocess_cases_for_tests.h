// Batches that the tests of the fused preprocess kernel share, emulated and on a device.
#ifndef ASSAY_TRANSFORMS_CUDA_PREPROCESS_CASES_FOR_TESTS_H_
#define ASSAY_TRANSFORMS_CUDA_PREPROCESS_CASES_FOR_TESTS_H_

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "transforms/cuda/fused_preprocess.h"
#include "transforms/image.h"
#include "transforms/pattern_for_tests.h"

namespace assay {

struct ImageShape {
  int width = 1;
  int height = 1;
  int misaligned = 0;  // bytes from an aligned address to the first pixel
  int gap = 0;         // bytes between rows
  PixelOrder order = PixelOrder::kRgb;
};

struct PreprocessCase {
  std::string name;
  std::vector<ImageShape> images;
  ImageClassificationOptions options;
};

// Images in memory of exactly their bytes, so that a sanitizer sees each byte read too much.
class ImagesForTests {
 public:
  explicit ImagesForTests(const std::vector<ImageShape>& shapes) {
    for (const ImageShape& shape : shapes) {
      const Image image = Pattern(shape.width, shape.height);
      const int64_t row_bytes = int64_t{kPixelBytes} * shape.width, stride = row_bytes + shape.gap;
      std::vector<uint8_t>& bytes =
          bytes_.emplace_back(shape.misaligned + stride * (shape.height - 1) + row_bytes, uint8_t{0xA5});
      uint8_t* first = bytes.data() + shape.misaligned;
      for (int row = 0; row < shape.height; ++row) {
        std::memcpy(first + row * stride, image.pixels.data() + row * row_bytes, row_bytes);
      }
      views_.push_back(
          {.data = first, .width = shape.width, .height = shape.height, .row_stride = stride, .order = shape.order});
    }
  }

  const std::vector<ImageView>& views() const { return views_; }
  const std::vector<uint8_t>& bytes(int64_t i) const { return bytes_[i]; }

 private:
  std::deque<std::vector<uint8_t>> bytes_;
  std::vector<ImageView> views_;
};

inline ImageClassificationOptions OptionsForTests(int resize, int crop, Interpolation interpolation) {
  return {.crop_size = crop, .resize_size = resize, .interpolation = interpolation};
}

// Every shape, scale and edge that the kernel treats in its own way, each as small as it can be.
inline std::vector<PreprocessCase> PreprocessCases() {
  constexpr Interpolation kLinear = Interpolation::kBilinear, kCubic = Interpolation::kBicubic;
  const std::vector<ImageShape> mixed = {
      {75, 50}, {50, 75, 1}, {33, 61, 2, 5}, {64, 64, 3, 1, PixelOrder::kBgr}, {1, 1}};
  return {
      {"typical", mixed, OptionsForTests(40, 32, kLinear)},
      {"typical_cubic", mixed, OptionsForTests(40, 32, kCubic)},
      {"enlarged", {{10, 7}, {7, 10, 3}, {2, 2, 1}}, OptionsForTests(48, 40, kLinear)},
      {"enlarged_cubic", {{10, 7}, {7, 10, 3}, {2, 2, 1}}, OptionsForTests(48, 40, kCubic)},
      {"lines", {{300, 1, 1}, {1, 300, 2, 1}}, OptionsForTests(8, 8, kCubic)},
      {"lines_reduced", {{2, 500}, {500, 2, 3}}, OptionsForTests(1, 33, kLinear)},
      {"padded", {{75, 50}, {50, 75}, {20, 20}}, OptionsForTests(20, 70, kLinear)},
      {"padded_on_one_axis", {{150, 20, 1}, {20, 150, 2}}, OptionsForTests(20, 65, kCubic)},
      {"odd_crop", {{75, 50}, {90, 60, 1}}, OptionsForTests(47, 33, kLinear)},
      {"crop_of_one", {{75, 50}, {3, 3, 1}}, OptionsForTests(5, 1, kCubic)},
      {"size_that_stays", {{36, 36, 1}, {36, 50}, {50, 36}}, OptionsForTests(36, 34, kCubic)},
      {"halved", {{200, 130, 1}}, OptionsForTests(65, 64, kLinear)},
      {"several_windows", {{500, 350, 3, 2}}, OptionsForTests(40, 36, kLinear)},
      {"several_windows_cubic", {{300, 210, 1}}, OptionsForTests(30, 30, kCubic)},
      {"more_windows_than_stay", {{700, 640, 2}}, OptionsForTests(33, 33, kLinear)},
      {"one_pixel_of_a_large_image", {{801, 601, 1}}, OptionsForTests(1, 1, kCubic)},
  };
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_CUDA_PREPROCESS_CASES_FOR_TESTS_H_
