// Reading UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
//
//   ASSAY_RETURN_IF_ERROR(CheckUtf8(text));
//   while (!text.empty()) Use(TakeCharacter(text));
#ifndef ASSAY_TRANSFORMS_TEXT_UTF8_H_
#define ASSAY_TRANSFORMS_TEXT_UTF8_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay {

// Returns OK if the text is UTF-8. Errors: InvalidArgument, with the offset and the value of the first byte that is
// not.
absl::Status CheckUtf8(absl::string_view text);

// The first character, and `text` moved behind it. The text must be UTF-8 and not empty.
inline char32_t TakeCharacter(absl::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const char32_t lead = byte(0);
  const auto take = [&](size_t bytes, char32_t character) {
    text.remove_prefix(bytes);
    return character;
  };
  const auto tail = [&](size_t i) { return static_cast<char32_t>(byte(i) & 0x3F); };
  if (lead < 0x80) return take(1, lead);
  if (lead < 0xE0) return take(2, (lead & 0x1F) << 6 | tail(1));
  if (lead < 0xF0) return take(3, (lead & 0x0F) << 12 | tail(1) << 6 | tail(2));
  return take(4, (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3));
}

// Appends the character's UTF-8. The character must be a Unicode scalar value.
inline void AppendCharacter(char32_t character, std::string& text) {
  const auto tail = [&](int shift) { text.push_back(static_cast<char>(0x80 | (character >> shift & 0x3F))); };
  if (character < 0x80) {
    text.push_back(static_cast<char>(character));
  } else if (character < 0x800) {
    text.push_back(static_cast<char>(0xC0 | character >> 6));
    tail(0);
  } else if (character < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | character >> 12));
    tail(6), tail(0);
  } else {
    text.push_back(static_cast<char>(0xF0 | character >> 18));
    tail(12), tail(6), tail(0);
  }
}

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_UTF8_H_
