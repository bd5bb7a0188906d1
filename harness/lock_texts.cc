#include "harness/lock_texts.h"

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

std::string Repeat(const std::string& text, int count) {
  std::string repeated;
  for (int i = 0; i < count; ++i) repeated += text;
  return repeated;
}

std::vector<LockText> MakeTexts() {
  return {
      {"plain", "A cat sits on the mat."},
      {"case", "McDonald PARIS İstanbul ΣΊΣΥΦΟΣ Straße"},
      {"accents", "Café naïve Ålesund e\u0301a\u0308 Đặng"},
      {"cjk", "東京 and 中文are㐀one𠀀word"},
      {"kana and hangul", "ひらがな 한글 가각"},
      {"emoji", "so 😀 good 👩‍👩‍👧 🇩🇪"},
      {"punctuation", "don't stop—now: $5 [x] ^a| ~b` «c» 1,000.5"},
      {"white space", " \ta\u00a0b\u2003c\u3000d\n\re \u2028f"},
      {"control characters", std::string("a\0b\x01"
                                         "c\u200bd\u00ade\ufeff"
                                         "f\ufffdg",
                                         20)},
      {"special tokens", "[MASK] [mask] [CLS]x [SEP] [UNK]y [PAD]"},
      {"no piece", "qqq☃ ☃qqq"},
      {"pieces", "unwanted runningly unaffable"},
      {"hundred letters", Repeat("a", 100)},
      {"hundred and one letters", Repeat("a", 101)},
      {"too long", Repeat("cat ", 600)},
      {"empty", ""},
  };
}

std::string MakeVocabulary() {
  std::string text = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  for (const char* prefix : {"", "##"}) {
    for (char c = '!'; c <= '~'; ++c) absl::StrAppend(&text, prefix, std::string(1, c), "\n");
    for (const char* letter : {"é", "ï", "å", "Å", "ä", "ß", "İ", "σ", "ς", "Σ", "đ", "Đ", "ặ", "\u0301", "\u0308"})
      absl::StrAppend(&text, prefix, letter, "\n");
  }
  for (const char* piece :
       {"cat", "mat",  "un", "##want", "##ed", "run", "##ning", "##ly", "una",  "##ff", "##able", "東",
        "京",  "##京", "中", "文",     "東京", "ひ",  "##ら",   "ᄒ",   "##ᅡ", "😀",    "—",      "\u00ad"})
    absl::StrAppend(&text, piece, "\n");
  return text;
}

}  // namespace

const std::vector<LockText>& LockTexts() {
  static const auto& texts = *new std::vector<LockText>(MakeTexts());
  return texts;
}

const std::string& LockVocabulary() {
  static const auto& text = *new std::string(MakeVocabulary());
  return text;
}

}  // namespace assay
