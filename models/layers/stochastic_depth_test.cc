#include "models/layers/stochastic_depth.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <c10/util/Exception.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The factor of each of six samples, all of which have it for both channels.
std::vector<float> Factors(StochasticDepth& layer) {
  const at::Tensor output = layer.forward(at::ones({6, 2, 1, 1})).flatten(1);
  EXPECT_TRUE(at::equal(output.select(1, 0), output.select(1, 1)));
  std::vector<float> factors;
  for (int64_t i = 0; i < output.size(0); ++i) factors.push_back(output[i][0].item<float>());
  return factors;
}

// Made with torchvision 0.26.0's StochasticDepth(0.4, "row") after torch.manual_seed(3).
TEST(StochasticDepth, SeededRows_AreTheReferences) {
  StochasticDepth layer(0.4);
  at::manual_seed(3);
  const float kept = 1 / 0.6f;
  EXPECT_THAT(Factors(layer),
              ElementsAre(testing::FloatEq(kept), testing::FloatEq(kept), 0, testing::FloatEq(kept), 0, 0));
}

TEST(StochasticDepth, BatchMode_KeepsAllOrNone) {
  StochasticDepth layer(0.5, StochasticDepth::kBatch);
  at::manual_seed(1);
  bool kept = false, dropped = false;
  for (int i = 0; i < 50; ++i) {
    const std::vector<float> factors = Factors(layer);
    for (const float factor : factors) EXPECT_EQ(factor, factors[0]);
    (factors[0] == 0 ? dropped : kept) = true;
  }
  EXPECT_TRUE(kept && dropped);
}

TEST(StochasticDepth, EvalModeOrNoProbability_IsTheInputItself) {
  const at::Tensor input = at::ones({3, 1});
  StochasticDepth never(0), evaluated(0.9);
  evaluated.eval();
  EXPECT_TRUE(never.forward(input).is_same(input));
  EXPECT_TRUE(evaluated.forward(input).is_same(input));
}

TEST(StochasticDepth, ProbabilityOfOne_DropsEverySample) {
  StochasticDepth layer(1);
  EXPECT_THAT(Factors(layer), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(StochasticDepth, NoProbability_IsRefused) {
  for (const double p : {-0.1, 1.1, std::nan("")}) {
    try {
      StochasticDepth layer(p);
      FAIL() << p << ": no error";
    } catch (const c10::ValueError& error) {
      EXPECT_THAT(error.what(), HasSubstr("is in [0, 1], got"));
    }
  }
}

}  // namespace
}  // namespace assay
