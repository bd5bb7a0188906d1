#include "harness/accuracy/image_bits.h"

#include <zlib.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

// More images than any data set has: a damaged count must not ask for memory.
constexpr int64_t kMostImages = int64_t{1} << 30;

Bytef* AsBytes(std::string& text) { return reinterpret_cast<Bytef*>(text.data()); }

}  // namespace

std::string PackBits(const std::vector<bool>& bits) {
  std::string bytes((bits.size() + 7) / 8, '\0');
  for (size_t i = 0; i < bits.size(); ++i) {
    if (bits[i]) bytes[i / 8] = static_cast<char>(bytes[i / 8] | (1 << (i % 8)));
  }
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  // Fails for a lack of room alone, which compressBound rules out.
  compress2(AsBytes(packed), &size, AsBytes(bytes), bytes.size(), Z_BEST_COMPRESSION);
  packed.resize(size);
  return absl::Base64Escape(packed);
}

absl::StatusOr<std::vector<bool>> UnpackBits(absl::string_view text, int64_t count) {
  const auto damaged = [&] { return absl::DataLossError(absl::StrCat("the bits of ", count, " images are damaged")); };
  std::string packed;
  if (count < 0 || count > kMostImages || !absl::Base64Unescape(text, &packed)) return damaged();
  const size_t expected = static_cast<size_t>((count + 7) / 8);
  // One byte more, so that what is too long shows.
  std::string bytes(expected + 1, '\0');
  uLongf size = bytes.size();
  if (uncompress(AsBytes(bytes), &size, AsBytes(packed), packed.size()) != Z_OK || size != expected) return damaged();
  std::vector<bool> bits(static_cast<size_t>(count));
  for (size_t i = 0; i < bits.size(); ++i) bits[i] = (bytes[i / 8] >> (i % 8) & 1) != 0;
  return bits;
}

}  // namespace assay
