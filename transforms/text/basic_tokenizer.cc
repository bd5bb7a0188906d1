#include "transforms/text/basic_tokenizer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tools/base/status_macros.h"
#include "transforms/text/bert_unicode.h"
#include "transforms/text/utf8.h"

namespace assay {
namespace {

constexpr char32_t kCapitalIWithDot = 0x130;
constexpr char32_t kCombiningDotAbove = 0x307;

// The lower case of an ASCII letter or digit; 0 for all else.
constexpr std::array<char, 256> kLowerAscii = [] {
  std::array<char, 256> lower = {};
  for (int i = '0'; i <= '9'; ++i) lower[i] = static_cast<char>(i);
  for (int i = 'a'; i <= 'z'; ++i) lower[i] = lower[i - 'a' + 'A'] = static_cast<char>(i);
  return lower;
}();

char LowerAscii(char c) { return kLowerAscii[static_cast<uint8_t>(c)]; }

// Puts words together from characters.
class WordScanner {
 public:
  WordScanner(const BasicTokenizerOptions& options, absl::FunctionRef<bool(const Word&)> sink)
      : options_(options), sink_(sink) {}

  void Scan(absl::string_view text) {
    while (wanted_) {
      TakeAsciiLetters(text);
      if (text.empty()) break;
      Clean(TakeCharacter(text));
    }
    EndWord();
  }

 private:
  // The characters that most text is made of, without asking any table twice.
  void TakeAsciiLetters(absl::string_view& text) {
    size_t count = 0;
    while (count < text.size() && LowerAscii(text[count]) != 0) ++count;
    if (count == 0) return;
    PlaceMarks();
    word_.append(text.data(), count);
    characters_ += static_cast<int64_t>(count);
    if (options_.lower_case) {
      for (size_t i = word_.size() - count; i < word_.size(); ++i) word_[i] = LowerAscii(word_[i]);
    }
    text.remove_prefix(count);
  }

  void Clean(char32_t character) {
    const uint8_t flags = unicode_.Flags(character);
    if (flags & BertUnicode::kDropped) return;
    if (flags & BertUnicode::kSpace) return EndWord();
    if (flags & BertUnicode::kIdeograph) EndWord();
    if (options_.strip_accents && character >= 0x80) {
      std::array<int32_t, BertUnicode::kMostDecomposed> parts;
      const int count = unicode_.Decompose(character, absl::MakeSpan(parts));
      for (int i = 0; i < count; ++i) Order(static_cast<char32_t>(parts[i]));
    } else {
      PlaceMarks();
      Lower(character);
    }
    if (flags & BertUnicode::kIdeograph) EndWord();
  }

  // Canonical order: marks that stay wait for the end of their run. Marks that go need not be in order first.
  void Order(char32_t character) {
    const uint8_t flags = unicode_.Flags(character);
    if (flags & BertUnicode::kMovableMark) {
      marks_.emplace_back(unicode_.CombiningClass(character), character);
      return;
    }
    const bool strip = flags & BertUnicode::kNonspacingMark;
    // A mark of class 0 is stripped, and ends a run all the same.
    if (!marks_.empty() && (!strip || unicode_.CombiningClass(character) == 0)) PlaceMarks();
    if (!strip) Lower(character);
  }

  void PlaceMarks() {
    if (marks_.empty()) return;
    std::stable_sort(marks_.begin(), marks_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [combining_class, character] : marks_) Lower(character);
    marks_.clear();
  }

  void Lower(char32_t character) {
    if (!options_.lower_case) return Place(character);
    Place(unicode_.ToLower(character));
    if (character == kCapitalIWithDot) Place(kCombiningDotAbove);
  }

  void Place(char32_t character) {
    if (unicode_.Flags(character) & BertUnicode::kPunctuation) {
      SendWord();
      AppendCharacter(character, word_);
      characters_ = 1;
      SendWord();
      return;
    }
    AppendCharacter(character, word_);
    ++characters_;
  }

  void EndWord() {
    PlaceMarks();
    SendWord();
  }

  void SendWord() {
    if (characters_ > 0 && wanted_) wanted_ = sink_({.text = word_, .characters = characters_});
    word_.clear();
    characters_ = 0;
  }

  const BertUnicode unicode_;
  const BasicTokenizerOptions& options_;
  const absl::FunctionRef<bool(const Word&)> sink_;
  std::string word_;
  int64_t characters_ = 0;
  std::vector<std::pair<int, char32_t>> marks_;  // combining class and character
  bool wanted_ = true;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> BasicTokenizer::Words(absl::string_view text) const {
  ASSAY_RETURN_IF_ERROR(CheckUtf8(text));
  std::vector<std::string> words;
  ForEachWord(text, [&](const Word& word) {
    words.emplace_back(word.text);
    return true;
  });
  return words;
}

void BasicTokenizer::ForEachWord(absl::string_view text, absl::FunctionRef<bool(const Word&)> sink) const {
  WordScanner(options_, sink).Scan(text);
}

}  // namespace assay
