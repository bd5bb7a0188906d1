#include "benchmarks/perturb_weights.h"

#include <ATen/TensorOperators.h>

#include <vector>

#include "gtest/gtest.h"
#include "harness/probe_values.h"
#include "models/cifar_resnet/cifar_resnet.h"

namespace assay {
namespace {

std::vector<StateEntry> Perturbed(const Perturbation& perturbation) {
  Model model = *digits_resnet20();
  FillState(model.state_dict());
  PerturbWeights(model, perturbation);
  return model.state_dict();
}

int64_t Differing(const std::vector<StateEntry>& a, const std::vector<StateEntry>& b, bool parameters) {
  int64_t count = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].is_parameter == parameters) count += a[i].tensor.ne(b[i].tensor).sum().item<int64_t>();
  }
  return count;
}

TEST(PerturbWeights, ShareOfTheParameters_Moves) {
  const auto was = Perturbed({.share = 0}), is = Perturbed({.share = 0.01, .strength = 1});
  EXPECT_EQ(Differing(was, is, /*parameters=*/true), 2697);  // of 269,722
  EXPECT_EQ(Differing(was, is, /*parameters=*/false), 0);
  EXPECT_EQ(Differing(was, Perturbed({.strength = 0}), true), 0);
}

TEST(PerturbWeights, Seed_DecidesWhichAndHowMuch) {
  const auto once = Perturbed({.seed = 3}), again = Perturbed({.seed = 3}), other = Perturbed({.seed = 4});
  EXPECT_EQ(Differing(once, again, true), 0);
  EXPECT_GT(Differing(once, other, true), 2697);
}

// The mean of squares over many elements is that of the tensor's deviation times the strength.
TEST(PerturbWeights, Strength_IsInStandardDeviations) {
  const auto was = Perturbed({.share = 0}), is = Perturbed({.share = 0.5, .strength = 2});
  double sum = 0, count = 0;
  for (size_t i = 0; i < was.size(); ++i) {
    if (!was[i].is_parameter || was[i].tensor.numel() < 2) continue;
    const at::Tensor moved = (is[i].tensor - was[i].tensor) / was[i].tensor.std();
    sum += moved.square().sum().item<double>();
    count += moved.ne(0).sum().item<double>();
  }
  EXPECT_NEAR(sum / count, 4, 0.1);
}

}  // namespace
}  // namespace assay
