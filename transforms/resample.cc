#include "transforms/resample.h"

#include <cstring>

#include "transforms/resample_weights.h"

namespace assay {
namespace {

const uint8_t* RowOf(const ImageView& image, int64_t row) { return image.data + row * image.row_stride; }

// The window's columns of the source rows [first_row, end_row).
Image ResizeColumns(const ImageView& source, int first_row, int end_row, const ResampleWindow& window,
                    Interpolation interpolation, const ResamplePasses& passes) {
  Image resized = {.width = window.width, .height = end_row - first_row};
  const int64_t row_bytes = int64_t{kPixelBytes} * resized.width;
  resized.pixels.resize(row_bytes * resized.height);
  uint8_t* target = resized.pixels.data();
  if (window.target_width == source.width) {
    for (int row = first_row; row < end_row; ++row, target += row_bytes) {
      std::memcpy(target, RowOf(source, row) + window.left * kPixelBytes, row_bytes);
    }
    return resized;
  }
  const AxisWeights weights = ComputeAxisWeights(
      {.source_size = source.width, .target_size = window.target_width, .begin = window.left, .count = window.width},
      interpolation);
  passes.along_rows({.first = RowOf(source, first_row),
                     .stride = source.row_stride,
                     .bytes = int64_t{kPixelBytes} * source.width,
                     .count = resized.height},
                    weights, target);
  return resized;
}

}  // namespace

Image Resample(const ImageView& source, const ResampleWindow& window, Interpolation interpolation,
               const ResamplePasses& passes) {
  if (window.target_height == source.height) {
    const int top = static_cast<int>(window.top);
    return ResizeColumns(source, top, top + window.height, window, interpolation, passes);
  }
  const AxisWeights weights = ComputeAxisWeights(
      {.source_size = source.height, .target_size = window.target_height, .begin = window.top, .count = window.height},
      interpolation);
  const int first_row = weights.first_source();
  const Image narrowed = ResizeColumns(source, first_row, weights.end_source(), window, interpolation, passes);
  Image resized = {.width = window.width, .height = window.height};
  const int64_t row_bytes = int64_t{kPixelBytes} * resized.width;
  resized.pixels.resize(row_bytes * resized.height);
  for (int row = 0; row < resized.height; ++row) {
    passes.across_rows(RowOf(narrowed, weights.first[row] - first_row), row_bytes, weights.of(row), weights.taps[row],
                       row_bytes, resized.pixels.data() + row * row_bytes);
  }
  return resized;
}

}  // namespace assay
