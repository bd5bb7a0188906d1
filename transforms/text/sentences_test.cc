// Token ids against transformers' BertTokenizer with the packaged vocabulary of all-MiniLM-L6-v2: every id of every
// text of testdata/sentences.json (written by tokenizer_reference.py).
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/text/reference_for_tests.h"
#include "transforms/text/text_encoding.h"

namespace assay {
namespace {

using nlohmann::json;
using Ids = std::vector<int64_t>;

TextEncoding Encoding(TextEncodingOptions options = {.max_length = std::numeric_limits<int>::max()}) {
  options.vocabulary_path = MiniLmVocabularyPath();
  return TextEncoding::Create(std::move(options)).value();
}

TEST(Sentences, EveryText_HasTheReferencesIds) {
  const TextEncoding encoding = Encoding();
  std::set<std::string> kinds;
  int texts = 0;
  const json cases = ReadReference("sentences.json").at("cases");
  for (const json& expected : cases) {
    const std::string text = expected.at("text");
    const absl::StatusOr<Ids> ids = encoding.tokenizer().Encode(text);
    ASSERT_TRUE(ids.ok()) << ids.status();
    EXPECT_EQ(*ids, expected.at("input_ids").get<Ids>()) << expected.at("kind") << ": " << expected.at("text");
    kinds.insert(expected.at("kind").get<std::string>());
    ++texts;
  }
  EXPECT_EQ(kinds.size(), 24);
  EXPECT_GT(texts, 120);
}

TEST(Sentences, EveryMaxLength_CutsAsTheReference) {
  const json cases = ReadReference("sentences.json").at("cut");
  ASSERT_EQ(cases.size(), 48);
  for (const json& expected : cases) {
    const TextEncoding encoding = Encoding({.max_length = expected.at("max_length")});
    const absl::StatusOr<TokenBatch> batch = encoding({expected.at("text").get<std::string>()});
    ASSERT_TRUE(batch.ok()) << batch.status();
    EXPECT_EQ(batch->input_ids, expected.at("input_ids").get<Ids>()) << expected.at("max_length");
  }
}

TEST(Sentences, Batch_PaddedAndMaskedAsTheReference) {
  const json expected = ReadReference("sentences.json").at("padded");
  const absl::StatusOr<TokenBatch> batch = Encoding()(expected.at("texts").get<std::vector<std::string>>());
  ASSERT_TRUE(batch.ok()) << batch.status();
  const auto flat = [&](const char* name) {
    Ids values;
    for (const json& row : expected.at(name)) values.insert(values.end(), row.begin(), row.end());
    return values;
  };
  EXPECT_EQ(batch->rows, 4);
  EXPECT_EQ(batch->columns, 9);
  EXPECT_EQ(batch->input_ids, flat("input_ids"));
  EXPECT_EQ(batch->attention_mask, flat("attention_mask"));
  EXPECT_EQ(batch->token_type_ids, flat("token_type_ids"));
}

TEST(Sentences, EveryKindOfOptions_HasTheReferencesIds) {
  const json cases = ReadReference("sentences.json").at("options");
  ASSERT_GT(cases.size(), 150);
  for (const bool lower_case : {false, true}) {
    for (const bool strip_accents : {false, true}) {
      const TextEncoding encoding = Encoding({.lower_case = lower_case, .strip_accents = strip_accents});
      for (const json& expected : cases) {
        if (expected.at("lower_case") != lower_case || expected.at("strip_accents") != strip_accents) continue;
        const absl::StatusOr<Ids> ids = encoding.tokenizer().Encode(expected.at("text").get<std::string>());
        ASSERT_TRUE(ids.ok()) << ids.status();
        EXPECT_EQ(*ids, expected.at("input_ids").get<Ids>()) << lower_case << strip_accents << expected.at("text");
      }
    }
  }
}

// The two texts whose embeddings the harness compares; from the reference run of the real weights.
TEST(Sentences, TextsOfTheRealWeights_HaveTheRecordedIds) {
  const absl::StatusOr<TokenBatch> batch = Encoding()({"Hello World!", "A cat sits on the mat."});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->input_ids, Ids({101, 7592, 2088, 999, 102, 0, 0, 0, 0,  //
                                   101, 1037, 4937, 7719, 2006, 1996, 13523, 1012, 102}));
}

}  // namespace
}  // namespace assay
