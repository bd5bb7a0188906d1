// Random bytes, random characters and mangled sentences for a second: refused or encoded, never a crash, and always
// within what the tokenizer promises.
//
// Run with --config=asan and --config=ubsan this is a fuzzer's first minute, made deterministic.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/text/reference_for_tests.h"
#include "transforms/text/text_encoding.h"
#include "transforms/text/utf8.h"

namespace assay {
namespace {

constexpr int kMaxLength = 40;
constexpr int kRounds = 30'000;

class Mutation : public testing::Test {
 protected:
  const WordPieceTokenizer& tokenizer() const { return encoding_.tokenizer(); }

  // Whether the text was encoded. What was keeps the promises of word_piece_tokenizer.h.
  bool EncodesSoundly(const std::string& text) {
    const absl::StatusOr<std::vector<int64_t>> ids = tokenizer().Encode(text);
    EXPECT_EQ(ids.ok(), CheckUtf8(text).ok());
    if (!ids.ok()) {
      EXPECT_EQ(ids.status().code(), absl::StatusCode::kInvalidArgument);
      return false;
    }
    EXPECT_GE(ids->size(), 2);
    EXPECT_LE(ids->size(), kMaxLength);
    EXPECT_EQ(ids->front(), 101);
    EXPECT_EQ(ids->back(), 102);
    EXPECT_TRUE(std::all_of(ids->begin(), ids->end(), [](int64_t id) { return id >= 0 && id < 30522; }));
    // What vanishes at the ends leaves no trace, and a text is encoded from the left.
    EXPECT_EQ(tokenizer().Encode(" \u200b" + text + "\t").value(), *ids);
    return true;
  }

  // Of all planes, but mostly where tokenizers have rules.
  std::string RandomCharacters() {
    static constexpr char32_t kFirst[] = {0x20,   0x20,   0x80,   0x300,  0x590,   0x900,  0x1100,
                                          0x2000, 0x3000, 0xAC00, 0xF900, 0x1D100, 0x2A6D0};
    std::string text;
    for (size_t count = random_() % 40; count > 0; --count) {
      char32_t character =
          random_() % 8 == 0 ? random_() % 0x110000 : kFirst[random_() % std::size(kFirst)] + random_() % 0x60;
      if (character >= 0xD800 && character < 0xE000) character = U'\u302e';
      AppendCharacter(character, text);
    }
    return text;
  }

  const TextEncoding encoding_ =
      TextEncoding::Create({.vocabulary_path = MiniLmVocabularyPath(), .max_length = kMaxLength}).value();
  std::mt19937 random_{20240229};
};

TEST_F(Mutation, RandomCharacters_AlwaysEncoded) {
  for (int i = 0; i < kRounds; ++i) ASSERT_TRUE(EncodesSoundly(RandomCharacters()));
}

TEST_F(Mutation, RandomBytes_NeverCrash) {
  int encoded = 0;
  for (int i = 0; i < kRounds; ++i) {
    std::string text(random_() % 12, '\0');
    for (char& byte : text) byte = static_cast<char>(random_());
    encoded += EncodesSoundly(text);
  }
  // The empty one, at least, and nearly none of the long ones.
  EXPECT_GT(encoded, kRounds / 20);
  EXPECT_LT(encoded, kRounds / 2);
}

TEST_F(Mutation, MangledSentences_NeverCrash) {
  const nlohmann::json cases = ReadReference("sentences.json").at("cases");
  int encoded = 0;
  for (int i = 0; i < kRounds; ++i) {
    std::string text = cases[random_() % cases.size()].at("text");
    text = text.substr(0, random_() % 200);
    for (int change = 0; change < 3 && !text.empty(); ++change) {
      const size_t at = random_() % text.size();
      switch (random_() % 3) {
        case 0:
          text[at] = static_cast<char>(random_());
          break;
        case 1:
          text.erase(at, 1 + random_() % 3);
          break;
        default:
          text.insert(at, RandomCharacters());
          break;
      }
    }
    encoded += EncodesSoundly(text);
  }
  EXPECT_GT(encoded, kRounds / 10);
  EXPECT_LT(encoded, kRounds * 9 / 10);
}

}  // namespace
}  // namespace assay
