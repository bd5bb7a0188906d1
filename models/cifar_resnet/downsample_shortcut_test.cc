#include "models/cifar_resnet/downsample_shortcut.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <sstream>

#include "gtest/gtest.h"

namespace assay {
namespace {

using Pooling = DownsampleShortcut::Pooling;

// One channel of 3 x 3 pixels, 0 to 8.
at::Tensor Pixels() { return at::arange(9, at::kFloat).view({1, 1, 3, 3}); }

at::Tensor Middle(const at::Tensor& output) { return output.select(1, 1).squeeze(0); }

TEST(DownsampleShortcut, Average_IsTheMeanOfEachSquareAndOfWhatThereIsAtTheEdge) {
  DownsampleShortcut shortcut({.in_channels = 1, .out_channels = 3, .stride = 2}, Pooling::kAverage);
  EXPECT_TRUE(at::equal(Middle(shortcut.forward(Pixels())), at::tensor({2.f, 3.5f, 6.5f, 8.f}).view({2, 2})));
}

TEST(DownsampleShortcut, Subsample_IsTheUpperLeftPixel) {
  DownsampleShortcut shortcut({.in_channels = 1, .out_channels = 3, .stride = 2}, Pooling::kSubsample);
  EXPECT_TRUE(at::equal(Middle(shortcut.forward(Pixels())), at::tensor({0.f, 2.f, 6.f, 8.f}).view({2, 2})));
}

TEST(DownsampleShortcut, NewChannels_AreZeroOnBothSides) {
  DownsampleShortcut shortcut({.in_channels = 1, .out_channels = 5, .stride = 2});
  const at::Tensor output = shortcut.forward(Pixels() + 1);
  EXPECT_EQ(output.sizes(), at::IntArrayRef({1, 5, 2, 2}));
  for (const int64_t channel : {0, 1, 3, 4}) {
    EXPECT_TRUE(at::equal(output.select(1, channel), at::zeros({1, 2, 2}))) << channel;
  }
  EXPECT_FALSE(at::equal(output.select(1, 2), at::zeros({1, 2, 2})));
}

TEST(DownsampleShortcut, StrideOfOneAndNoNewChannels_IsTheIdentity) {
  DownsampleShortcut shortcut({.in_channels = 1, .out_channels = 1});
  EXPECT_TRUE(at::equal(shortcut.forward(Pixels()), Pixels()));
}

TEST(DownsampleShortcut, Default_IsWhatTheContextSays) {
  const auto words = [](std::optional<Pooling> pooling) {
    std::ostringstream text;
    DownsampleShortcut({.in_channels = 16, .out_channels = 32, .stride = 2}, pooling).pretty_print(text);
    return text.str();
  };
  EXPECT_EQ(words(std::nullopt), "assay::DownsampleShortcut(16, 32, stride=2, pooling=average)");
  const ContextParams<DownsampleShortcut> old_default({.pooling = Pooling::kSubsample});
  EXPECT_EQ(words(std::nullopt), "assay::DownsampleShortcut(16, 32, stride=2, pooling=subsample)");
  EXPECT_EQ(words(Pooling::kAverage), "assay::DownsampleShortcut(16, 32, stride=2, pooling=average)");
}

TEST(DownsampleShortcut, WhatCannotBe_IsRefused) {
  EXPECT_THROW(DownsampleShortcut({.in_channels = 4, .out_channels = 2}), c10::Error);
  EXPECT_THROW(DownsampleShortcut({.in_channels = 4, .out_channels = 7}), c10::Error);
  EXPECT_THROW(DownsampleShortcut({.in_channels = 4, .out_channels = 4, .stride = 0}), c10::Error);
}

}  // namespace
}  // namespace assay
