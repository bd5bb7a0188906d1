#include "models/layers/pooling.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>

#include <sstream>

#include "gtest/gtest.h"

namespace assay {
namespace {

// 0 to 19 in rows of 5.
at::Tensor Grid() { return at::arange(20, at::kFloat).view({1, 1, 4, 5}); }

TEST(MaxPool2d, KernelOfThreeStrideOfTwo_TakesTheLargestOfEachWindow) {
  MaxPool2d pool(/*kernel_size=*/3, /*stride=*/2, /*padding=*/1);
  EXPECT_TRUE(at::equal(pool.forward(Grid()), at::tensor({6.f, 8.f, 9.f, 16.f, 18.f, 19.f}).view({1, 1, 2, 3})));
}

TEST(MaxPool2d, Padding_NeverCounts) {
  MaxPool2d pool(/*kernel_size=*/3, /*stride=*/3, /*padding=*/1);
  EXPECT_EQ(pool.forward(Grid() - 100).flatten()[0].item<float>(), 6 - 100);
}

TEST(AdaptiveAvgPool2d, AnySize_GivesTheMeans) {
  AdaptiveAvgPool2d pool;
  const at::Tensor output = pool.forward(Grid().expand({2, 3, 4, 5}));
  EXPECT_EQ(output.sizes(), at::IntArrayRef({2, 3, 1, 1}));
  EXPECT_TRUE(at::equal(output, at::tensor({9.5f}).expand({2, 3, 1, 1})));
}

// Traces say by these words what changed.
TEST(Pooling, PrettyPrint_NamesTypeAndAttributes) {
  std::ostringstream text;
  MaxPool2d(3, 2, 1).pretty_print(text);
  AdaptiveAvgPool2d().pretty_print(text);
  EXPECT_EQ(text.str(), "assay::MaxPool2d(kernel_size=3, stride=2, padding=1)assay::AdaptiveAvgPool2d()");
}

}  // namespace
}  // namespace assay
