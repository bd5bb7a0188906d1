#include "transforms/text/sentence_embedding.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

const SentenceEmbeddingOptions kOptions = {
    .encoding = {.vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n", .max_length = 4},
    .pooling = {.normalize = false}};

// The two ways to name the two ends of a model: as one class, and as two.
TEST(SentenceEmbedding, OneClassAndTwo_AnswerAlike) {
  const absl::StatusOr<SentenceEmbedding> both = SentenceEmbedding::Create(kOptions);
  ASSERT_TRUE(both.ok()) << both.status();
  const TextEncoding encode = TextEncoding::Create(kOptions.encoding).value();
  const MeanPooling pool(kOptions.pooling);

  const TokenBatch batch = both->preprocessing({"a a a", "a"}).value();
  EXPECT_EQ(batch.input_ids, std::vector<int64_t>({2, 5, 5, 3, 2, 5, 3, 0}));
  EXPECT_EQ(encode({"a a a", "a"}).value().input_ids, batch.input_ids);

  const std::vector<float> hidden = {1, 2, 3, 6, 1, 2, 3, 100};
  const HiddenStates states = {.values = hidden, .rows = 2, .columns = 4, .width = 1};
  EXPECT_EQ(both->postprocessing(states, batch.attention_mask).value().values, std::vector<float>({3, 2}));
  EXPECT_EQ(pool(states, batch.attention_mask).value().values, std::vector<float>({3, 2}));
}

TEST(SentenceEmbedding, BadOptions_RefusedAsTheEncodingDoes) {
  EXPECT_EQ(SentenceEmbedding::Create({}).status(), TextEncoding::Create({}).status());
  EXPECT_FALSE(SentenceEmbedding::Create({}).ok());
}

}  // namespace
}  // namespace assay
