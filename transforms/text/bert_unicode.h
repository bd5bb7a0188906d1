// What BERT's tokenizer takes a character for. Hugging Face's asks tables of several Unicode versions (marks and
// punctuation of Unicode 8, order of marks of 9, lower case of 17), and a model keeps to what it was trained with. So
// the kinds of characters are the reference's own answers (bert_unicode_tables.h), whatever version utf8proc has;
// decomposition, order and lower case are utf8proc's, but for the characters in which the two differ.
//
//   BertUnicode unicode;
//   unicode.Flags(U'!') & BertUnicode::kPunctuation;  // true
#ifndef ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_H_
#define ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_H_

#include <array>
#include <cstdint>

#include "absl/types/span.h"

namespace assay {

class BertUnicode {
 public:
  enum Flag : uint8_t {
    kDropped = 1,          // vanishes
    kSpace = 2,            // ends a word
    kPunctuation = 4,      // a word of its own, once it is in lower case
    kIdeograph = 8,        // stands between blanks
    kNonspacingMark = 16,  // vanishes with the accents
    kMovableMark = 32,     // stays, in canonical order
    kUndecomposed = 64,    // stays whole, though a decomposition is known by now
  };
  // The most characters that one decomposes into.
  static constexpr int kMostDecomposed = 32;

  // Shares one table, which the first one makes (128 KiB).
  BertUnicode();

  // What holds of the character: any of the flags, or'ed.
  uint8_t Flags(char32_t character) const {
    return character < kTableSize ? (*table_)[character] : FlagsBeyondTable(character);
  }

  // The canonical decomposition, written to `decomposed`; the number of characters.
  int Decompose(char32_t character, absl::Span<int32_t> decomposed) const;

  // The lower case, always one character: for U+0130, which has two, the first.
  char32_t ToLower(char32_t character) const;

  // The canonical combining class; 0 for a character that is no mark.
  int CombiningClass(char32_t character) const;

 private:
  static constexpr char32_t kTableSize = 0x20000;
  using Table = std::array<uint8_t, kTableSize>;

  static uint8_t FlagsBeyondTable(char32_t character);
  static const Table& SharedTable();

  const Table* table_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_BERT_UNICODE_H_
