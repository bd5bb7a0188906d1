#include "transforms/text/mean_pooling.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "transforms/text/cosine_similarity.h"
#include "transforms/text/reference_for_tests.h"

namespace assay {
namespace {

using nlohmann::json;
using Floats = std::vector<float>;

void ExpectNear(const Floats& values, const json& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i].get<double>(), 2e-7) << i;
}

TEST(MeanPooling, HiddenStatesOfTheReference_PooledAsThere) {
  const json reference = ReadReference("pooling.json");
  ASSERT_EQ(reference.at("cases").size(), 3);
  for (const json& expected : reference.at("cases")) {
    const Floats hidden = expected.at("hidden");
    const std::vector<int64_t> mask = expected.at("attention_mask");
    const HiddenStates states = {.values = hidden,
                                 .rows = expected.at("rows"),
                                 .columns = expected.at("columns"),
                                 .width = expected.at("width")};
    const absl::StatusOr<Embeddings> mean = MeanPooling({.normalize = false})(states, mask);
    ASSERT_TRUE(mean.ok()) << mean.status();
    EXPECT_EQ(mean->rows, states.rows);
    EXPECT_EQ(mean->width, states.width);
    ExpectNear(mean->values, expected.at("mean"));
    const absl::StatusOr<Embeddings> normalized = MeanPooling()(states, mask);
    ASSERT_TRUE(normalized.ok()) << normalized.status();
    ExpectNear(normalized->values, expected.at("normalized"));
    const std::vector<double> similarity = CosineSimilarities(*mean);
    ExpectNear(Floats(similarity.begin(), similarity.end()), expected.at("similarity"));
  }
}

TEST(MeanPooling, MaskedTokens_DoNotCount) {
  const Floats hidden = {3, 0, 5, 8, NAN, INFINITY};
  const absl::StatusOr<Embeddings> mean =
      MeanPooling({.normalize = false})({.values = hidden, .rows = 1, .columns = 3, .width = 2}, {1, 1, 0});
  EXPECT_EQ(mean->values, Floats({4, 4}));
}

TEST(MeanPooling, RowOfNoTokens_IsZeros) {
  const Floats hidden = {1, 2, 3, 4};
  const absl::StatusOr<Embeddings> pooled =
      MeanPooling()({.values = hidden, .rows = 2, .columns = 1, .width = 2}, {0, 1});
  EXPECT_EQ(pooled->values, Floats({0, 0, 0.6f, 0.8f}));
  EXPECT_EQ(std::vector<float>(pooled->Row(1).begin(), pooled->Row(1).end()), Floats({0.6f, 0.8f}));
}

TEST(MeanPooling, VectorShorterThanTheLeastLength_KeepsItsDirectionAlone) {
  const Floats hidden = {1e-13f, 0};
  const absl::StatusOr<Embeddings> pooled = MeanPooling()({.values = hidden, .rows = 1, .columns = 1, .width = 2}, {1});
  EXPECT_FLOAT_EQ(pooled->values[0], 0.1f);
}

TEST(MeanPooling, NanInAToken_ReachesTheEmbedding) {
  const Floats hidden = {NAN, 1};
  const absl::StatusOr<Embeddings> pooled = MeanPooling()({.values = hidden, .rows = 1, .columns = 1, .width = 2}, {1});
  EXPECT_TRUE(std::isnan(pooled->values[0]));
  EXPECT_TRUE(std::isnan(pooled->values[1]));
}

TEST(MeanPooling, SizesThatDoNotAgree_Refused) {
  const Floats hidden(6);
  const auto message = [&](int64_t rows, int64_t columns, int64_t width, std::vector<int64_t> mask) {
    const HiddenStates states = {.values = hidden, .rows = rows, .columns = columns, .width = width};
    return std::string(MeanPooling()(states, mask).status().message());
  };
  EXPECT_EQ(message(1, 3, 2, {1, 1, 1}), "");
  EXPECT_EQ(
      message(1, 3, 3, {1, 1, 1}),
      "the hidden states hold 6 values and the attention mask 3: expected 1 x 3 x 3 and 1 x 3, each side at least "
      "1");
  EXPECT_NE(message(1, 3, 2, {1, 1}), "");
  EXPECT_NE(message(0, 3, 2, {}), "");
  EXPECT_NE(message(-1, -3, 2, {1, 1, 1}), "");
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max() / 2 + 1;  // kHuge * 4 is 0 in 64 bits
  EXPECT_NE(message(kHuge, 4, 2, {1, 1, 1}), "");
  EXPECT_EQ(message(1, 3, 2, {1, 2, 0}), "the attention mask has 2 at 1: expected 1 for a token and 0 for padding");
}

}  // namespace
}  // namespace assay
