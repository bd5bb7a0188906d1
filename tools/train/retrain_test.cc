// By hand, since it takes minutes: each recipe is trained again, and must give weights as good as those that are kept.
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "harness/accuracy/known_datasets.h"
#include "harness/golden.pb.h"
#include "harness/textproto.h"
#include "tools/train/recipe.h"
#include "tools/train/train.h"

namespace assay {
namespace {

struct Kept {
  const char* recipe;
  const char* golden;  // of its entry, below golden/cifar_resnet
};

class Retrain : public testing::TestWithParam<Kept> {};

TEST_P(Retrain, Recipe_GivesAnAccuracyInTheKeptOnesInterval) {
  const auto recipe =
      ReadRecipe(std::string("weights/cifar_resnet/trained/") + GetParam().recipe + ".recipe.textproto");
  const auto golden = ReadTextproto<proto::EntryGolden>(std::string("golden/cifar_resnet/") + GetParam().golden);
  ASSERT_TRUE(recipe.ok() && golden.ok()) << recipe.status() << golden.status();
  ASSERT_EQ(golden->accuracy_size(), 1);
  const proto::MeasuredMetric& kept = golden->accuracy(0).metric(0);
  const auto spec = FindDataset(recipe->dataset());
  ASSERT_TRUE(spec.ok());
  const auto path = LocateDataset(*spec);
  ASSERT_TRUE(path.ok()) << path.status();
  const auto train = OpenDataset(*spec, *path, {.split = "train"}), held_out = OpenDataset(*spec, *path, {});
  ASSERT_TRUE(train.ok() && held_out.ok());
  const auto training = Train(*recipe, spec->category_size(), **train, **held_out, nullptr);
  ASSERT_TRUE(training.ok()) << training.status();
  const double accuracy = training->epochs.back().accuracy;
  RecordProperty("accuracy", std::to_string(accuracy));
  EXPECT_GE(accuracy, kept.low());
  EXPECT_LE(accuracy, kept.high());
}

INSTANTIATE_TEST_SUITE_P(
    Recipes, Retrain,
    testing::Values(Kept{"digits_resnet20_digits_v1", "digits_resnet20/DIGITS_V1.textproto"},
                    Kept{"digits_resnet20_digits_v2", "digits_resnet20/DIGITS_V2.textproto"},
                    Kept{"digits_resnet20_lfw_subset_v1", "digits_resnet20/LFW_SUBSET_V1.textproto"},
                    Kept{"digits_resnet20_v2_digits_v1", "digits_resnet20_v2/DIGITS_V1.textproto"}),
    [](const testing::TestParamInfo<Kept>& info) { return std::string(info.param.recipe); });

}  // namespace
}  // namespace assay
