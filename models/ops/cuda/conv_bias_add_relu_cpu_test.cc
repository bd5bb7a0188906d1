#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/ops/cuda/conv_bias_add_relu.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::vector<float> Convolved(Convolution convolution, const std::vector<float>& input, const std::vector<float>& weight,
                             const std::vector<float>& bias, const std::vector<float>& residual = {}) {
  convolution.type = ElementType::kFloat32;
  convolution.add = !residual.empty();
  std::vector<float> output(convolution.images * convolution.filters * convolution.output_height() *
                            convolution.output_width());
  EXPECT_TRUE(ConvBiasAddReluOnCpu(convolution, {.input = input.data(),
                                                 .weight = weight.data(),
                                                 .bias = bias.data(),
                                                 .residual = residual.empty() ? nullptr : residual.data(),
                                                 .output = output.data()}));
  return output;
}

TEST(ConvBiasAddRelu, OneByOne_MixesChannels) {
  // Two pixels of two channels; the filters are a sum and a difference.
  const Convolution convolution = {.channels = 2, .width = 2, .filters = 2};
  EXPECT_EQ(Convolved(convolution, {1, 2, 3, 4}, {1, 1, 1, -1}, {0, 10}), (std::vector<float>{3, 9, 7, 9}));
  EXPECT_EQ(Convolved(convolution, {1, 2, 3, 4}, {1, 1, 1, -1}, {0, 0}), (std::vector<float>{3, 0, 7, 0}));
  EXPECT_EQ(Convolved(convolution, {1, 2, 3, 4}, {1, 1, 1, -1}, {0, 0}, {1, 2, -10, 0.5f}),
            (std::vector<float>{4, 1, 0, 0}));
}

TEST(ConvBiasAddRelu, PaddingStrideAndDilation_ChooseThePixels) {
  const std::vector<float> input = {1, 2, 3, 4, 5, 6, 7, 8, 9}, ones(9, 1.0f);
  Convolution convolution = {.height = 3, .width = 3, .kernel_height = 3, .kernel_width = 3, .padding = 1};
  EXPECT_EQ(Convolved(convolution, input, ones, {0}), (std::vector<float>{12, 21, 16, 27, 45, 33, 24, 39, 28}));
  convolution.stride = 2;
  EXPECT_EQ(Convolved(convolution, input, ones, {0}), (std::vector<float>{12, 16, 24, 28}));
  convolution.stride = 1, convolution.padding = 2, convolution.dilation = 2;
  EXPECT_EQ(Convolved(convolution, input, ones, {0}), (std::vector<float>{20, 10, 20, 10, 5, 10, 20, 10, 20}));
}

TEST(ConvBiasAddRelu, Nan_StaysNan) { EXPECT_TRUE(std::isnan(Convolved({}, {NAN}, {1}, {0})[0])); }

TEST(ConvBiasAddRelu, WhatIsNone_IsSaid) {
  EXPECT_EQ(WhatIsWrong({}), "");
  EXPECT_THAT(WhatIsWrong({.channels = 0}), HasSubstr("at least 1, got 0"));
  EXPECT_THAT(WhatIsWrong({.height = int64_t{1} << 40}), HasSubstr("at most 2^24"));
  EXPECT_THAT(WhatIsWrong({.padding = -1}), HasSubstr("got -1"));
  EXPECT_THAT(WhatIsWrong({.height = 2, .width = 5, .kernel_height = 3, .kernel_width = 3}),
              HasSubstr("3 x 3 does not fit into the padded input of 2 x 5"));
  EXPECT_THAT(WhatIsWrong({.height = 4, .width = 4, .kernel_height = 3, .dilation = 2}), HasSubstr("does not fit"));
  const float one = 1.0f;
  float output = 7.0f;
  EXPECT_FALSE(ConvBiasAddReluOnCpu({.channels = 0}, {&one, &one, &one, &one, &output}));
  EXPECT_FALSE(ConvBiasAddReluOnCpu({.type = ElementType::kFloat32}, {&one, &one, &one, nullptr, &output}));
  EXPECT_FALSE(ConvBiasAddReluOnCpu({.type = ElementType::kFloat32}, {&one, &one, nullptr, &one, &output}));
  EXPECT_EQ(output, 7.0f);
}

TEST(ConvBiasAddReluWork, ResNetsBlock_HasItsKnownOperations) {
  const Convolution convolution = {.images = 1,
                                   .channels = 64,
                                   .height = 56,
                                   .width = 56,
                                   .filters = 64,
                                   .kernel_height = 3,
                                   .kernel_width = 3,
                                   .padding = 1};
  EXPECT_EQ(ConvBiasAddReluWork(convolution).flops, 2.0 * 115605504);  // 56 * 56 * 64 * 64 * 9 products
  EXPECT_EQ(ConvBiasAddReluWork(convolution).bytes, 2.0 * (3 * 200704 + 36864 + 64));
}

}  // namespace
}  // namespace assay
