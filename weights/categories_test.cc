#include "weights/categories.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/weight_entry.h"

namespace assay {
namespace {

using testing::ElementsAre;

TEST(CategoryList, VectorOfOnesOwn_ConvertsWhereAnEntryIsMade) {
  const std::vector<std::string> names = {"not burger", "burger"};
  const WeightEntry entry = {.url = "burgers.pth", .meta = {.categories = names}};
  EXPECT_THAT(entry.meta.categories.names().value(), ElementsAre("not burger", "burger"));
  EXPECT_EQ(entry.meta.categories(1), "burger");
  EXPECT_EQ(entry.meta.categories.file(), "");
}

TEST(CategoryList, NamesInBraces_AreNames) {
  const WeightEntry entry = {.url = "burgers.pth", .meta = {.categories = {"not burger", "burger"}}};
  EXPECT_THAT(entry.meta.categories.names().value(), ElementsAre("not burger", "burger"));
  EXPECT_EQ(WeightEntry().meta.categories.size(), 0);
}

TEST(CategoryList, NumberAfterAName_IsTheSizeOfAFile) {
  const CategoryList file("no_such_file", 3);
  EXPECT_EQ(file.size(), 3);
  EXPECT_EQ(file.file(), "no_such_file");
  EXPECT_EQ(file(2), "2");
}

}  // namespace
}  // namespace assay
