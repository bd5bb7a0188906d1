#include "harness/shared_locks.h"

#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/golden_files.h"
#include "harness/result.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kBless[] = "bless it with any glob: the shared locks are looked at each time";

// Every family and the whole catalogue are linked.
TEST(SharedLocks, CategoriesOfTheCatalogue_AreTheLocks) {
  const auto categories = MeasureCategories();
  ASSERT_TRUE(categories.ok()) << categories.status();
  std::set<std::string> files;
  for (const proto::CategoryNames& now : *categories) {
    files.insert(CategoriesPath(now.file()));
    const auto golden = ReadTextproto<proto::CategoryNames>(CategoriesPath(now.file()));
    ASSERT_TRUE(golden.ok()) << golden.status() << "; " << kBless;
    EXPECT_EQ(golden->file(), now.file());
    EXPECT_THAT(CompareCategories(*golden, now), IsEmpty()) << kBless;
  }
  EXPECT_FALSE(files.empty());
  for (const auto& file : std::filesystem::directory_iterator("golden/categories"))
    EXPECT_TRUE(files.count(file.path().string())) << file.path() << " is of no entry: remove it";
}

TEST(SharedLocks, ClassesThatTakeOverrides_AreTheLocks) {
  const auto golden = ReadTextproto<proto::OverrideTable>("golden/overrides.textproto");
  ASSERT_TRUE(golden.ok()) << golden.status() << "; " << kBless;
  EXPECT_THAT(CompareOverrides(*golden, MeasureOverrides()), IsEmpty()) << kBless;
}

proto::CategoryNames Names(const std::vector<std::string>& names) {
  proto::CategoryNames categories;
  categories.mutable_name()->Assign(names.begin(), names.end());
  return categories;
}

TEST(CompareCategories, NamesThatChangedPlaces_AreNamedWithBoth) {
  EXPECT_THAT(CompareCategories(Names({"cat", "dog", "elk"}), Names({"dog", "cat", "elk"})),
              ElementsAre("category 0 is \"dog\", was \"cat\"", "category 1 is \"cat\", was \"dog\""));
}

TEST(CompareCategories, NameAtTheEnd_IsNewOrGone) {
  EXPECT_THAT(CompareCategories(Names({"cat"}), Names({"cat", "dog"})),
              ElementsAre("category 1 is \"dog\", was nothing"));
  EXPECT_THAT(CompareCategories(Names({"cat", "dog"}), Names({"cat"})),
              ElementsAre("category 1 is nothing, was \"dog\""));
}

TEST(CompareCategories, ManyNames_AreCutAfterTen) {
  const std::vector<std::string> findings = CompareCategories(Names({}), Names(std::vector<std::string>(13, "x")));
  ASSERT_THAT(findings, SizeIs(11));
  EXPECT_EQ(findings.back(), "... and 3 more");
}

TEST(MeasureOverrides, LinkedClasses_AreThereWithTheirParameters) {
  const proto::OverrideTable table = MeasureOverrides();
  std::vector<std::string> texts;
  for (const proto::OverrideClass& target : table.target()) texts.push_back(target.ShortDebugString());
  EXPECT_THAT(texts, ElementsAre("name: \"DownsampleShortcut\" parameter { name: \"pooling\" type: \"choice\" "
                                 "choice: \"average\" choice: \"subsample\" }",
                                 "name: \"FeaturePyramidNetwork\" parameter { name: \"init_over\" type: \"choice\" "
                                 "choice: \"modules\" choice: \"children\" }",
                                 "name: \"FrozenBatchNorm2d\" parameter { name: \"eps\" type: \"double\" }"));
}

TEST(CompareOverrides, ClassOrParameterThatChanged_IsNamed) {
  const proto::OverrideTable now = MeasureOverrides();
  EXPECT_THAT(CompareOverrides(now, now), IsEmpty());
  proto::OverrideTable was = now;
  was.mutable_target(1)->mutable_parameter(0)->add_choice("none");
  was.mutable_target(2)->set_base("BatchNorm2d");
  was.mutable_target(2)->mutable_parameter(0)->set_name("epsilon");
  EXPECT_THAT(CompareOverrides(was, now),
              ElementsAre("FeaturePyramidNetwork.init_over is choice of modules, children, was choice of modules, "
                          "children, none",
                          "FrozenBatchNorm2d is a class, was a class with the base BatchNorm2d",
                          "FrozenBatchNorm2d.epsilon is gone: it was double", "FrozenBatchNorm2d.eps is new: double"));
}

}  // namespace
}  // namespace assay
