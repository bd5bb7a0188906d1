#include "transforms/text/word_piece_tokenizer.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using Tokens = std::vector<std::string>;

constexpr char kSpecial[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

absl::StatusOr<WordPieceTokenizer> Tokenizer(absl::string_view vocabulary, WordPieceOptions options = {}) {
  return WordPieceTokenizer::Create(Vocabulary::Parse(vocabulary, "v.txt").value(), options);
}

Tokens TokensOf(absl::string_view text, int max_length = 512) {
  const absl::StatusOr<WordPieceTokenizer> tokenizer = Tokenizer(
      absl::StrCat(kSpecial, "un\nunaff\n##aff\n##able\n##a\n##ab\n!\n[\n]\nword\n##\nmask\nx\n##x\n\u6f22\n"),
      {.max_length = max_length});
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.status();
  return tokenizer->Tokens(tokenizer->Encode(text).value()).value();
}

TEST(WordPieceTokenizer, Word_IsCutIntoTheLongestPiecesFromTheLeft) {
  EXPECT_EQ(TokensOf("Unaffable!"), Tokens({"[CLS]", "unaff", "##able", "!", "[SEP]"}));
  EXPECT_EQ(TokensOf("una"), Tokens({"[CLS]", "un", "##a", "[SEP]"}));
}

// "##ab" is the longest, and nothing covers the "l" behind it: no shorter piece is tried.
TEST(WordPieceTokenizer, WordThatThePiecesDoNotCover_IsUnknownWhole) {
  EXPECT_EQ(TokensOf("unabl un"), Tokens({"[CLS]", "[UNK]", "un", "[SEP]"}));
  EXPECT_EQ(TokensOf("able"), Tokens({"[CLS]", "[UNK]", "[SEP]"}));
}

TEST(WordPieceTokenizer, WordOfMoreThan100Characters_IsUnknown) {
  EXPECT_EQ(TokensOf(std::string(100, 'x')).size(), 102);
  EXPECT_EQ(TokensOf(std::string(101, 'x')), Tokens({"[CLS]", "[UNK]", "[SEP]"}));
}

TEST(WordPieceTokenizer, TypedSpecialTokens_AreThemselves) {
  EXPECT_EQ(TokensOf("un[MASK]un [[SEP]] [mask]"),
            Tokens({"[CLS]", "un", "[MASK]", "un", "[", "[SEP]", "]", "[", "mask", "]", "[SEP]"}));
}

TEST(WordPieceTokenizer, TextLongerThanMaxLength_IsCutBeforeItsSep) {
  EXPECT_EQ(TokensOf("unaffable word", 4), Tokens({"[CLS]", "unaff", "##able", "[SEP]"}));
  EXPECT_EQ(TokensOf("unaffable word", 3), Tokens({"[CLS]", "unaff", "[SEP]"}));
  EXPECT_EQ(TokensOf("word [MASK] word", 4), Tokens({"[CLS]", "word", "[MASK]", "[SEP]"}));
  EXPECT_EQ(TokensOf("word [MASK] word", 3), Tokens({"[CLS]", "word", "[SEP]"}));
  EXPECT_EQ(TokensOf("word", 2), Tokens({"[CLS]", "[SEP]"}));
}

TEST(WordPieceTokenizer, BytesBeyondMaxLengthThatAreNotUtf8_AreRefusedToo) {
  const absl::StatusOr<WordPieceTokenizer> tokenizer = Tokenizer(absl::StrCat(kSpecial, "x"), {.max_length = 3});
  const absl::Status status = tokenizer->Encode("x x x \xff").status();
  EXPECT_EQ(status.message(), "byte 6 (0xFF) is not UTF-8: decode the text from its own encoding, or replace the byte");
}

TEST(WordPieceTokenizer, VocabularyWithoutContinuations_SplitsNoWord) {
  const absl::StatusOr<WordPieceTokenizer> tokenizer = Tokenizer(absl::StrCat(kSpecial, "x\ny"));
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ(tokenizer->Encode("x xy y").value(), std::vector<int64_t>({2, 5, 1, 6, 3}));
}

TEST(WordPieceTokenizer, MissingSpecialTokens_AreAllNamed) {
  const absl::Status status = Tokenizer("[PAD]\n[CLS]\n[MASK]\na\n").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      status.message(),
      "v.txt has no [UNK], [SEP]: expected the vocab.txt of a BERT model, where each stands on a line of its own");
}

TEST(WordPieceTokenizer, MaxLengthBelow2_Refused) {
  for (const int max_length : {1, 0, -5}) {
    EXPECT_EQ(Tokenizer(kSpecial, {.max_length = max_length}).status().message(),
              absl::StrCat("max_length is ", max_length, ": expected at least 2, for [CLS] and [SEP]"));
  }
}

TEST(WordPieceTokenizer, IdThatNoTokenHas_Refused) {
  const absl::StatusOr<WordPieceTokenizer> tokenizer = Tokenizer(kSpecial);
  for (const int64_t id : {-1, 5}) {
    EXPECT_EQ(tokenizer->Tokens({id}).status().message(),
              absl::StrCat("no token has the id ", id, ": v.txt has 5 tokens"));
  }
}

}  // namespace
}  // namespace assay
