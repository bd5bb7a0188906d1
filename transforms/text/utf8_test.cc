#include "transforms/text/utf8.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(CheckUtf8, EveryLength_Accepted) {
  for (const std::string text : {"", "a", "\u00e9", "\u20ac", "\U0001f600", "\uffff", "\U0010ffff", "12345678\u00e9"}) {
    EXPECT_TRUE(CheckUtf8(text).ok()) << text;
  }
  EXPECT_TRUE(CheckUtf8(std::string("a\0b", 3)).ok());
}

TEST(CheckUtf8, WhatIsNotUtf8_NamesOffsetAndByte) {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"\x80", "byte 0 (0x80)"},                // continues nothing
      {"ab\xff", "byte 2 (0xFF)"},              // never in UTF-8
      {"12345678abcd\xe9t", "byte 12 (0xE9)"},  // Latin-1
      {"\xc3", "byte 0 (0xC3)"},                // cut
      {"\u20ac\xf0\x9f\x98", "byte 3 (0xF0)"},  // cut
      {"\xc0\xaf", "byte 0 (0xC0)"},            // overlong
      {"\xe0\x80\xaf", "byte 0 (0xE0)"},        // overlong
      {"\xf0\x80\x80\xaf", "byte 0 (0xF0)"},    // overlong
      {"\xed\xa0\x80", "byte 0 (0xED)"},        // a surrogate
      {"\xf4\x90\x80\x80", "byte 0 (0xF4)"},    // above U+10FFFF
      {std::string("\0\0\xfe", 3), "byte 2 (0xFE)"},
  };
  for (const Case& expected : cases) {
    const absl::Status status = CheckUtf8(expected.text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(status.message(),
              expected.message + " is not UTF-8: decode the text from its own encoding, or replace the byte");
  }
}

TEST(Characters, EveryScalarValue_TakenAsItWasAppended) {
  std::string text;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c < 0xD800 || c >= 0xE000) AppendCharacter(c, text);
  }
  ASSERT_TRUE(CheckUtf8(text).ok());
  absl::string_view rest = text;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    ASSERT_EQ(TakeCharacter(rest), c);
  }
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace assay
