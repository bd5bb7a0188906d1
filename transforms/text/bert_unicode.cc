#include "transforms/text/bert_unicode.h"

#include <utf8proc.h>

#include <algorithm>

#include "transforms/text/bert_unicode_tables.h"

namespace assay {
namespace {

constexpr CharacterRange kSpaces[] = {{0x09, 0x0A},     {0x0D, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},
                                      {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                      {0x205F, 0x205F}, {0x3000, 0x3000}};

// The blocks of the reference: U+2B820 to U+2B91F, of extension E, are not among them.
constexpr CharacterRange kIdeographs[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},  {0x20000, 0x2A6DF},
                                          {0x2A700, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};

struct FlaggedRanges {
  BertUnicode::Flag flag;
  absl::Span<const CharacterRange> ranges;
};

const FlaggedRanges kFlaggedRanges[] = {
    {BertUnicode::kDropped, kDropped},           {BertUnicode::kSpace, kSpaces},
    {BertUnicode::kPunctuation, kPunctuation},   {BertUnicode::kIdeograph, kIdeographs},
    {BertUnicode::kMovableMark, kMovableMarks},  {BertUnicode::kNonspacingMark, kNonspacingMarks},
    {BertUnicode::kUndecomposed, kUndecomposed},
};

// The range that holds the character, or null.
template <typename Range>
const Range* Find(absl::Span<const Range> ranges, char32_t character) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), character,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && character <= (after - 1)->last ? &*(after - 1) : nullptr;
}

}  // namespace

BertUnicode::BertUnicode() : table_(&SharedTable()) {}

const BertUnicode::Table& BertUnicode::SharedTable() {
  static const Table* table = [] {
    auto* made = new Table();
    for (const FlaggedRanges& flagged : kFlaggedRanges) {
      for (const CharacterRange& range : flagged.ranges) {
        const char32_t end = std::min<char32_t>(range.last + 1, kTableSize);
        for (char32_t character = range.first; character < end; ++character) (*made)[character] |= flagged.flag;
      }
    }
    return made;
  }();
  return *table;
}

uint8_t BertUnicode::FlagsBeyondTable(char32_t character) {
  uint8_t flags = 0;
  for (const FlaggedRanges& flagged : kFlaggedRanges) {
    if (Find(flagged.ranges, character) != nullptr) flags |= flagged.flag;
  }
  return flags;
}

int BertUnicode::Decompose(char32_t character, absl::Span<int32_t> decomposed) const {
  if (Flags(character) & kUndecomposed) {
    decomposed[0] = static_cast<int32_t>(character);
    return 1;
  }
  int boundary_class = 0;
  return static_cast<int>(utf8proc_decompose_char(
      static_cast<utf8proc_int32_t>(character), decomposed.data(), static_cast<utf8proc_ssize_t>(decomposed.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary_class));
}

char32_t BertUnicode::ToLower(char32_t character) const {
  if (const LowerCaseRange* young = Find(absl::MakeConstSpan(kYoungCapitals), character)) {
    return character + young->added;
  }
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character)));
}

int BertUnicode::CombiningClass(char32_t character) const {
  if ((Flags(character) & (kMovableMark | kNonspacingMark)) == 0) return 0;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(character))->combining_class;
}

}  // namespace assay
