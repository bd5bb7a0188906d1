// Literal numbers: each is worked out beside it.
#include "harness/count_flops.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/record_function.h>
#include <c10/core/InferenceMode.h>

#include <stdexcept>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

int64_t Count(const std::function<void()>& run) {
  const auto count = CountMultiplyAdds(run);
  EXPECT_TRUE(count.ok()) << count.status();
  return count.value_or(-1);
}

TEST(ListMultiplyAdds, Calls_AreThoseThatAreAddedUp) {
  const at::Tensor image = at::ones({1, 2, 5, 5}), weight = at::ones({3, 2, 3, 3}), a = at::ones({4, 6}),
                   b = at::ones({6, 2});
  const auto calls = ListMultiplyAdds([&] {
    at::conv2d(image, weight);
    at::mm(a, b);
  });
  ASSERT_TRUE(calls.ok()) << calls.status();
  ASSERT_EQ(calls->size(), 2u);
  EXPECT_EQ((*calls)[0].op, "aten::convolution");
  EXPECT_EQ((*calls)[0].multiply_adds, 9 * 3 * 2 * 9);
  EXPECT_EQ((*calls)[1].op, "aten::mm");
  EXPECT_EQ((*calls)[1].multiply_adds, 4 * 6 * 2);
}

TEST(CountMultiplyAdds, Convolution_IsOutputTimesKernel) {
  const at::Tensor image = at::ones({2, 3, 8, 10}), weight = at::ones({4, 3, 3, 5}), bias = at::ones({4});
  // Outputs 2 x 4 x 6 x 6, of 3 x 3 x 5 products each; the bias adds none.
  EXPECT_EQ(Count([&] { at::conv2d(image, weight, bias); }), 2 * 4 * 6 * 6 * 45);
}

TEST(CountMultiplyAdds, ConvolutionWithGroupsStrideDilationAndPadding_IsOutputTimesGroupsKernel) {
  const at::Tensor image = at::ones({1, 6, 11, 11}), weight = at::ones({4, 3, 3, 3});
  // (11 + 2 * 1 - 2 * (3 - 1) - 1) / 2 + 1 = 5 a side; each output sees the three channels of its group.
  EXPECT_EQ(Count([&] { at::conv2d(image, weight, {}, /*stride=*/2, /*padding=*/1, /*dilation=*/2, /*groups=*/2); }),
            4 * 5 * 5 * 27);
}

TEST(CountMultiplyAdds, DepthwiseConvolution_HasOneChannelAnOutput) {
  EXPECT_EQ(Count([] { at::conv2d(at::ones({1, 8, 6, 6}), at::ones({8, 1, 3, 3}), {}, 1, 1, 1, 8); }), 8 * 36 * 9);
}

TEST(CountMultiplyAdds, PaddingByName_IsTheSameConvolution) {
  EXPECT_EQ(Count([] { at::conv2d(at::ones({1, 2, 5, 5}), at::ones({3, 2, 3, 3}), {}, 1, "same"); }), 3 * 25 * 18);
}

TEST(CountMultiplyAdds, OneDimensionalConvolution_IsCounted) {
  EXPECT_EQ(Count([] { at::conv1d(at::ones({1, 2, 9}), at::ones({5, 2, 3})); }), 5 * 7 * 6);
}

TEST(CountMultiplyAdds, TransposedConvolution_IsInputTimesKernel) {
  const at::Tensor image = at::ones({2, 4, 5, 5}), weight = at::ones({4, 3, 2, 2});
  // Each of 2 x 4 x 5 x 5 inputs goes to 3 channels at 2 x 2 places, whatever the stride makes of the output.
  EXPECT_EQ(Count([&] { at::conv_transpose2d(image, weight, {}, /*stride=*/2); }), 200 * 12);
}

TEST(CountMultiplyAdds, Linear_CountsEveryRowOnce) {
  const at::Tensor weight = at::ones({7, 5}), bias = at::ones({7});
  EXPECT_EQ(Count([&] { at::linear(at::ones({3, 5}), weight, bias); }), 3 * 5 * 7);
  EXPECT_EQ(Count([&] { at::linear(at::ones({3, 5}), weight); }), 3 * 5 * 7);
  EXPECT_EQ(Count([&] { at::linear(at::ones({2, 3, 5}), weight, bias); }), 2 * 3 * 5 * 7);
  EXPECT_EQ(Count([&] { at::linear(at::ones({2, 3, 5}), weight); }), 2 * 3 * 5 * 7);
}

