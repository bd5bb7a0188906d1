#include "transforms/orientation.h"

#include <cstring>

namespace assay {
namespace {

constexpr int kUpright = 1;
constexpr uint32_t kOrientationTag = 0x0112;
constexpr uint32_t kShort = 3;

// Reads of a TIFF block in its own byte order; past the end there are zeros.
class TiffBytes {
 public:
  explicit TiffBytes(absl::Span<const uint8_t> bytes) : bytes_(bytes), big_endian_(!bytes.empty() && bytes[0] == 'M') {}

  uint32_t U16(size_t at) const { return big_endian_ ? Byte(at) << 8 | Byte(at + 1) : Byte(at + 1) << 8 | Byte(at); }
  uint32_t U32(size_t at) const { return big_endian_ ? U16(at) << 16 | U16(at + 2) : U16(at + 2) << 16 | U16(at); }
  bool has_header() const { return Byte(0) == Byte(1) && (Byte(0) == 'I' || Byte(0) == 'M') && U16(2) == 42; }

 private:
  uint32_t Byte(size_t at) const { return at < bytes_.size() ? bytes_[at] : 0; }

  absl::Span<const uint8_t> bytes_;
  bool big_endian_;
};

}  // namespace

int ExifOrientation(absl::Span<const uint8_t> exif) {
  const TiffBytes tiff(exif);
  if (!tiff.has_header()) return kUpright;
  const size_t directory = tiff.U32(4);
  const uint32_t entries = tiff.U16(directory);
  for (uint32_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + size_t{12} * i;
    if (tiff.U16(entry) != kOrientationTag || tiff.U16(entry + 2) != kShort) continue;
    const uint32_t orientation = tiff.U16(entry + 8);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : kUpright;
  }
  return kUpright;
}

Image ApplyOrientation(Image image, int orientation) {
  if (orientation == kUpright) return image;
  const bool exchange_axes = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;

  Image upright = {.width = exchange_axes ? image.height : image.width,
                   .height = exchange_axes ? image.width : image.height};
  upright.pixels.resize(image.pixels.size());
  const int64_t row_bytes = int64_t{kPixelBytes} * image.width;
  // The stored pixel that comes first, and the steps to those of the next column and the next row of the stored image.
  const int64_t first = (from_bottom ? (image.height - 1) * row_bytes : 0) + (from_right ? row_bytes - kPixelBytes : 0);
  const int64_t column_step = from_right ? -kPixelBytes : kPixelBytes;
  const int64_t row_step = from_bottom ? -row_bytes : row_bytes;
  const int64_t along = exchange_axes ? row_step : column_step;
  const int64_t down = exchange_axes ? column_step : row_step;
  uint8_t* target = upright.pixels.data();
  for (int row = 0; row < upright.height; ++row) {
    int64_t source = first + row * down;
    for (int column = 0; column < upright.width; ++column, source += along, target += kPixelBytes) {
      std::memcpy(target, image.pixels.data() + source, kPixelBytes);
    }
  }
  return upright;
}

}  // namespace assay
