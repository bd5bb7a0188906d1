#include "tools/train/recipe.h"

#include <filesystem>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

proto::Recipe Good() {
  proto::Recipe recipe;
  recipe.set_builder("toy");
  recipe.set_dataset("Digits");
  recipe.set_image_size(16);
  recipe.set_mean(0.3);
  recipe.set_std(0.4);
  recipe.set_epochs(3);
  recipe.set_batch_size(8);
  recipe.set_learning_rate(0.1);
  return recipe;
}

TEST(Recipe, OfEveryTrainedFile_IsOneToTrainBy) {
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator("weights/cifar_resnet/trained")) {
    if (file.path().extension() != ".textproto") continue;
    EXPECT_EQ(ReadRecipe(file.path()).status().message(), "");
    ++count;
  }
  EXPECT_EQ(count, 4);
}

TEST(Recipe, Empty_NamesAllThatIsMissing) {
  const std::string message(CheckRecipe(proto::Recipe()).message());
  for (const char* field : {"builder", "dataset", "image_size", "mean", "std", "epochs", "batch_size", "learning_rate"})
    EXPECT_THAT(message, HasSubstr(field));
}

TEST(Recipe, ValueOutOfRange_IsNamedAlone) {
  ASSERT_TRUE(CheckRecipe(Good()).ok());
  const auto message = [](const std::function<void(proto::Recipe&)>& edit) {
    proto::Recipe recipe = Good();
    edit(recipe);
    return std::string(CheckRecipe(recipe).message());
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message([](proto::Recipe& r) { r.set_warmup_epochs(3); }),
            "no recipe to train by: warmup_epochs are some of the epochs");
  EXPECT_EQ(message([](proto::Recipe& r) { r.set_ema_decay(1); }),
            "no recipe to train by: ema_decay is from 0 to below 1");
  EXPECT_EQ(message([&](proto::Recipe& r) { r.set_learning_rate(nan); }),
            "no recipe to train by: learning_rate is positive");
  EXPECT_EQ(message([&](proto::Recipe& r) { r.mutable_augmentation()->set_shift(nan); }),
            "no recipe to train by: augmentation.shift is from 0 to 1");
  EXPECT_EQ(message([](proto::Recipe& r) { r.set_batch_size(1); }),
            "no recipe to train by: batch_size is at least 2, since one image has no variance");
}

TEST(Recipe, FileThatIsNone_IsRefusedByName) {
  EXPECT_THAT(std::string(ReadRecipe("no/such.recipe.textproto").status().message()),
              HasSubstr("no/such.recipe.textproto"));
  const std::string path = testing::TempDir() + "/bad.recipe.textproto";
  std::FILE* file = std::fopen(path.c_str(), "w");
  std::fputs("builder: \"toy\"\nlerning_rate: 1\n", file);
  std::fclose(file);
  EXPECT_THAT(std::string(ReadRecipe(path).status().message()), HasSubstr("lerning_rate"));
}

}  // namespace
}  // namespace assay
