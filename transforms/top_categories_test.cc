#include "transforms/top_categories.h"

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

const std::vector<std::string> kNames = {"cat", "dog", "bird", "fish"};

TEST(TopCategories, DistinctLogits_AreRankedWithSoftmaxScores) {
  const std::vector<float> logits = {0, std::log(2.0f), std::log(4.0f), 0};
  const auto top = TopCategories(logits, kNames, 2);
  ASSERT_EQ(top.size(), 2);
  EXPECT_EQ(top[0].category, "bird");
  EXPECT_EQ(top[0].index, 2);
  EXPECT_NEAR(top[0].score, 0.5, 1e-6);
  EXPECT_EQ(top[1].category, "dog");
  EXPECT_NEAR(top[1].score, 0.25, 1e-6);
}

TEST(TopCategories, HugeLogits_DoNotOverflow) {
  const std::vector<float> logits = {3e38f, 1};
  EXPECT_EQ(TopCategories(logits, kNames, 1)[0].score, 1);
}

TEST(TopCategories, EqualLogits_LowerIndexLeads) {
  const std::vector<float> logits = {1, 1, 1};
  const auto top = TopCategories(logits, kNames, 3);
  EXPECT_EQ(top[0].index, 0);
  EXPECT_EQ(top[2].index, 2);
}

TEST(TopCategories, NaN_ComesLast) {
  const std::vector<float> logits = {NAN, -5, 2};
  const auto top = TopCategories(logits, kNames, 3);
  EXPECT_EQ(top[0].index, 2);
  EXPECT_EQ(top[2].index, 0);
}

TEST(TopCategories, MoreAskedThanThere_GivesAll) {
  const std::vector<float> logits = {1, 2};
  EXPECT_EQ(TopCategories(logits, kNames, 5).size(), 2);
  EXPECT_TRUE(TopCategories({}, kNames, 5).empty());
}

TEST(TopCategories, UnnamedCategory_IsCalledByItsIndex) {
  const std::vector<float> logits = {1, 2, 3, 4, 5};
  EXPECT_EQ(TopCategories(logits, kNames, 1)[0].category, "4");
}

}  // namespace
}  // namespace assay
