#include "transforms/encode_for_tests.h"

#include <png.h>

#include <cstdio>
#include <cstdlib>

// jpeglib.h needs <cstdio> before it.
#include <jpeglib.h>

namespace assay {
namespace {

void Append(png_structp png, png_bytep bytes, size_t size) {
  auto* encoded = static_cast<Bytes*>(png_get_io_ptr(png));
  encoded->insert(encoded->end(), bytes, bytes + size);
}

void SetTransparency(png_structp png, png_infop info, const PngFile& file) {
  if (file.color_type == PNG_COLOR_TYPE_PALETTE) {
    png_set_tRNS(png, info, file.transparency.data(), file.transparency.size(), nullptr);
    return;
  }
  png_color_16 color = {};
  const auto channel = [&](size_t c) {
    return static_cast<png_uint_16>(file.transparency[2 * c] << 8 | file.transparency[2 * c + 1]);
  };
  color.gray = channel(0);
  if (file.transparency.size() == 6) color.red = channel(0), color.green = channel(1), color.blue = channel(2);
  png_set_tRNS(png, info, nullptr, 0, &color);
}

}  // namespace

Bytes EncodePng(const PngFile& file) {
  Bytes encoded;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &encoded, Append, nullptr);
  png_set_IHDR(png, info, file.width, file.height, file.bit_depth, file.color_type,
               file.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> palette;
  for (size_t i = 0; i + 2 < file.palette.size(); i += 3) {
    palette.push_back({file.palette[i], file.palette[i + 1], file.palette[i + 2]});
  }
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), palette.size());
  if (!file.transparency.empty()) SetTransparency(png, info, file);
  Bytes exif = file.exif;
  if (!exif.empty()) png_set_eXIf_1(png, info, exif.size(), exif.data());
  if (file.filter >= 0) png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE << file.filter);
  if (file.idat_bytes > 0) png_set_compression_buffer_size(png, file.idat_bytes);
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  const size_t row_bytes = png_get_rowbytes(png, info);
  if (file.rows.size() != row_bytes * file.height) std::abort();
  for (int pass = 0; pass < passes; ++pass) {
    for (int row = 0; row < file.height; ++row) png_write_row(png, file.rows.data() + row * row_bytes);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return encoded;
}

Bytes EncodeJpeg(const JpegFile& file) {
  jpeg_compress_struct jpeg = {};
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = file.width;
  jpeg.image_height = file.height;
  jpeg.input_components = file.channels;
  jpeg.in_color_space = file.channels == 1 ? JCS_GRAYSCALE : file.channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  if (file.ycck) jpeg_set_colorspace(&jpeg, JCS_YCCK);
  jpeg_set_quality(&jpeg, 100, TRUE);
  for (int c = 0; c < jpeg.num_components; ++c) jpeg.comp_info[c].h_samp_factor = jpeg.comp_info[c].v_samp_factor = 1;
  jpeg.comp_info[0].h_samp_factor = file.chroma_width;
  jpeg.comp_info[0].v_samp_factor = file.chroma_height;
  if (file.progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!file.exif.empty()) {
    Bytes marker = {'E', 'x', 'i', 'f', 0, 0};
    marker.insert(marker.end(), file.exif.begin(), file.exif.end());
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, marker.data(), marker.size());
  }
  const size_t row_bytes = size_t(file.channels) * file.width;
  if (file.pixels.size() != row_bytes * file.height) std::abort();
  for (int row = 0; row < file.height; ++row) {
    auto* pixels = const_cast<uint8_t*>(file.pixels.data() + row * row_bytes);
    jpeg_write_scanlines(&jpeg, &pixels, 1);
  }
  jpeg_finish_compress(&jpeg);
  Bytes encoded(buffer, buffer + size);
  std::free(buffer);
  jpeg_destroy_compress(&jpeg);
  return encoded;
}

Bytes ExifBlock(int orientation, bool big_endian) {
  const auto value = static_cast<uint8_t>(orientation);
  if (big_endian) {
    return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0};
  }
  return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0};
}

}  // namespace assay
