// What is said below a check that failed.
#include "harness/combination_trace.h"

#include <ATen/core/grad_mode.h>

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/testing/toy_combination.h"
#include "harness/validate.h"
#include "models/mobilenet/mobilenet_v2.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSays[] = "first module that differs: ";

Builder MakeBuilder(const std::function<Model()>& construct) {
  return {
      .name = "toy_net", .family = "toy", .task = "classification", .construct = [construct](const ConstructOptions&) {
        return construct();
      }};
}

Model Toy(int64_t stride = 2, double dropout = 0.2) {
  return MobileNetV2({.num_classes = 6, .settings = {{1, 8, 1, stride}}, .dropout = dropout});
}

// What is said of the sources where a version is another than the locked one, without how far it moved.
std::vector<std::string> Sources(const std::function<Model()>& is) {
  const Builder was_builder = MakeBuilder([] { return Toy(); }), is_builder = MakeBuilder(is);
  ProbeCache was_cache({.noise = true}), is_cache;
  const proto::BuilderGolden golden = ValidateBuilder(was_builder, nullptr, was_cache).now;
  BuilderMeasurement measured = ValidateBuilder(is_builder, &golden, is_cache);
  const auto trace = RecordCombinationTrace(was_builder, nullptr);
  EXPECT_TRUE(trace.ok()) << trace.status();
  if (!trace.ok()) return {};
  NameSource(is_builder, nullptr, *trace, golden.probe(), measured.now.probe(), measured.result);
  std::vector<std::string> sources;
  for (const Check& check : measured.result.checks) {
    for (const std::string& finding : check.findings) {
      if (finding.rfind(kSays, 0) == 0)
        sources.push_back(check.name + ": " +
                          finding.substr(sizeof kSays - 1).substr(0, finding.find(';') - (sizeof kSays - 1)));
    }
  }
  return sources;
}

TEST(NameSource, SameModel_SaysNothing) {
  EXPECT_THAT(Sources([] { return Toy(); }), IsEmpty());
}

TEST(NameSource, OtherStride_IsSaidOnceBelowTheOutput) {
  EXPECT_THAT(Sources([] { return Toy(/*stride=*/1); }),
              ElementsAre("output: features.1.conv.0.0 (Conv2d): stride is 1, was 2"));
}

TEST(NameSource, OtherDropout_IsSaidBelowTheTraining) {
  EXPECT_THAT(Sources([] { return Toy(2, /*dropout=*/0.5); }),
              ElementsAre("training: classifier.0 (Dropout): p is 0.5, was 0.2"));
}

TEST(NameSource, OtherInitialValues_AreSaidBelowThem) {
  const auto sources = Sources([] {
    Model model = Toy();
    at::NoGradGuard no_grad;
    for (const StateEntry& entry : model.state_dict()) {
      if (entry.name == "classifier.1.bias") at::Tensor(entry.tensor).fill_(1);
    }
    return model;
  });
  EXPECT_THAT(sources, ElementsAre("init: classifier.1 (Linear): bias: 6, was 0"));
}

TEST(HasOwnTrace, OtherNumberOfCategories_Has) {
  const Combination toy = Passing();
  EXPECT_EQ(HasOwnTrace(toy.builder, toy.entry).value_or(false), true);
}

}  // namespace
}  // namespace assay
