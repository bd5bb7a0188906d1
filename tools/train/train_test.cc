#include "tools/train/train.h"

#include <ATen/ops/equal.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Squares in one of four corners, the corner is the class; the other pixels are noise that hangs on the image.
class Corners : public Dataset {
 public:
  Corners(int64_t size, int seed) : size_(size), seed_(seed) {}
  int64_t size() const override { return size_; }
  Example example(int64_t index) const override { return {.name = std::to_string(index), .label = index % 4}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    Image image{.width = 8, .height = 8, .pixels = std::vector<uint8_t>(8 * 8 * 3)};
    const int64_t label = index % 4;
    for (int y = 0; y < 8; ++y) {
      for (int x = 0; x < 8; ++x) {
        const bool inside = y / 4 == label / 2 && x / 4 == label % 2;
        const int noise = static_cast<int>((index * 7919 + y * 104729 + x * 1299709 + seed_ * 15485863) % 90);
        for (int c = 0; c < 3; ++c)
          image.pixels[(y * 8 + x) * 3 + c] = static_cast<uint8_t>(noise + (inside ? 120 : 0));
      }
    }
    return image;
  }
  absl::StatusOr<std::string> Digest() const override { return std::string(64, '0'); }

 private:
  int64_t size_;
  int seed_;
};

proto::Recipe CornersRecipe() {
  proto::Recipe recipe;
  recipe.set_builder("digits_resnet20");
  recipe.set_dataset("corners");
  recipe.set_image_size(8);
  recipe.set_mean(0.3);
  recipe.set_std(0.3);
  recipe.set_epochs(6);
  recipe.set_batch_size(16);
  recipe.set_learning_rate(0.05);
  recipe.set_weight_decay(1e-4);
  recipe.set_warmup_epochs(1);
  return recipe;
}

absl::StatusOr<Training> TrainOnCorners(const proto::Recipe& recipe, int64_t classes = 4) {
  return Train(recipe, classes, Corners(96, 1), Corners(40, 2), nullptr);
}

bool SameWeights(const Model& a, const Model& b) {
  const std::vector<StateEntry> left = a.state_dict(), right = b.state_dict();
  for (size_t i = 0; i < left.size(); ++i) {
    if (!at::equal(left[i].tensor, right[i].tensor)) return false;
  }
  return left.size() == right.size();
}

TEST(Train, WhatCanBeLearned_IsLearnedAndHeldOutImagesShowIt) {
  const auto training = TrainOnCorners(CornersRecipe());
  ASSERT_EQ(training.status().message(), "");
  ASSERT_EQ(training->epochs.size(), 6u);
  EXPECT_GT(training->epochs.front().loss, 0.5);
  EXPECT_LT(training->epochs.back().loss, 0.1);
  EXPECT_EQ(training->epochs.back().accuracy, 100);
  EXPECT_LT(training->epochs.back().learning_rate, 1e-3);
}

TEST(Train, SameRecipe_GivesTheSameWeightsAndAnotherSeedOthers) {
  proto::Recipe recipe = CornersRecipe();
  recipe.set_epochs(2);
  recipe.set_ema_decay(0.9);
  recipe.mutable_augmentation()->set_shift(0.1);
  const auto first = TrainOnCorners(recipe), second = TrainOnCorners(recipe);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(SameWeights(first->model, second->model));
  recipe.set_seed(1);
  EXPECT_FALSE(SameWeights(first->model, TrainOnCorners(recipe)->model));
}

// Each of them changes what comes out: none is read and forgotten.
TEST(Train, EachPartOfTheRecipe_HasAnEffect) {
  proto::Recipe recipe = CornersRecipe();
  recipe.set_epochs(2);
  const Model plain = TrainOnCorners(recipe)->model;
  const auto changes = [&](const std::function<void(proto::Recipe&)>& edit) {
    proto::Recipe other = recipe;
    edit(other);
    return !SameWeights(plain, TrainOnCorners(other)->model);
  };
  EXPECT_FALSE(changes([](proto::Recipe&) {}));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.set_label_smoothing(0.1); }));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.set_ema_decay(0.5); }));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.set_weight_decay(0.1); }));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.set_momentum(0.5); }));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.set_warmup_epochs(0); }));
  EXPECT_TRUE(changes([](proto::Recipe& r) { r.mutable_augmentation()->set_degrees(5); }));
}

TEST(Train, WhatCannotBeTrained_IsRefusedWithAReason) {
  proto::Recipe recipe = CornersRecipe();
  recipe.set_learning_rate(1e30);
  recipe.set_warmup_epochs(0);
  EXPECT_THAT(std::string(TrainOnCorners(recipe).status().message()), HasSubstr("lower the recipe's learning_rate"));
  recipe = CornersRecipe();
  recipe.set_batch_size(97);
  EXPECT_THAT(std::string(TrainOnCorners(recipe).status().message()), HasSubstr("there are 96 images to train on"));
  EXPECT_THAT(std::string(TrainOnCorners(CornersRecipe(), 3).status().message()), HasSubstr("is of class 3"));
  recipe = CornersRecipe();
  recipe.set_builder("no_such");
  EXPECT_EQ(TrainOnCorners(recipe).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
