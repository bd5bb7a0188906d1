#include "transforms/text/utf8.h"

#include <utf8proc.h>

#include <cstring>

#include "absl/strings/str_format.h"

namespace assay {
namespace {

// The length of the ASCII that `text` starts with, to the last eight bytes.
size_t AsciiPrefix(absl::string_view text) {
  size_t length = 0;
  for (uint64_t eight; length + sizeof(eight) <= text.size(); length += sizeof(eight)) {
    std::memcpy(&eight, text.data() + length, sizeof(eight));
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  return length;
}

}  // namespace

absl::Status CheckUtf8(absl::string_view text) {
  size_t i = AsciiPrefix(text);
  while (i < text.size()) {
    utf8proc_int32_t character;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + i;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - i), &character);
    if (length <= 0) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "byte %d (0x%02X) is not UTF-8: decode the text from its own encoding, or replace the byte", i, bytes[0]));
    }
    i += length;
    if (character < 0x80) i += AsciiPrefix(text.substr(i));
  }
  return absl::OkStatus();
}

}  // namespace assay
