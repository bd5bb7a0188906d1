#include "harness/without_values.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv1d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv3d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/full.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/hardtanh.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/relu6.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/InferenceMode.h>

#include <exception>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/count_flops.h"

namespace assay {
namespace {

using testing::HasSubstr;

// Every kind of convolution.
const std::function<at::Tensor()> kConvolutions[] = {
    [] {
      return at::conv1d(at::ones({2, 2, 9}), at::ones({5, 2, 3}));
    },
    [] {
      return at::conv2d(at::ones({2, 3, 8, 10}), at::ones({4, 3, 3, 5}), at::ones({4}));
    },
    [] {
      return at::conv2d(at::ones({3, 8, 10}), at::ones({4, 3, 3, 5}));
    },
    [] {
      return at::conv2d(at::ones({1, 6, 11, 11}), at::ones({4, 3, 3, 3}), {}, 2, 1, 2, 2);
    },
    [] {
      return at::conv2d(at::ones({1, 8, 6, 6}), at::ones({8, 1, 3, 3}), {}, 1, 1, 1, 8);
    },
    [] {
      return at::conv2d(at::ones({1, 2, 5, 5}), at::ones({3, 2, 4, 4}), {}, 1, "same");
    },
    [] {
      return at::conv2d(at::ones({1, 2, 5, 5}, at::kDouble), at::ones({3, 2, 3, 3}, at::kDouble));
    },
    [] {
      return at::conv3d(at::ones({1, 2, 5, 6, 7}), at::ones({3, 2, 3, 3, 3}));
    },
    [] {
      return at::conv_transpose2d(at::ones({2, 4, 5, 5}), at::ones({4, 3, 2, 2}), {}, 2, 0, 1);
    },
};

void ExpectZerosOfTheSameShape() {
  for (size_t i = 0; i < std::size(kConvolutions); ++i) {
    const at::Tensor full = kConvolutions[i]();
    const WithoutValues skip;
    const at::Tensor skipped = kConvolutions[i]();
    EXPECT_EQ(skipped.sizes(), full.sizes()) << i;
    EXPECT_EQ(skipped.scalar_type(), full.scalar_type()) << i;
    EXPECT_TRUE(skipped.equal(at::zeros_like(full))) << i;
  }
}

TEST(WithoutValues, EachKind_GivesZerosOfItsShape) {
  ExpectZerosOfTheSameShape();
  c10::InferenceMode inference;
  ExpectZerosOfTheSameShape();
}

TEST(WithoutValues, EachKind_CountsTheSame) {
  for (size_t i = 0; i < std::size(kConvolutions); ++i) {
    const auto full = CountMultiplyAdds(kConvolutions[i]);
    const WithoutValues skip;
    const auto skipped = CountMultiplyAdds(kConvolutions[i]);
    ASSERT_TRUE(full.ok() && skipped.ok()) << i;
    EXPECT_EQ(*skipped, *full) << i;
  }
}

TEST(WithoutValues, ShapesThatDoNotFit_AreRefusedAsElse) {
  const WithoutValues skip;
  const auto said = [](at::IntArrayRef image, at::IntArrayRef weight) -> std::string {
    try {
      at::conv2d(at::ones(image), at::ones(weight));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_THAT(said({1, 3, 8, 8}, {4, 2, 3, 3}), HasSubstr("to have 2 channels"));
  EXPECT_THAT(said({1, 3, 2, 8}, {4, 3, 3, 3}), HasSubstr("Kernel size can't be greater than actual input size"));
}

TEST(WithoutValues, BatchNorm_RefusesWhatItRefusesElseAndGivesItsInput) {
  const WithoutValues skip;
  const auto normalise = [](int64_t channels, int64_t features) {
    return at::batch_norm(at::zeros({2, channels, 3, 3}), at::ones({features}), at::ones({features}),
                          at::ones({features}), at::ones({features}), /*training=*/false, 0.1, 1e-5, false);
  };
  EXPECT_TRUE(normalise(4, 4).equal(at::zeros({2, 4, 3, 3})));
  try {
    normalise(4, 5);
    ADD_FAILURE() << "taken";
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), HasSubstr("should contain 4 elements not 5"));
  }
}

TEST(WithoutValues, ActivationsInPlace_ChangeNothing) {
  const WithoutValues skip;
  at::Tensor values = at::full({3}, -7.0);
  at::relu_(values), at::relu6_(values), at::silu_(values), at::hardswish_(values), at::hardtanh_(values, 0, 6);
  EXPECT_TRUE(values.equal(at::full({3}, -7.0)));
}

TEST(WithoutValues, RandomFills_LeaveTheTensorAndTheGeneratorAlone) {
  at::manual_seed(0);
  const double first = at::ones({1}).normal_().item<double>();
  at::manual_seed(0);
  {
    const WithoutValues scope;
    EXPECT_EQ(at::ones({3}).normal_(5, 2).sum().item<double>(), 3);
    EXPECT_EQ(at::ones({3}).uniform_(-1, 0).sum().item<double>(), 3);
  }
  EXPECT_EQ(at::ones({1}).normal_().item<double>(), first);
}

TEST(WithoutValues, OtherOperators_Run) {
  const WithoutValues skip;
  EXPECT_EQ(at::linear(at::ones({1, 5}), at::ones({7, 5})).sum().item<double>(), 35);
}

TEST(WithoutValues, OtherThreadsAndLaterOnes_Convolve) {
  const auto sum = [] { return at::conv2d(at::ones({1, 1, 3, 3}), at::ones({1, 1, 3, 3})).item<double>(); };
  double elsewhere = 0;
  {
    const WithoutValues skip;
    EXPECT_EQ(sum(), 0);
    std::thread([&] { elsewhere = sum(); }).join();
  }
  EXPECT_EQ(elsewhere, 9);
  EXPECT_EQ(sum(), 9);
}

}  // namespace
}  // namespace assay
