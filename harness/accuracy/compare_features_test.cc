#include "harness/accuracy/compare_features.h"

#include <torch/nn/init.h>

#include <array>
#include <memory>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/cifar_resnet/cifar_resnet.h"
#include "models/layers/layer.h"

namespace assay {
namespace {

using testing::HasSubstr;

using Colour = std::array<uint8_t, 3>;

// Images of one colour.
class Colours : public Dataset {
 public:
  explicit Colours(std::vector<Colour> colours) : colours_(std::move(colours)) {}
  int64_t size() const override { return static_cast<int64_t>(colours_.size()); }
  Example example(int64_t) const override { return {"colour", 0}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    Image image{.width = 4, .height = 4};
    for (int i = 0; i < 16; ++i)
      image.pixels.insert(image.pixels.end(), colours_[index].begin(), colours_[index].end());
    return image;
  }
  absl::StatusOr<std::string> Digest() const override { return "colours"; }

 private:
  std::vector<Colour> colours_;
};

enum class Shown { kFeatures, kNothing };

// Its features are the mean colour, its channels moved on by `roll` and times `scale`; behind them a linear layer.
class MeanColour : public torch::nn::Module {
 public:
  MeanColour(int64_t roll, double scale, int64_t size, Shown shown) : roll_(roll), scale_(scale), shown_(shown) {
    dropout_ = register_module("dropout", std::make_shared<Dropout>(0.5));
    fc_ = register_module("fc", std::make_shared<Linear>(torch::nn::LinearOptions(size, 4)));
  }

  at::Tensor forward(const at::Tensor& images) {
    at::Tensor features = images.mean({2, 3}).roll(roll_, 1) * scale_;
    features = features.repeat({1, fc_->weight.size(1) / 3});
    return fc_->forward(shown_ == Shown::kFeatures ? dropout_->forward(features) : features);
  }

 private:
  int64_t roll_;
  double scale_;
  Shown shown_;
  std::shared_ptr<Dropout> dropout_;
  std::shared_ptr<Linear> fc_;
};

Model Make(int64_t roll, double scale = 1, int64_t size = 3, Shown shown = Shown::kFeatures) {
  auto module = std::make_shared<MeanColour>(roll, scale, size, shown);
  Model model(module, [module](const at::Tensor& images) { return module->forward(images); });
  model.eval();
  return model;
}

// From 0 to 1, black is 0.
const ImageClassification kPlain({.crop_size = 4, .resize_size = 4, .mean = {0, 0, 0}, .std = {1, 1, 1}});

FeatureSimilarity Alike(const Model& before, const Model& after, const std::vector<Colour>& colours) {
  const auto alike = CompareFeatures({before, kPlain}, {after, kPlain}, Colours(colours));
  EXPECT_TRUE(alike.ok()) << alike.status();
  return alike.value_or(FeatureSimilarity());
}

std::string Refusal(const Model& before, const Model& after, const std::vector<Colour>& colours) {
  return std::string(CompareFeatures({before, kPlain}, {after, kPlain}, Colours(colours)).status().message());
}

const std::vector<Colour> kRedAndGreen = {{255, 0, 0}, {0, 255, 0}};

TEST(CompareFeatures, Cosines_AreThoseOfTheMeanColours) {
  const FeatureSimilarity same = Alike(Make(0), Make(0), kRedAndGreen);
  EXPECT_EQ(same.layer, "fc");
  EXPECT_EQ(same.size, 3);
  EXPECT_EQ(same.images, 2);
  EXPECT_NEAR(same.cosines.mean, 1, 1e-6);
  EXPECT_NEAR(same.cosines.of_others, 0, 1e-6);
  EXPECT_NEAR(Alike(Make(0), Make(0, -3), kRedAndGreen).cosines.mean, -1, 1e-6) << "length is nothing, direction is";
  // Red becomes green, green blue: no image is like itself; the old green is like the new red.
  const FeatureSimilarity moved = Alike(Make(0), Make(1), kRedAndGreen);
  EXPECT_NEAR(moved.cosines.mean, 0, 1e-6);
  EXPECT_NEAR(moved.cosines.of_others, 0.5, 1e-6);
  // (1, 1, 0) and (0, 1, 1): 1 / 2.
  EXPECT_NEAR(Alike(Make(0), Make(1), {{255, 255, 0}, {51, 51, 0}}).cosines.mean, 0.5, 1e-6);
}

TEST(CompareFeatures, ImageWithoutFeatures_IsLikeNone) {
  EXPECT_NEAR(Alike(Make(0), Make(0), {{255, 0, 0}, {0, 0, 0}}).cosines.mean, 0.5, 1e-6);
}

// Maps: their mean over space is what the layer takes.
TEST(CompareFeatures, NetworkThatPools_ShowsWhatItsLastLayerTakes) {
  CifarResNet model;
  model.eval();
  const FeatureSimilarity same = Alike(model, model, kRedAndGreen);
  EXPECT_EQ(same.layer, "fc");
  EXPECT_EQ(same.size, 64);
  EXPECT_NEAR(same.cosines.mean, 1, 1e-6);
  CifarResNet other;
  other.eval();
  EXPECT_LT(Alike(model, other, kRedAndGreen).cosines.mean, 0.99);
}

TEST(CompareFeatures, ModelsWithoutComparableFeatures_AreRefusedWithTheReason) {
  EXPECT_EQ(Refusal(Make(0), Make(0, 1, 6), kRedAndGreen), "the old features have 3 values, the new ones 6");
  EXPECT_THAT(Refusal(Make(0), Make(0, 1, 3, Shown::kNothing), kRedAndGreen),
              HasSubstr("the new weights: the model does not show what its layer fc takes"));
  auto convolution = std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 4, 1));
  const Model convolutions(convolution, [convolution](const at::Tensor& images) {
    return convolution->forward(images).mean({2, 3});
  });
  EXPECT_EQ(Refusal(convolutions, Make(0), kRedAndGreen), "the old weights: the model does not end in a linear layer");
  EXPECT_THAT(Refusal(Make(0), Make(0), {{255, 0, 0}}), HasSubstr("fewer than two images"));
}

}  // namespace
}  // namespace assay
