// A claim fails when it should: what is claimed here is wrong in one way each.
#include "harness/claim.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<NamedOverride> kOldEps = {{"FrozenBatchNorm2d", "eps", 0.0}};

// A convolution and a frozen normalisation, to be spoilt.
class Toy : public torch::nn::Module {
 public:
  struct Overrides {
    std::optional<bool> spare;  // changes nothing
  };
  static constexpr auto DeclareOverrides() { return OverridesOf<Toy>("Toy", Overridable("spare", &Overrides::spare)); }

  explicit Toy(std::optional<double> eps)
      : conv(register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 4, 3)))),
        norm(register_module("norm", std::make_shared<FrozenBatchNorm2d>(4, eps))) {
    static_cast<void>(ContextParams<Toy>::Get(&Overrides::spare, false));
  }
  at::Tensor forward(const at::Tensor& input) {
    const at::Tensor output = norm->forward(conv->forward(input));
    return is_training() ? output * in_training : output;
  }

  std::shared_ptr<Conv2d> conv;
  std::shared_ptr<FrozenBatchNorm2d> norm;
  double in_training = 1;
};

Model MakeToy(
    std::optional<double> eps, const std::function<void(Toy&)>& spoil = [](Toy&) {}) {
  auto toy = std::make_shared<Toy>(eps);
  spoil(*toy);
  return Model(toy, [toy](const at::Tensor& input) { return toy->forward(input); });
}

Claim ClaimWith(const std::function<void(Toy&)>& spoil) {
  return {.old_model = [spoil] { return MakeToy(0.0, spoil); },
          .new_model = [] { return MakeToy(std::nullopt); },
          .overrides = kOldEps};
}

ClaimResult Prove(const Claim& claim) {
  const auto result = ProveClaim(claim);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : ClaimResult();
}

std::vector<std::string> Failed(const ClaimResult& result) {
  std::vector<std::string> names;
  for (const Check& check : result.checks) {
    if (check.outcome() == Outcome::kFail) names.push_back(check.name);
  }
  return names;
}

// The finding of the check of that name, which fails.
std::string Finding(const ClaimResult& result, const std::string& name) {
  EXPECT_EQ(result.outcome(), Outcome::kFail);
  for (const Check& check : result.checks) {
    if (check.name == name && !check.findings.empty()) return check.findings.front();
  }
  return "nothing";
}

TEST(ProveClaim, OldDefaultUnderItsOverride_Passes) {
  const ClaimResult result = Prove(ClaimWith([](Toy&) {}));
  EXPECT_EQ(result.outcome(), Outcome::kPass);
  EXPECT_THAT(Failed(result), IsEmpty());
  std::vector<std::string> names;
  for (const Check& check : result.checks) names.push_back(check.name);
  EXPECT_THAT(names, ElementsAre("state", "init", "output", "gradient", "training", "FrozenBatchNorm2d.eps = 0"));
  EXPECT_THAT(result.checks[5].summary,
              HasSubstr("without FrozenBatchNorm2d.eps = 0, output: output at [0, 0, 0, 0]: "));
}

TEST(ProveClaim, AnotherEps_FailsWithBothValues) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.overrides = {{"FrozenBatchNorm2d", "eps", 1e-12}};
  const ClaimResult result = Prove(claim);
  EXPECT_THAT(Failed(result), ElementsAre("output", "gradient", "training"));
  EXPECT_THAT(Finding(result, "output"),
              testing::MatchesRegex("output at \\[0, 0, 0, [0-9]+\\]: [-0-9.e]+ in the old, [-0-9.e]+ in the new; "
                                    "2 of 2 tensors differ"));
}

TEST(ProveClaim, OverrideThatChangesNothing_IsIdle) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.old_model = [] { return MakeToy(1e-5); };
  claim.overrides = {{"FrozenBatchNorm2d", "eps", 1e-5}};
  const ClaimResult result = Prove(claim);
  EXPECT_THAT(Failed(result), ElementsAre("FrozenBatchNorm2d.eps = 1e-05"));
  EXPECT_THAT(Finding(result, "FrozenBatchNorm2d.eps = 1e-05"),
              HasSubstr("the claim is idle: without FrozenBatchNorm2d.eps = 1e-05 the new is the old too"));
}

TEST(ProveClaim, OneIdleOverrideAmongOthers_IsNamed) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.overrides.push_back({"Toy", "spare", true});
  EXPECT_THAT(Failed(Prove(claim)), ElementsAre("Toy.spare = true"));
}

TEST(ProveClaim, AnotherKey_FailsAndStopsThere) {
  const ClaimResult result = Prove(ClaimWith([](Toy& toy) { toy.register_buffer("extra", at::ones({1})); }));
  EXPECT_THAT(Failed(result), ElementsAre("state"));
  EXPECT_EQ(Finding(result, "state"), "key extra is gone");
  EXPECT_EQ(result.checks.size(), 2);  // state, and the override's own
}

TEST(ProveClaim, OtherNameOfAnOutput_Fails) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.old_model = [] {
    auto toy = std::make_shared<Toy>(0.0);
    return Model(toy, [toy](const std::vector<at::Tensor>& inputs) { return std::vector{toy->forward(inputs[0])}; },
                 {.outputs = {"maps"}});
  };
  EXPECT_EQ(Finding(Prove(claim), "state"), "input -> maps in the old, input -> output in the new");
}

