#include "transforms/decode_png.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "tools/base/status_macros.h"
#include "transforms/orientation.h"
#include "transforms/png_rows.h"

namespace assay {
namespace {

// What deflate reaches at most, at one bit a pixel.
constexpr int64_t kMaxPixelsPerByte = 1032 * 8;

// libpng reports an error by a jump out of its depths. Each member function below that calls it sets the jump's target
// and holds only plain values, so that the jump passes no destructor.
class PngReader {
 public:
  explicit PngReader(absl::Span<const uint8_t> bytes) : next_(bytes.data()), left_(bytes.size()) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, OnError, OnWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  bool ReadHeader() {
    if (info_ == nullptr) return Fail("out of memory");
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_read_fn(png_, this, OnRead);
    // Text and colour profiles are not used: what they hold can neither cost time nor fail.
    static const png_byte skipped[] = "iCCP\0iTXt\0tEXt\0zTXt";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, skipped, sizeof(skipped) / 5);
    png_read_info(png_, info_);
    return true;
  }

  // Asks for 8-bit RGB whatever the file holds. Transparency is dropped before it becomes a channel.
  bool StartPixels() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_strip_16(png_);
    png_set_packing(png_);
    png_set_expand(png_);
    png_set_gray_to_rgb(png_);
    png_set_strip_alpha(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return png_get_rowbytes(png_, info_) == size_t{kPixelBytes} * width() || Fail("its pixels are of no known kind");
  }

  // Reads to the file's end, so that the last checksum counts too.
  bool ReadPixels(uint8_t* pixels) {
    if (setjmp(png_jmpbuf(png_))) return false;
    const size_t row_bytes = png_get_rowbytes(png_, info_);
    for (int pass = 0; pass < passes_; ++pass) {
      for (size_t row = 0; row < height(); ++row) png_read_row(png_, pixels + row * row_bytes, nullptr);
    }
    png_read_end(png_, info_);
    return true;
  }

  absl::Span<const uint8_t> Exif() {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    return png_get_eXIf_1(png_, info_, &size, &exif) != 0 ? absl::MakeConstSpan(exif, size)
                                                          : absl::Span<const uint8_t>();
  }

  // After ReadHeader: whether ReadRgbRows may read the pixels.
  bool is_plain_rgb() const {
    return png_get_bit_depth(png_, info_) == 8 && png_get_color_type(png_, info_) == PNG_COLOR_TYPE_RGB &&
           png_get_interlace_type(png_, info_) == PNG_INTERLACE_NONE;
  }
  uint32_t width() const { return png_get_image_width(png_, info_); }
  uint32_t height() const { return png_get_image_height(png_, info_); }
  const char* error() const { return error_; }

 private:
  bool Fail(const char* message) {
    std::snprintf(error_, sizeof(error_), "%s", message);
    return false;
  }

  static void OnError(png_structp png, png_const_charp message) {
    static_cast<PngReader*>(png_get_error_ptr(png))->Fail(message);
    png_longjmp(png, 1);
  }

  // libpng warns of what it repairs or skips outside the pixels (an odd gamma, an unknown chunk's checksum).
  static void OnWarning(png_structp, png_const_charp) {}

  static void OnRead(png_structp png, png_bytep target, size_t size) {
    auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > reader->left_) png_error(png, "it ends early");
    std::memcpy(target, reader->next_, size);
    reader->next_ += size;
    reader->left_ -= size;
  }

  const uint8_t* next_;
  size_t left_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
  char error_[128] = "";
};

}  // namespace

absl::StatusOr<DecodedImage> DecodePng(absl::Span<const uint8_t> bytes, absl::string_view name) {
  PngReader reader(bytes);
  if (!reader.ReadHeader()) return DamagedFile(name, "PNG", reader.error());
  ASSAY_RETURN_IF_ERROR(CheckHeader(reader.width(), reader.height(), bytes.size(), kMaxPixelsPerByte, name));

  DecodedImage decoded;
  decoded.image.width = static_cast<int>(reader.width());
  decoded.image.height = static_cast<int>(reader.height());
  decoded.image.pixels.resize(size_t{kPixelBytes} * reader.width() * reader.height());
  uint8_t* pixels = decoded.image.pixels.data();
  const bool is_read = reader.is_plain_rgb() && ReadRgbRows(bytes, decoded.image.width, decoded.image.height, pixels);
  if (!is_read && !(reader.StartPixels() && reader.ReadPixels(pixels))) return DamagedFile(name, "PNG", reader.error());
  decoded.orientation = ExifOrientation(reader.Exif());
  return decoded;
}

}  // namespace assay
