#include "transforms/png_rows.h"

#include <zlib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "transforms/image.h"

namespace assay {
namespace {

constexpr size_t kSignatureBytes = 8;
constexpr size_t kChunkOverhead = 12;       // length, type, checksum
constexpr int64_t kBlockBytes = 128 << 10;  // inflated at once: stays in the second-level cache

uint32_t BigEndian(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

// Rows have room for this many bytes after their end, so that the last pixel too can be loaded as four bytes.
constexpr int kPadding = 1;

// Adds to each byte its neighbour (left, above, above left) that is nearest to left + above - above_left; ties in this
// order. The choice is as unpredictable as the photograph, so it is made without a branch.
#if defined(__SSE2__)

__m128i LoadPixel(const uint8_t* bytes) {
  int32_t pixel;
  std::memcpy(&pixel, bytes, sizeof(pixel));
  return _mm_unpacklo_epi8(_mm_cvtsi32_si128(pixel), _mm_setzero_si128());
}

__m128i Magnitude(__m128i words) { return _mm_max_epi16(words, _mm_sub_epi16(_mm_setzero_si128(), words)); }

__m128i Select(__m128i mask, __m128i chosen, __m128i other) {
  return _mm_or_si128(_mm_and_si128(mask, chosen), _mm_andnot_si128(mask, other));
}

void UndoPaeth(const uint8_t* source, const uint8_t* above_row, int64_t bytes, uint8_t* row) {
  const __m128i low_bytes = _mm_set1_epi16(255);
  __m128i left = _mm_setzero_si128(), above_left = left;
  for (int64_t i = 0; i < bytes; i += kPixelBytes) {
    const __m128i above = LoadPixel(above_row + i);
    const __m128i down = _mm_sub_epi16(above, above_left), right = _mm_sub_epi16(left, above_left);
    const __m128i to_left = Magnitude(down), to_above = Magnitude(right);
    const __m128i least = _mm_min_epi16(_mm_min_epi16(to_left, to_above), Magnitude(_mm_add_epi16(down, right)));
    const __m128i nearest =
        Select(_mm_cmpeq_epi16(least, to_left), left, Select(_mm_cmpeq_epi16(least, to_above), above, above_left));
    left = _mm_and_si128(_mm_add_epi16(LoadPixel(source + i), nearest), low_bytes);
    above_left = above;
    const int32_t pixel = _mm_cvtsi128_si32(_mm_packus_epi16(left, left));
    std::memcpy(row + i, &pixel, kPixelBytes);
  }
}

#else

void UndoPaeth(const uint8_t* source, const uint8_t* above_row, int64_t bytes, uint8_t* row) {
  for (int64_t i = 0; i < bytes; ++i) {
    const int left = i < kPixelBytes ? 0 : row[i - kPixelBytes], above = above_row[i];
    const int above_left = i < kPixelBytes ? 0 : above_row[i - kPixelBytes];
    const int to_left = std::abs(above - above_left), to_above = std::abs(left - above_left);
    const int nearer = to_above < to_left ? above : left;
    const int to_above_left = std::abs(above + left - 2 * above_left);
    row[i] = source[i] + (to_above_left < std::min(to_left, to_above) ? above_left : nearer);
  }
}

#endif

// Undoes one row's filter. `above` is the row before, or zeros. Returns whether the filter is one of PNG's five.
bool UndoFilter(int filter, const uint8_t* source, const uint8_t* above, int64_t bytes, uint8_t* row) {
  int left[kPixelBytes] = {};
  switch (filter) {
    case 0:
      std::memcpy(row, source, bytes);
      return true;
    case 1:
      for (int64_t i = 0; i < bytes; i += kPixelBytes) {
        for (int c = 0; c < kPixelBytes; ++c) row[i + c] = left[c] = (source[i + c] + left[c]) & 255;
      }
      return true;
    case 2:
      for (int64_t i = 0; i < bytes; ++i) row[i] = source[i] + above[i];
      return true;
    case 3:
      for (int64_t i = 0; i < bytes; i += kPixelBytes) {
        for (int c = 0; c < kPixelBytes; ++c) {
          row[i + c] = left[c] = (source[i + c] + (left[c] + above[i + c]) / 2) & 255;
        }
      }
      return true;
    case 4:
      UndoPaeth(source, above, bytes, row);
      return true;
    default:
      return false;
  }
}

// Takes the deflated stream piece by piece and writes rows of pixels.
class RowInflater {
 public:
  RowInflater(int width, int height, uint8_t* pixels)
      : row_bytes_(int64_t{kPixelBytes} * width), rows_left_(height), row_(pixels), zeros_(row_bytes_ + kPadding) {
    above_ = zeros_.data();
    block_bytes_ = (1 + row_bytes_) * std::clamp<int64_t>(kBlockBytes / (1 + row_bytes_), 1, height);
    block_.resize(block_bytes_ + kPadding);
    started_ = inflateInit(&stream_) == Z_OK;
    StartBlock();
  }
  ~RowInflater() {
    if (started_) inflateEnd(&stream_);
  }
  RowInflater(const RowInflater&) = delete;
  RowInflater& operator=(const RowInflater&) = delete;

  // Returns false when the stream is damaged, or holds more than the image.
  bool Add(absl::Span<const uint8_t> deflated) {
    stream_.next_in = const_cast<uint8_t*>(deflated.data());
    stream_.avail_in = deflated.size();
    while (started_ && !ended_) {
      const int result = inflate(&stream_, Z_NO_FLUSH);
      ended_ = result == Z_STREAM_END;
      if (!ended_ && result != Z_OK && result != Z_BUF_ERROR) return false;
      const bool block_is_full = stream_.avail_out == 0;
      if (block_is_full && rows_left_ > 0) {
        if (!FinishBlock()) return false;
      } else if (!ended_) {
        return stream_.avail_in == 0;
      }
    }
    return started_ && stream_.avail_in == 0;
  }

  // Whether all rows came and the stream ended with a sound checksum.
  bool complete() const { return ended_ && rows_left_ == 0; }

 private:
  void StartBlock() {
    stream_.next_out = block_.data();
    stream_.avail_out = std::min(block_bytes_, rows_left_ * (1 + row_bytes_));
  }

  bool FinishBlock() {
    for (const uint8_t* source = block_.data(); source < stream_.next_out; source += 1 + row_bytes_) {
      if (!UndoFilter(source[0], source + 1, above_, row_bytes_, row_)) return false;
      above_ = row_;
      row_ += row_bytes_;
      --rows_left_;
    }
    StartBlock();
    return true;
  }

  int64_t row_bytes_;
  int64_t rows_left_;
  int64_t block_bytes_;
  uint8_t* row_;
  const uint8_t* above_;
  std::vector<uint8_t> zeros_;
  std::vector<uint8_t> block_;
  z_stream stream_ = {};
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace

bool ReadRgbRows(absl::Span<const uint8_t> file, int width, int height, uint8_t* pixels) {
  RowInflater rows(width, height, pixels);
  bool in_pixels = false;
  for (size_t at = kSignatureBytes; at + kChunkOverhead <= file.size();) {
    const uint8_t* chunk = file.data() + at;
    const uint32_t length = BigEndian(chunk);
    if (length > file.size() - at - kChunkOverhead) return false;
    const bool is_pixels = std::memcmp(chunk + 4, "IDAT", 4) == 0;
    if (in_pixels || is_pixels) {
      const uint32_t checksum = crc32(0, chunk + 4, 4 + length);
      if (checksum != BigEndian(chunk + 8 + length)) return false;
      if (!is_pixels) return std::memcmp(chunk + 4, "IEND", 4) == 0 && rows.complete();
      if (length > 0 && !rows.Add(absl::MakeConstSpan(chunk + 8, length))) return false;
      in_pixels = true;
    }
    at += kChunkOverhead + length;
  }
  return false;
}

}  // namespace assay
