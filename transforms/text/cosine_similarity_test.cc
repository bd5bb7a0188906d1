#include "transforms/text/cosine_similarity.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Floats = std::vector<float>;

double Similarity(const Floats& a, const Floats& b) { return CosineSimilarity(a, b).value(); }

TEST(CosineSimilarity, KnownAngles_HaveTheirCosines) {
  EXPECT_EQ(Similarity({1, 0}, {5, 0}), 1.0);
  EXPECT_EQ(Similarity({1, 0}, {0, 2}), 0.0);
  EXPECT_EQ(Similarity({1, 0}, {-3, 0}), -1.0);
  EXPECT_DOUBLE_EQ(Similarity({3, 4}, {4, 3}), 0.96);
}

TEST(CosineSimilarity, ZerosAndNan_HaveNoDirection) {
  EXPECT_EQ(Similarity({0, 0}, {1, 1}), 0.0);
  EXPECT_EQ(Similarity({}, {}), 0.0);
  EXPECT_TRUE(std::isnan(Similarity({NAN, 0}, {1, 1})));
}

TEST(CosineSimilarity, VectorWithItself_IsNeverAboveOne) {
  for (int i = 1; i < 1000; ++i) {
    const Floats vector = {0.1f * i, 0.7f, 1.0f / i};
    EXPECT_LE(Similarity(vector, vector), 1.0);
    EXPECT_NEAR(Similarity(vector, vector), 1.0, 1e-15);
  }
}

TEST(CosineSimilarity, DifferentSizes_Refused) {
  const absl::Status status = CosineSimilarity({1, 2}, {1}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "the vectors have 2 and 1 values: expected as many");
}

TEST(CosineSimilarities, ThreeTexts_GiveASymmetricMatrix) {
  const Embeddings embeddings = {.rows = 3, .width = 2, .values = {1, 0, 0, 1, 3, 4}};
  const std::vector<double> expected = {1, 0, 0.6, 0, 1, 0.8, 0.6, 0.8, 1};
  const std::vector<double> similarities = CosineSimilarities(embeddings);
  ASSERT_EQ(similarities.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_DOUBLE_EQ(similarities[i], expected[i]) << i;
}

}  // namespace
}  // namespace assay
