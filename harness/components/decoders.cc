#include "harness/components/decoders.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "harness/components/component.h"
#include "harness/stages.h"
#include "transforms/decode.h"

namespace assay {
namespace {

constexpr int kWidth = 21, kHeight = 13;

// Bytes without a pattern, in which no two rows are equal.
Bytes Varied(int64_t size) {
  Bytes bytes(size);
  uint32_t state = 1;
  for (uint8_t& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<uint8_t>(state >> 24);
  }
  return bytes;
}

// What a JPEG keeps: slopes, another one in each channel, and an edge.
Bytes Smooth(int channels) {
  Bytes bytes;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const int values[] = {12 * x, 18 * y, 240 - 11 * x, x < 9 ? 40 : 200};
      for (int c = 0; c < channels; ++c) bytes.push_back(static_cast<uint8_t>(values[c]));
    }
  }
  return bytes;
}

PngFile Png(int color_type, int bit_depth = 8) {
  const int channels[] = {1, 0, 3, 1, 2, 0, 4};
  const int row_bytes = (kWidth * channels[color_type] * bit_depth + 7) / 8;
  PngFile file = {.width = kWidth, .height = kHeight, .color_type = color_type, .bit_depth = bit_depth};
  file.rows = Varied(int64_t{row_bytes} * kHeight);
  if (color_type == 3) file.palette = Varied(3 << bit_depth);
  return file;
}

JpegFile Jpeg(int channels) {
  return {.width = kWidth, .height = kHeight, .channels = channels, .pixels = Smooth(channels)};
}

class Measurement {
 public:
  Measurement() { golden_.set_component("decoders"); }

  void Add(const std::string& name, const Bytes& file) { *golden_.add_item() = DecodeCase(name, file); }
  void Add(const std::string& name, const PngFile& file) { Add(absl::StrCat("png: ", name), EncodePng(file)); }
  void Add(const std::string& name, const JpegFile& file) { Add(absl::StrCat("jpeg: ", name), EncodeJpeg(file)); }

  proto::ComponentGolden Take() { return std::move(golden_); }

 private:
  proto::ComponentGolden golden_;
};

void AddPngs(Measurement& cases) {
  for (const int depth : {1, 2, 4, 8, 16}) cases.Add(absl::StrCat("grey, ", depth, " bits"), Png(0, depth));
  for (const int depth : {8, 16}) {
    cases.Add(absl::StrCat("RGB, ", depth, " bits"), Png(2, depth));
    cases.Add(absl::StrCat("grey and alpha, ", depth, " bits"), Png(4, depth));
    cases.Add(absl::StrCat("RGB and alpha, ", depth, " bits"), Png(6, depth));
  }
  for (const int depth : {1, 2, 4, 8}) cases.Add(absl::StrCat("palette, ", depth, " bits"), Png(3, depth));
  PngFile file = Png(3);
  file.transparency = {0, 128, 255, 7};
  cases.Add("palette with transparency", file);
  file = Png(2);
  file.transparency = {0, file.rows[0], 0, file.rows[1], 0, file.rows[2]};
  cases.Add("RGB with a transparent colour", file);
  file = Png(0);
  file.transparency = {0, file.rows[0]};
  cases.Add("grey with a transparent level", file);
  for (int filter = 0; filter <= 4; ++filter) {
    file = Png(2);
    file.filter = filter;
    cases.Add(absl::StrCat("filter ", filter), file);
  }
  file = Png(2);
  file.interlaced = true;
  cases.Add("interlaced", file);
  file = Png(2);
  file.idat_bytes = 7;
  cases.Add("many chunks", file);
}

void AddJpegs(Measurement& cases) {
  cases.Add("grey", Jpeg(1));
  cases.Add("RGB", Jpeg(3));
  cases.Add("CMYK", Jpeg(4));
  JpegFile file = Jpeg(4);
  file.ycck = true;
  cases.Add("YCCK", file);
  file = Jpeg(3);
  file.progressive = true;
  cases.Add("progressive", file);
  for (const auto& [name, width, height] : {std::tuple{"4:2:2", 2, 1}, {"4:4:0", 1, 2}, {"4:2:0", 2, 2}}) {
    file = Jpeg(3);
    file.chroma_width = width;
    file.chroma_height = height;
    cases.Add(name, file);
  }
}

void AddOrientations(Measurement& cases) {
  for (int orientation = 0; orientation <= 9; ++orientation) {
    PngFile png = Png(2);
    png.exif = ExifBlock(orientation, /*big_endian=*/orientation % 2 == 0);
    cases.Add(absl::StrCat("orientation ", orientation), png);
    JpegFile jpeg = Jpeg(3);
    jpeg.exif = ExifBlock(orientation, /*big_endian=*/orientation % 2 == 1);
    cases.Add(absl::StrCat("orientation ", orientation), jpeg);
  }
}

void AddRefused(Measurement& cases) {
  Bytes png = EncodePng(Png(2)), jpeg = EncodeJpeg(Jpeg(3));
  cases.Add("refused: empty", Bytes());
  for (const char* text : {"GIF89a\1\2", "not a cat\n", "<!DOCTYPE html><title>404</title>"}) {
    const std::string bytes = text;
    cases.Add(absl::StrCat("refused: ", bytes.substr(0, 3)), Bytes(bytes.begin(), bytes.end()));
  }
  cases.Add("refused: png cut short", Bytes(png.begin(), png.end() - 4));
  cases.Add("refused: jpeg cut short", Bytes(jpeg.begin(), jpeg.end() - 4));
  const std::string type = "IDAT";
  *(std::search(png.begin(), png.end(), type.begin(), type.end()) + 8) ^= 1;
  cases.Add("refused: png with a wrong checksum", png);
  cases.Add("refused: signature alone", Bytes(png.begin(), png.begin() + 8));
}

ASSAY_COMPONENT("decoders",
                [](const ComponentInputs&) -> absl::StatusOr<proto::ComponentGolden> { return MeasureDecoders(); });

}  // namespace

proto::ComponentCase DecodeCase(const std::string& name, const Bytes& file) {
  proto::ComponentCase item;
  item.set_name(name);
  const absl::StatusOr<Image> image = DecodeImage(file, name);
  if (image.ok()) {
    *item.mutable_stage() = PixelStage(name, "decode", *image);
  } else {
    AddRefusal(item, image.status());
  }
  return item;
}

proto::ComponentGolden MeasureDecoders() {
  Measurement cases;
  AddPngs(cases);
  AddJpegs(cases);
  AddOrientations(cases);
  AddRefused(cases);
  return cases.Take();
}

}  // namespace assay
