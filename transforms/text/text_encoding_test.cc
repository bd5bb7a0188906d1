#include "transforms/text/text_encoding.h"

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Ids = std::vector<int64_t>;

constexpr char kVocabulary[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nA\n\u00e9\ne\n";

TextEncodingOptions Options() { return {.vocabulary = kVocabulary}; }

TEST(TextEncoding, Texts_ArePaddedToTheLongest) {
  const absl::StatusOr<TextEncoding> encode = TextEncoding::Create(Options());
  ASSERT_TRUE(encode.ok()) << encode.status();
  const absl::StatusOr<TokenBatch> batch = (*encode)({"a e", "", "A"});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->rows, 3);
  EXPECT_EQ(batch->columns, 4);
  EXPECT_EQ(batch->input_ids, Ids({2, 5, 8, 3, 2, 3, 0, 0, 2, 5, 3, 0}));
  EXPECT_EQ(batch->attention_mask, Ids({1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0}));
  EXPECT_EQ(batch->token_type_ids, Ids(12, 0));
}

TEST(TextEncoding, StripAccents_FollowsLowerCaseWhereNotSaid) {
  const auto ids = [](bool lower_case, std::optional<bool> strip_accents) {
    TextEncodingOptions options = Options();
    options.lower_case = lower_case;
    options.strip_accents = strip_accents;
    return TextEncoding::Create(options).value()({"A \u00e9"}).value().input_ids;
  };
  EXPECT_EQ(ids(true, std::nullopt), Ids({2, 5, 8, 3}));
  EXPECT_EQ(ids(true, false), Ids({2, 5, 7, 3}));
  EXPECT_EQ(ids(false, std::nullopt), Ids({2, 6, 7, 3}));
  EXPECT_EQ(ids(false, true), Ids({2, 6, 8, 3}));
}

TEST(TextEncoding, MaxLength_CutsEachText) {
  TextEncodingOptions options = Options();
  options.max_length = 3;
  EXPECT_EQ(TextEncoding::Create(options).value()({"a a a", "e"}).value().input_ids, Ids({2, 5, 3, 2, 8, 3}));
}

TEST(TextEncoding, TextThatIsNotUtf8_NamedByItsNumber) {
  const absl::Status status = TextEncoding::Create(Options()).value()({"a", "a\xff"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "text 1: byte 1 (0xFF) is not UTF-8: decode the text from its own encoding, or replace the byte");
}

TEST(TextEncoding, OnlyTextThatIsNotUtf8_HasNoNumber) {
  EXPECT_EQ(TextEncoding::Create(Options()).value()({"a\xff"}).status().message(),
            "byte 1 (0xFF) is not UTF-8: decode the text from its own encoding, or replace the byte");
}

TEST(TextEncoding, NoTexts_Refused) {
  EXPECT_EQ(TextEncoding::Create(Options()).value()({}).status().message(), "no texts: expected at least one");
}

TEST(TextEncoding, NotOneVocabulary_Refused) {
  EXPECT_EQ(TextEncoding::Create({}).status().message(),
            "neither of vocabulary_path and vocabulary given: expected one of the two");
  TextEncodingOptions options = Options();
  options.vocabulary_path = "vocab.txt";
  EXPECT_EQ(TextEncoding::Create(options).status().message(),
            "both of vocabulary_path and vocabulary given: expected one of the two");
}

TEST(TextEncoding, BadVocabulary_RefusedAsItsReaderSays) {
  EXPECT_EQ(TextEncoding::Create({.vocabulary = "a\n\nb"}).status().message(),
            "the vocabulary:2: empty line: expected a token (each line is an id, so none can be left out)");
  EXPECT_EQ(TextEncoding::Create({.vocabulary_path = "/nowhere"}).status().code(), absl::StatusCode::kNotFound);
}

TEST(TextEncoding, CopiesInManyThreads_AnswerAlike) {
  const TextEncoding encode = TextEncoding::Create(Options()).value();
  std::vector<Ids> answers(4);
  std::vector<std::thread> threads;
  for (Ids& answer : answers) {
    threads.emplace_back([copy = encode, &answer] {
      for (int i = 0; i < 1000; ++i) answer = copy({"a \u00e9"}).value().input_ids;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Ids& answer : answers) EXPECT_EQ(answer, Ids({2, 5, 8, 3}));
}

}  // namespace
}  // namespace assay