TEST(ProveClaim, ParameterThatWasABuffer_Fails) {
  const auto parameter = [](Toy& toy) { toy.register_parameter("extra", at::ones({1})); };
  const auto buffer = [](Toy& toy) { toy.register_buffer("extra", at::ones({1})); };
  Claim claim = ClaimWith(parameter);
  claim.new_model = [buffer] { return MakeToy(std::nullopt, buffer); };
  // Parameters come before buffers, but the module has but these two.
  EXPECT_EQ(Finding(Prove(claim), "state"), "extra: expected a parameter, got a buffer");
}

TEST(ProveClaim, LastBitOfOneInitialValue_Fails) {
  const ClaimResult result = Prove(ClaimWith([](Toy& toy) {
    at::NoGradGuard no_grad;
    float& value = toy.conv->weight.mutable_data_ptr<float>()[5];
    value = std::nextafter(value, 2.0f);
  }));
  // What the probe fills in hides it from every other part.
  EXPECT_THAT(Failed(result), ElementsAre("init"));
  EXPECT_THAT(Finding(result, "init"), HasSubstr("conv.weight at [0, 0, 1, 2]: "));
}

TEST(ProveClaim, FrozenParameter_FailsByItsState) {
  const ClaimResult result = Prove(ClaimWith([](Toy& toy) { toy.conv->bias.set_requires_grad(false); }));
  EXPECT_THAT(Failed(result), ElementsAre("state"));
  EXPECT_THAT(Finding(result, "state"), HasSubstr("conv.bias: "));
}

TEST(ProveClaim, OtherBehaviourInTrainingModeAlone_Fails) {
  const ClaimResult result = Prove(ClaimWith([](Toy& toy) { toy.in_training = 1.5; }));
  EXPECT_THAT(Failed(result), ElementsAre("training"));
}

// The old one starts from other values: so much, and no more, is outside the scope.
Claim OtherwiseInitialised() {
  Claim claim = ClaimWith([](Toy& toy) {
    at::NoGradGuard no_grad;
    toy.conv->weight.mul_(2);
  });
  claim.scope = {"state", "output", "gradient", "training"};
  return claim;
}

TEST(ProveClaim, PartOutsideTheScope_DiffersAndPasses) {
  const ClaimResult result = Prove(OtherwiseInitialised());
  EXPECT_THAT(Failed(result), IsEmpty());
  EXPECT_THAT(result.checks[1].summary, HasSubstr("init differs, as the scope says: conv.weight at [0, 0, 0, 0]: "));
}

TEST(ProveClaim, ScopeTooWide_FailsByThePartThatDiffers) {
  Claim claim = OtherwiseInitialised();
  claim.scope = {};
  EXPECT_THAT(Failed(Prove(claim)), ElementsAre("init"));
}

TEST(ProveClaim, ScopeTooNarrow_FailsByThePartThatIsEqualToo) {
  Claim claim = OtherwiseInitialised();
  claim.scope = {"state", "output"};
  const ClaimResult result = Prove(claim);
  EXPECT_THAT(Failed(result), ElementsAre("gradient", "training"));
  EXPECT_EQ(Finding(result, "gradient"), "gradient is equal too, beyond the scope: add it to the scope");
}

TEST(ProveClaim, OverrideThatCountsOutsideTheScopeAlone_IsIdle) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.old_model = [] { return MakeToy(0.0, [](Toy& toy) { toy.in_training = 1.5; }); };
  claim.new_model = [] { return MakeToy(0.0); };
  claim.overrides = {{"Toy", "spare", true}};
  claim.scope = {"state", "init", "output"};
  EXPECT_THAT(Failed(Prove(claim)), ElementsAre("gradient", "Toy.spare = true"));
}

TEST(ProveClaim, ScopeThatIsNone_IsAnError) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.scope = {"state", "outputs"};
  EXPECT_EQ(std::string(ProveClaim(claim).status().message()),
            "the scope names \"outputs\": expected some of state, init, output, gradient, training; did you mean "
            "\"output\"?");
  claim.scope = {"output"};
  EXPECT_THAT(std::string(ProveClaim(claim).status().message()), HasSubstr("the scope leaves \"state\" out"));
}

TEST(ProveClaim, Overrides_AreLeftWhereTheModelIsMade) {
  ASSERT_EQ(Prove(ClaimWith([](Toy&) {})).outcome(), Outcome::kPass);
  EXPECT_EQ(ContextDepth(), 0);
}

TEST(ProveClaim, NoOverrides_IsNoClaim) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.overrides.clear();
  EXPECT_EQ(ProveClaim(claim).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ProveClaim, UnknownOverride_IsAnError) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.overrides = {{"FrozenBatchNorm2d", "epsilon", 0.0}};
  EXPECT_EQ(ProveClaim(claim).status().code(), absl::StatusCode::kNotFound);
}

TEST(ProveClaim, ModelThatThrows_IsAStatus) {
  Claim claim = ClaimWith([](Toy&) {});
  claim.new_model = []() -> Model { TORCH_CHECK(false, "no such layer"); };
  EXPECT_THAT(std::string(ProveClaim(claim).status().message()), HasSubstr("no such layer"));
}

TEST(ClaimOfBuilders, UnknownBuilder_IsNotFound) {
  EXPECT_EQ(ClaimOfBuilders("no_such", "neither", kOldEps).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
