#include "harness/model_facts.h"

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/module.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/model.h"

namespace assay {
namespace {

using testing::HasSubstr;

// A 3x3 convolution to 5 channels and a mean, in whatever type the weights are.
class Network : public torch::nn::Module {
 public:
  Network() {
    weight_ = register_parameter("weight", at::ones({5, 3, 3, 3}, at::kDouble));
    register_buffer("count", at::ones({2}));
  }
  at::Tensor forward(const at::Tensor& image) {
    TORCH_CHECK(!is_training(), "only in evaluation mode");
    return at::adaptive_avg_pool2d(at::conv2d(image, weight_), {1, 1}).flatten(1);
  }

 private:
  at::Tensor weight_;
};

Model MakeModel() {
  auto network = std::make_shared<Network>();
  return Model(network, [network](const at::Tensor& image) { return network->forward(image); });
}

TEST(MeasureFacts, ModelOfImages_IsMeasured) {
  Model model = MakeModel();
  const auto facts = MeasureFacts(model, SizeMeta{12, 22});
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->num_params, 135);  // no buffers
  ASSERT_TRUE(facts->image.has_value());
  EXPECT_EQ(facts->image->num_outputs, 5);
  // 5 x 10 x 20 outputs of 27 products: 27,000 are 0.000 of 10^9.
  EXPECT_EQ(facts->image->ops.value(), 0.0);
  EXPECT_EQ(facts->image->min_size->height, 3);
  EXPECT_EQ(facts->image->min_size->width, 3);
}

TEST(MeasureFacts, LargerImage_CountsMore) {
  Model model = MakeModel();
  // 5 x 398 x 398 x 27 = 21,384,540.
  EXPECT_EQ(MeasureFacts(model, SizeMeta{400, 400})->image->ops.value(), 0.021);
}

TEST(MeasureFacts, NoImage_CountsParametersAlone) {
  Model model = MakeModel();
  const auto facts = MeasureFacts(model, std::nullopt);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->num_params, 135);
  EXPECT_FALSE(facts->image.has_value());
}

TEST(MeasureFacts, ImageThatTheModelDoesNotTake_IsAnError) {
  Model model = MakeModel();
  EXPECT_THAT(std::string(MeasureFacts(model, SizeMeta{2, 2}).status().message()), HasSubstr("Kernel size"));
}

TEST(MeasureFacts, OperatorThatHidesItsProducts_LeavesTheRest) {
  const at::Tensor state = at::zeros({1, 1, 4});
  const std::vector<at::Tensor> hidden = {state, state};
  const std::vector<at::Tensor> weights = {at::ones({16, 3}), at::ones({16, 4}), at::ones({16}), at::ones({16})};
  Model model(std::make_shared<torch::nn::Module>(), [=](const at::Tensor& image) {
    const at::Tensor pixels = image.flatten(2).permute({2, 0, 1});
    return std::get<0>(at::lstm(pixels, hidden, weights, true, 1, 0, false, false, false))[-1];
  });
  const auto facts = MeasureFacts(model, SizeMeta{2, 2});
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->image->ops.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(facts->image->num_outputs, 4);
  EXPECT_EQ(facts->image->min_size->height, 1);
}

// 11 tokens of 6 numbers; `name` is what the other input is called.
Model MakeEncoder(const std::string& name) {
  const at::Tensor table = at::ones({11, 6});
  return Model(std::make_shared<torch::nn::Module>(),
               [=](const std::vector<at::Tensor>& inputs) -> std::vector<at::Tensor> {
                 return {at::embedding(table, inputs[0]) * inputs[1].unsqueeze(-1)};
               },
               {.inputs = {"input_ids", name}, .outputs = {"last_hidden_state"}});
}

TEST(MeasureFacts, ModelOfTexts_IsMeasured) {
  Model model = MakeEncoder("attention_mask");
  const auto facts = MeasureFacts(model, std::nullopt);
  ASSERT_TRUE(facts.ok()) << facts.status();
  ASSERT_TRUE(facts->text.has_value());
  EXPECT_FALSE(facts->image.has_value());
  EXPECT_EQ(facts->text->embedding_size, 6);
  EXPECT_EQ(facts->text->vocabulary_size, 11);
}

TEST(MeasureFacts, EncoderThatFails_IsAnError) {
  Model model(std::make_shared<torch::nn::Module>(),
              [](const std::vector<at::Tensor>& inputs) -> std::vector<at::Tensor> {
                return {at::embedding(at::ones({0, 6}), inputs[0])};
              },
              {.inputs = {"input_ids"}});
  EXPECT_EQ(MeasureFacts(model, std::nullopt).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ImageSizeOf, Preset_GivesItsCrop) {
  const auto size = ImageSizeOf(ImageClassificationOptions{.crop_size = 240});
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->height, 240);
  EXPECT_EQ(size->width, 240);
  EXPECT_FALSE(ImageSizeOf(TransformsPreset()).has_value());
}

}  // namespace
}  // namespace assay