TEST(CountMultiplyAdds, MatrixProducts_AreRowsTimesColumnsTimesDepth) {
  const at::Tensor a = at::ones({2, 3, 4}), b = at::ones({2, 4, 5}), c = at::ones({2, 3, 5});
  EXPECT_EQ(Count([&] { at::bmm(a, b); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(Count([&] { at::matmul(a, b); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(Count([&] { at::baddbmm(c, a, b); }), 2 * 3 * 4 * 5);
  EXPECT_EQ(Count([&] { at::addmm(c[0], a[0], b[0]); }), 3 * 4 * 5);
  EXPECT_EQ(Count([&] { at::matmul(a[0], b[0]); }), 3 * 4 * 5);
  EXPECT_EQ(Count([&] { at::mv(a[0], at::ones({4})); }), 3 * 4);
  EXPECT_EQ(Count([&] { at::dot(at::ones({4}), at::ones({4})); }), 4);
}

TEST(CountMultiplyAdds, Attention_HasTwoProducts) {
  const at::Tensor q = at::ones({2, 3, 5, 8}), k = at::ones({2, 3, 7, 8}), v = at::ones({2, 3, 7, 8});
  const int64_t products = 2 * 3 * (5 * 7 * 8 + 5 * 7 * 8);
  EXPECT_EQ(Count([&] { at::scaled_dot_product_attention(q, k, v); }), products);
  {
    c10::InferenceMode inference;
    EXPECT_EQ(Count([&] { at::scaled_dot_product_attention(q, k, v); }), products);
  }
  // Written out, it is the same.
  EXPECT_EQ(Count([&] { at::matmul(at::matmul(q, k.transpose(2, 3)).softmax(-1), v); }), products);
}

TEST(CountMultiplyAdds, WhateverTheGradientMode_IsTheSame) {
  const at::Tensor image = at::ones({1, 3, 8, 8}), weight = at::ones({4, 3, 3, 3});
  const auto run = [&] { at::conv2d(image, weight); };
  EXPECT_EQ(Count(run), 4 * 36 * 27);
  c10::InferenceMode inference;
  EXPECT_EQ(Count(run), 4 * 36 * 27);
}

TEST(CountMultiplyAdds, GradientsAreWanted_CountsTheForwardOnce) {
  const at::Tensor weight = at::ones({4, 3, 3, 3}).requires_grad_();
  EXPECT_EQ(Count([&] { at::conv2d(at::ones({1, 3, 8, 8}), weight); }), 4 * 36 * 27);
}

TEST(CountMultiplyAdds, OtherOperators_CountNothing) {
  EXPECT_EQ(Count([] { at::relu(at::ones({9})).sum(); }), 0);
  EXPECT_EQ(Count([] {}), 0);
}

TEST(CountMultiplyAdds, EmptyTensors_CountNothing) {
  EXPECT_EQ(Count([] { at::linear(at::ones({0, 5}), at::ones({7, 5})); }), 0);
}

TEST(CountMultiplyAdds, LayerWhoseProductsAreHidden_IsRefusedByName) {
  c10::InferenceMode inference;
  const at::Tensor state = at::ones({1, 1, 4});
  const std::vector<at::Tensor> hidden = {state, state};
  const std::vector<at::Tensor> weights = {at::ones({16, 3}), at::ones({16, 4}), at::ones({16}), at::ones({16})};
  const auto count = CountMultiplyAdds([&] {
    at::lstm(at::ones({5, 1, 3}), hidden, weights, /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0,
             /*train=*/false, /*bidirectional=*/false, /*batch_first=*/false);
  });
  EXPECT_EQ(count.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("aten::mkldnn_rnn_layer cannot be counted"));
}

TEST(CountMultiplyAdds, ExceptionInAnOperator_IsAStatusAndLeavesNothingBehind) {
  const at::Tensor image = at::ones({1, 3, 8, 8}), weight = at::ones({4, 3, 3, 3});
  const auto count = CountMultiplyAdds([&] {
    at::conv2d(image, weight);
    at::conv2d(image, at::ones({4, 2, 3, 3}));
  });
  EXPECT_EQ(count.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(at::hasThreadLocalCallbacks());
  EXPECT_EQ(Count([&] { at::conv2d(image, weight); }), 4 * 36 * 27);
}

TEST(CountMultiplyAdds, ExceptionBetweenOperators_IsAStatusAndLeavesNothingBehind) {
  const auto count = CountMultiplyAdds([] { throw std::runtime_error("enough"); });
  EXPECT_EQ(count.status(), absl::InternalError("enough"));
  EXPECT_FALSE(at::hasThreadLocalCallbacks());
}

TEST(CountMultiplyAdds, CountWithinACount_AddsToBoth) {
  int64_t inner = 0;
  const int64_t outer = Count([&] {
    at::dot(at::ones({4}), at::ones({4}));
    inner = Count([] { at::dot(at::ones({8}), at::ones({8})); });
    at::dot(at::ones({16}), at::ones({16}));
  });
  EXPECT_EQ(inner, 8);
  EXPECT_EQ(outer, 28);
}

TEST(CountMultiplyAdds, TwoThreads_CountTheirOwn) {
  int64_t counts[2] = {};
  std::thread threads[2];
  for (int i = 0; i < 2; ++i) {
    threads[i] = std::thread([i, &counts] {
      counts[i] = Count([i] {
        for (int turn = 0; turn < 200; ++turn) at::dot(at::ones({i + 3}), at::ones({i + 3}));
      });
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counts[0], 600);
  EXPECT_EQ(counts[1], 800);
}

TEST(GigaFlops, Count_IsRoundedToThreeDecimals) {
  EXPECT_EQ(GigaFlops(300774272), 0.301);
  EXPECT_EQ(GigaFlops(4089184256), 4.089);
  EXPECT_EQ(GigaFlops(0), 0);
}

}  // namespace
}  // namespace assay
