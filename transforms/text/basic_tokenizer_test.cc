#include "transforms/text/basic_tokenizer.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using Words = std::vector<std::string>;

Words WordsOf(absl::string_view text, BasicTokenizerOptions options = {}) {
  const absl::StatusOr<Words> words = BasicTokenizer(options).Words(text);
  EXPECT_TRUE(words.ok()) << words.status();
  return words.value_or(Words());
}

TEST(BasicTokenizer, TextOfTheHeader_SplitsAsPromised) {
  EXPECT_EQ(WordsOf("Caf\u00e9, \u6771\u4eac!"), Words({"cafe", ",", "\u6771", "\u4eac", "!"}));
}

TEST(BasicTokenizer, NothingButWhatVanishes_HasNoWords) {
  for (const std::string text : {"", " \t\r\n", "\u3000\u00a0", "\u200b\ufeff", "\u0301", "\ue000"}) {
    EXPECT_EQ(WordsOf(text), Words()) << text;
  }
}

TEST(BasicTokenizer, ControlCharacters_VanishWithoutSplitting) {
  EXPECT_EQ(WordsOf(absl::string_view("a\0b\x01\x7f\u200b\ufffd\u00ad c", 15)), Words({"ab", "c"}));
  EXPECT_EQ(WordsOf("a\x0b"
                    "b\tc"),
            Words({"ab", "c"}));
}

TEST(BasicTokenizer, AsciiSymbols_AreWordsOfTheirOwn) {
  EXPECT_EQ(WordsOf("$5.00+a_b"), Words({"$", "5", ".", "00", "+", "a", "_", "b"}));
  EXPECT_EQ(WordsOf("\u20ac5\u00b1"), Words({"\u20ac5\u00b1"}));  // symbols beyond ASCII are letters
}

TEST(BasicTokenizer, TurkishDottedI_LosesItsDotWithTheAccentsAlone) {
  EXPECT_EQ(WordsOf("\u0130I\u0131"), Words({"ii\u0131"}));
  EXPECT_EQ(WordsOf("\u0130", {.strip_accents = false}), Words({"i\u0307"}));
  EXPECT_EQ(WordsOf("\u0130", {.lower_case = false}), Words({"I"}));
}

TEST(BasicTokenizer, Hangul_BecomesItsLetters) {
  EXPECT_EQ(WordsOf("\ud55c"), Words({"\u1112\u1161\u11ab"}));
  EXPECT_EQ(WordsOf("\ud55c", {.strip_accents = false}), Words({"\ud55c"}));
}

TEST(BasicTokenizer, MarksThatStay_StandInCanonicalOrder) {
  EXPECT_EQ(WordsOf("a\u302e\u0301\u1b44b"), Words({"a\u1b44\u302eb"}));
  // A mark of class 0 vanishes, and still ends the run.
  EXPECT_EQ(WordsOf("a\u302e\u0cbf\u1b44b"), Words({"a\u302e\u1b44b"}));
  EXPECT_EQ(WordsOf("a\u302e \u1b44b"), Words({"a\u302e", "\u1b44b"}));
}

TEST(BasicTokenizer, CasedOptions_KeepTextAsItIs) {
  EXPECT_EQ(WordsOf("\u00c9cole E\u0301", {.lower_case = false, .strip_accents = false}),
            Words({"\u00c9cole", "E\u0301"}));
}

TEST(BasicTokenizer, NotUtf8_RefusedWithTheOffset) {
  const absl::Status status = BasicTokenizer().Words("caf\xe9").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "byte 3 (0xE9) is not UTF-8: decode the text from its own encoding, or replace the byte");
}

TEST(BasicTokenizer, SinkThatHasEnough_IsNotCalledAgain) {
  int words = 0;
  int64_t characters = 0;
  BasicTokenizer().ForEachWord("one two-three", [&](const Word& word) {
    characters += word.characters;
    return ++words < 2;
  });
  EXPECT_EQ(words, 2);
  EXPECT_EQ(characters, 6);
}

// About 0.03 s where each step is linear, minutes where one is quadratic.
TEST(BasicTokenizer, FloodsOfAMegabyte_TakeLinearTime) {
  const auto seconds = [](const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    size_t bytes = 0;
    BasicTokenizer().ForEachWord(text, [&](const Word& word) {
      bytes += word.text.size();
      return true;
    });
    EXPECT_LE(bytes, 4 * text.size());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  for (const std::string unit : {"a", "\u00e9", "e\u0301", "\u0301", "\u302e", "\u302e\u1b44", "!", "[", "\ud55c",
                                 "\u6f22", "\U0001f600", "\ufdfa", "\u200b", "\u3000", "\u0344"}) {
    std::string text;
    while (text.size() < (1 << 20)) text += unit;
    EXPECT_LT(seconds(text), 2.0) << unit;
  }
}

}  // namespace
}  // namespace assay
