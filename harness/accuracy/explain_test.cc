#include "harness/accuracy/explain.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Images of one colour each: red, green or blue of many strengths, by label.
class Colours : public Dataset {
 public:
  int64_t size() const override { return 60; }
  Example example(int64_t index) const override { return {absl::StrCat("colour ", index), index % 3}; }
  absl::StatusOr<Image> Load(int64_t index) const override {
    Image image = {.width = 6, .height = 5, .pixels = std::vector<uint8_t>(90, 20)};
    for (size_t i = index % 3; i < image.pixels.size(); i += 3) image.pixels[i] = static_cast<uint8_t>(60 + 3 * index);
    return image;
  }
  absl::StatusOr<std::string> Digest() const override { return "colours"; }
};

// Answers the channel that is brightest, if the values are normalised: their mean lies below 0, as a dark image's does.
Model Toy() {
  return Model(nullptr, [](const at::Tensor& images) {
    const at::Tensor means = images.mean({2, 3});
    const at::Tensor is_normalised = (means.mean(1, /*keepdim=*/true) < 0.0).to(at::kFloat);
    // Without it always the first.
    const at::Tensor first = at::stack(
        {at::ones_like(means.select(1, 0)), at::zeros_like(means.select(1, 0)), at::zeros_like(means.select(1, 0))}, 1);
    return means * is_normalised + first * (1 - is_normalised);
  });
}

std::vector<TriedWay> Tried() {
  ImageClassificationOptions own = {.crop_size = 5, .resize_size = 5};
  own.mean = own.std = {0.5f, 0.5f, 0.5f};
  const auto tried = TryWays(Toy(), UsualWays(own), Colours(), {.batch_size = 8});
  EXPECT_TRUE(tried.ok()) << tried.status();
  return tried.value_or(std::vector<TriedWay>());
}

TEST(Explain, MistakesThatMatter_HaveTheirAccuracies) {
  const std::vector<TriedWay> tried = Tried();
  const auto accuracy = [&](const std::string& name) {
    for (const TriedWay& one : tried) {
      if (one.way.name == name) return one.accuracy.value;
    }
    ADD_FAILURE() << name;
    return -1.0;
  };
  EXPECT_EQ(accuracy("as the weights say"), 100);
  EXPECT_NEAR(accuracy("BGR order"), 100 / 3.0, 1e-9);                // green alone stays green
  EXPECT_NEAR(accuracy("0 to 1, no mean and std"), 100 / 3.0, 1e-9);  // always the first
  EXPECT_EQ(accuracy("bicubic interpolation"), 100);
}

TEST(Explain, NearestWay_ComesFirst) {
  const std::vector<TriedWay> tried = Tried();
  std::vector<ComparedWay> compared = CompareWays(tried, 33.3, /*whole=*/true);
  EXPECT_EQ(compared[0].tried.way.name, "BGR order");
  EXPECT_TRUE(compared[0].matches);
  EXPECT_FALSE(compared.back().matches);
  compared = CompareWays(tried, 100, /*whole=*/true);
  EXPECT_EQ(compared[0].tried.way.name, "as the weights say") << "of equally near ones the right one comes first";
  EXPECT_EQ(compared[0].distance, 0);
}

TEST(Explain, OnASample_TheIntervalDecides) {
  const std::vector<TriedWay> tried = Tried();
  EXPECT_FALSE(CompareWays(tried, 40, /*whole=*/true)[0].matches);
  EXPECT_TRUE(CompareWays(tried, 40, /*whole=*/false)[0].matches);
  EXPECT_FALSE(CompareWays(tried, 60, /*whole=*/false)[0].matches);
}

TEST(Explain, Progress_SaysWhichWay) {
  const std::vector<PreprocessingWay> ways = UsualWays({.crop_size = 5, .resize_size = 5});
  size_t last = 0;
  TryWaysOptions options = {.batch_size = 60};
  options.progress = [&](size_t way, const EvaluateProgress& done) {
    last = way;
    EXPECT_EQ(done.of, 60);
  };
  ASSERT_TRUE(TryWays(Toy(), ways, Colours(), options).ok());
  EXPECT_EQ(last, ways.size() - 1);
}

TEST(Explain, ModelThatFails_NamesTheWay) {
  const Model broken(nullptr, [](const at::Tensor&) -> at::Tensor { TORCH_CHECK(false, "broken"); });
  const auto tried = TryWays(broken, UsualWays({.crop_size = 5, .resize_size = 5}), Colours(), {});
  EXPECT_THAT(std::string(tried.status().message()), HasSubstr("(prepared as the weights say)"));
}

}  // namespace
}  // namespace assay
