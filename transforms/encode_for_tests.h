// Makes the PNG and JPEG files that the decoders' tests and lock (harness/components/decoders.h) read, so that no binary
// file is committed.
#ifndef ASSAY_TRANSFORMS_ENCODE_FOR_TESTS_H_
#define ASSAY_TRANSFORMS_ENCODE_FOR_TESTS_H_

#include <cstdint>
#include <vector>

namespace assay {

using Bytes = std::vector<uint8_t>;

struct PngFile {
  int width = 1;
  int height = 1;
  int color_type = 2;  // PNG's: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
  int bit_depth = 8;
  bool interlaced = false;
  Bytes rows = {};          // packed as PNG packs them
  Bytes palette = {};       // RGB triples
  Bytes transparency = {};  // tRNS: alpha per palette entry; two bytes a channel of the transparent colour otherwise
  Bytes exif = {};
  int filter = -1;     // 0 to 4; -1 leaves the choice to libpng
  int idat_bytes = 0;  // the most in one IDAT; 0 for libpng's own
};

Bytes EncodePng(const PngFile& file);

struct JpegFile {
  int width = 8;
  int height = 8;
  int channels = 3;  // 1 grey, 3 RGB, 4 CMYK as stored: inverted
  bool ycck = false;
  bool progressive = false;
  // The pixels that a sample of chroma spans: 2 and 2 are "4:2:0".
  int chroma_width = 1;
  int chroma_height = 1;
  Bytes pixels = {};
  Bytes exif = {};
};

// At quality 100: without subsampling flat colours come back within a level or two.
Bytes EncodeJpeg(const JpegFile& file);

// A TIFF block with one entry: the orientation.
Bytes ExifBlock(int orientation, bool big_endian);

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_ENCODE_FOR_TESTS_H_
