#include "transforms/decode_jpeg.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

// jpeglib.h needs <cstdio> before it.
#include <jerror.h>
#include <jpeglib.h>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "transforms/orientation.h"

namespace assay {
namespace {

// A block of 64 pixels takes a bit at least, and a quarter of the blocks may be all there are (4:1:0 chroma).
constexpr int64_t kMaxPixelsPerByte = 64 * 8 * 4;
// Each scan of a progressive image goes over all its pixels: libjpeg-turbo's own limit against files made to cost
// hours.
constexpr int kMaxScans = 500;
constexpr int kCmykBytes = 4;

// Warnings about bytes that hold no pixels. Every other one means that pixels are lost.
bool IsHarmless(int warning) {
  return warning == JWRN_EXTRANEOUS_DATA || warning == JWRN_ADOBE_XFORM || warning == JWRN_JFIF_MAJOR;
}

// As Pillow's conversion; `cmyk` is inverted, as Adobe writes it and everyone after it.
// Source: Pillow, src/libImaging/Convert.c, cmyk2rgb.
void CmykToRgb(const uint8_t* cmyk, int count, uint8_t* rgb) {
  for (int i = 0; i < count; ++i, cmyk += kCmykBytes, rgb += kPixelBytes) {
    const int light = cmyk[3];
    for (int c = 0; c < kPixelBytes; ++c) {
      const int product = (255 - cmyk[c]) * light + 128;
      rgb[c] = static_cast<uint8_t>(light - (((product >> 8) + product) >> 8));
    }
  }
}

// libjpeg reports an error by calling error_exit, which must not return. Each member function below that calls it sets
// the jump's target and holds only plain values, so that the jump passes no destructor.
class JpegReader {
 public:
  explicit JpegReader(absl::Span<const uint8_t> bytes) : bytes_(bytes) {
    jpeg_.err = jpeg_std_error(&errors_);
    jpeg_.client_data = this;
    errors_.error_exit = OnError;
    errors_.emit_message = OnMessage;
    progress_.progress_monitor = OnProgress;
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  bool ReadHeader() {
    if (setjmp(on_error_)) return false;
    jpeg_create_decompress(&jpeg_);
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, bytes_.data(), bytes_.size());
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&jpeg_, TRUE);
    return true;
  }

  // After ReadHeader: whether the image is of a kind that becomes RGB.
  bool ChooseOutput() {
    if (jpeg_.num_components == 4) {
      jpeg_.out_color_space = JCS_CMYK;
      return jpeg_.jpeg_color_space == JCS_CMYK || jpeg_.jpeg_color_space == JCS_YCCK;
    }
    jpeg_.out_color_space = JCS_RGB;
    return jpeg_.num_components == 1 || jpeg_.num_components == 3;
  }

  // `cmyk_row` has room for a row of CMYK where is_cmyk().
  bool ReadPixels(uint8_t* pixels, uint8_t* cmyk_row) {
    if (setjmp(on_error_)) return false;
    jpeg_start_decompress(&jpeg_);
    while (jpeg_.output_scanline < jpeg_.output_height) {
      uint8_t* row = pixels + size_t{kPixelBytes} * jpeg_.output_width * jpeg_.output_scanline;
      uint8_t* decoded = is_cmyk() ? cmyk_row : row;
      jpeg_read_scanlines(&jpeg_, &decoded, 1);
      if (is_cmyk()) CmykToRgb(cmyk_row, jpeg_.output_width, row);
    }
    jpeg_finish_decompress(&jpeg_);
    return true;
  }

  // The TIFF block of the first EXIF marker; XMP shares the marker's number. libjpeg forgets the markers once all
  // pixels are read.
  absl::Span<const uint8_t> Exif() const {
    static constexpr char kSignature[] = "Exif\0";  // and the literal's own zero
    for (const jpeg_marker_struct* marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
      if (marker->data_length > sizeof(kSignature) && std::memcmp(marker->data, kSignature, sizeof(kSignature)) == 0) {
        return absl::MakeConstSpan(marker->data, marker->data_length).subspan(sizeof(kSignature));
      }
    }
    return {};
  }

  bool is_cmyk() const { return jpeg_.out_color_space == JCS_CMYK; }
  bool is_arithmetic() const { return jpeg_.arith_code; }
  int64_t width() const { return jpeg_.image_width; }
  int64_t height() const { return jpeg_.image_height; }
  int components() const { return jpeg_.num_components; }
  const char* error() const { return error_; }

 private:
  static void OnError(j_common_ptr jpeg) {
    auto* reader = static_cast<JpegReader*>(jpeg->client_data);
    jpeg->err->format_message(jpeg, reader->error_);
    std::longjmp(reader->on_error_, 1);
  }

  static void OnMessage(j_common_ptr jpeg, int level) {
    const bool is_warning = level < 0;
    if (is_warning && !IsHarmless(jpeg->err->msg_code)) OnError(jpeg);
  }

  static void OnProgress(j_common_ptr jpeg) {
    if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= kMaxScans) return;
    auto* reader = static_cast<JpegReader*>(jpeg->client_data);
    std::snprintf(reader->error_, sizeof(reader->error_), "it has more than %d scans", kMaxScans);
    std::longjmp(reader->on_error_, 1);
  }

  absl::Span<const uint8_t> bytes_;
  jpeg_decompress_struct jpeg_ = {};
  jpeg_error_mgr errors_ = {};
  jpeg_progress_mgr progress_ = {};
  std::jmp_buf on_error_;
  char error_[JMSG_LENGTH_MAX] = "";
};

}  // namespace

absl::StatusOr<DecodedImage> DecodeJpeg(absl::Span<const uint8_t> bytes, absl::string_view name) {
  JpegReader reader(bytes);
  if (!reader.ReadHeader()) return DamagedFile(name, "JPEG", reader.error());
  const int64_t max_pixels_per_byte = reader.is_arithmetic() ? kMaxImagePixels : kMaxPixelsPerByte;
  ASSAY_RETURN_IF_ERROR(CheckHeader(reader.width(), reader.height(), bytes.size(), max_pixels_per_byte, name));
  if (!reader.ChooseOutput()) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is a JPEG of ", reader.components(),
                                                   " channels of unknown colours: expected grey, YCbCr, RGB, CMYK or "
                                                   "YCCK; convert it"));
  }

  DecodedImage decoded;
  decoded.orientation = ExifOrientation(reader.Exif());
  decoded.image.width = static_cast<int>(reader.width());
  decoded.image.height = static_cast<int>(reader.height());
  decoded.image.pixels.resize(size_t{kPixelBytes} * reader.width() * reader.height());
  std::vector<uint8_t> cmyk_row(reader.is_cmyk() ? kCmykBytes * reader.width() : 0);
  if (!reader.ReadPixels(decoded.image.pixels.data(), cmyk_row.data())) {
    return DamagedFile(name, "JPEG", reader.error());
  }
  return decoded;
}

}  // namespace assay
