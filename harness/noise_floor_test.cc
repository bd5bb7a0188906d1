// The noise floors of real models: what oneDNN moves on this machine stays below them, and the smallest change that
// means something is a hundred times above. docs/noise-floor.md has all models under all settings.
#include <ATen/Context.h>
#include <torch/nn/modules/batchnorm.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "harness/compare_probe.h"
#include "harness/probe.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/registry.h"

namespace assay {
namespace {

using Kind = ProbePart::Kind;

class OneDnnScope {
 public:
  explicit OneDnnScope(bool on) : was_(at::globalContext().userEnabledMkldnn()) {
    at::globalContext().setUserEnabledMkldnn(on);
  }
  ~OneDnnScope() { at::globalContext().setUserEnabledMkldnn(was_); }
  OneDnnScope(const OneDnnScope&) = delete;
  OneDnnScope& operator=(const OneDnnScope&) = delete;

 private:
  bool was_;
};

using Construction = std::function<Model()>;

// A block of MobileNetV2.
Model MakeToy(double dropout = 0.2) {
  return MobileNetV2({.num_classes = 6, .settings = {{1, 8, 1, 2}}, .dropout = dropout});
}

const std::map<std::string, Construction>& Models() {
  static const auto& models = *new std::map<std::string, Construction>{
      {"toy", [] { return MakeToy(); }},
      {"mobilenet_v2", [] { return MobileNetV2(); }},
      {"resnet18", [] { return Construct(**FindBuilder("resnet18"), {}); }},
  };
  return models;
}

proto::Probe ProbeOf(const Construction& construct, bool noise = false) {
  auto probe = RunProbe(construct, {.noise = noise});
  EXPECT_TRUE(probe.ok()) << probe.status();
  return probe.value_or(proto::Probe());
}

// With its floors.
const proto::Probe& Plain(const std::string& model) {
  static auto& probes = *new std::map<std::string, proto::Probe>();
  const auto [found, is_new] = probes.try_emplace(model);
  if (is_new) found->second = ProbeOf(Models().at(model), /*noise=*/true);
  return found->second;
}

// How many times its floor the worst part of the kind is off; of all kinds that have a floor where none is given.
double TimesTheFloor(const std::string& model, const proto::Probe& actual, std::optional<Kind> kind = {}) {
  const proto::Probe& plain = Plain(model);
  double worst = 0;
  for (const ProbePart& part : CompareProbes(plain, actual, ToleranceOf(plain))) {
    if (part.tolerance > 0 && (!kind || part.kind == *kind)) worst = std::max(worst, part.error / part.tolerance);
  }
  return worst;
}

// The model with one thing of every BatchNorm changed.
Construction WithNorms(const Construction& construct, const std::function<void(torch::nn::BatchNormOptions&)>& change) {
  return [=] {
    Model model = construct();
    int changed = 0;
    for (const auto& module : model.module()->modules()) {
      auto* norm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(module.get());
      if (norm == nullptr) continue;
      change(norm->options);
      ++changed;
    }
    EXPECT_GT(changed, 0);
    return model;
  };
}

class NoiseFloor : public testing::TestWithParam<std::string> {};

TEST_P(NoiseFloor, EachPart_HasOneThatHidesNothing) {
  const proto::Noise& noise = Plain(GetParam()).noise();
  for (double floor : {noise.output(), noise.amplified(), noise.gradient(), noise.training(), noise.calibrated()}) {
    EXPECT_GT(floor, 0);
    EXPECT_LT(floor, kBluntest);
  }
}

TEST_P(NoiseFloor, OtherAlgorithmsOfConvolution_StayBelow) {
  const OneDnnScope scope(!at::globalContext().userEnabledMkldnn());
  EXPECT_LE(TimesTheFloor(GetParam(), ProbeOf(Models().at(GetParam()))), 1);
}

TEST_P(NoiseFloor, EpsilonMovedByATenth_IsAHundredTimesAbove) {
  const proto::Probe probe =
      ProbeOf(WithNorms(Models().at(GetParam()), [](auto& options) { options.eps(options.eps() * 1.1); }));
  EXPECT_GE(TimesTheFloor(GetParam(), probe, Kind::kOutput), 100);
  EXPECT_GE(TimesTheFloor(GetParam(), probe, Kind::kGradient), 100);
  EXPECT_GE(TimesTheFloor(GetParam(), probe, Kind::kTraining), 100);
}

TEST_P(NoiseFloor, MomentumMovedByATenth_IsAHundredTimesAbove) {
  const proto::Probe probe =
      ProbeOf(WithNorms(Models().at(GetParam()), [](auto& options) { options.momentum(*options.momentum() * 1.1); }));
  EXPECT_GE(TimesTheFloor(GetParam(), probe, Kind::kTraining), 100);
}

INSTANTIATE_TEST_SUITE_P(Models, NoiseFloor, testing::Values("toy", "mobilenet_v2", "resnet18"));

TEST(NoiseFloorOfDropout, RateMovedByATwentieth_IsAHundredTimesAbove) {
  EXPECT_GE(TimesTheFloor("toy", ProbeOf([] { return MakeToy(0.21); }), Kind::kTraining), 100);
  EXPECT_GE(TimesTheFloor("mobilenet_v2", ProbeOf([] { return MobileNetV2({.dropout = 0.21}); }), Kind::kTraining),
            100);
}

}  // namespace
}  // namespace assay
