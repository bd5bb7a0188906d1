// An image made of arithmetic, the same here and in pillow_reference.py: full of edges, so that every weight shows.
#ifndef ASSAY_TRANSFORMS_PATTERN_FOR_TESTS_H_
#define ASSAY_TRANSFORMS_PATTERN_FOR_TESTS_H_

#include <cstdint>

#include "transforms/image.h"

namespace assay {

inline Image Pattern(int width, int height) {
  Image image = {.width = width, .height = height};
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) {
      for (int64_t c = 0; c < kPixelBytes; ++c) {
        image.pixels.push_back(static_cast<uint8_t>((x * 73 + y * 151 + c * 97) ^ (x * y)));
      }
    }
  }
  return image;
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_PATTERN_FOR_TESTS_H_
