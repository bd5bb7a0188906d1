// The locks of torchvision's builders against its own numbers, without running a model: a bless that records something else fails here.
// reference_probe_test runs some of them against every number.
#include <cmath>
#include <fstream>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "harness/golden.pb.h"
#include "harness/golden_files.h"
#include "models/registry.h"

namespace assay {
namespace {

using Json = nlohmann::json;

// Written by benchmarks/compare_probes_with_python.py --references=FILE.
Json References() { return Json::parse(std::ifstream("harness/testdata/reference/torchvision_summaries.json")); }

// The families that are torchvision's whole.
const std::set<std::string> kFamilies = {"efficientnet", "mobilenet", "regnet", "resnet"};

double NormOf(const google::protobuf::RepeatedPtrField<proto::NamedValue>& values) {
  double squares = 0;
  for (const proto::NamedValue& value : values) squares += value.value() * value.value();
  return std::sqrt(squares);
}

TEST(ReferenceLocks, TorchvisionsBuilders_AreLockedAtItsNumbers) {
  const Json references = References();
  int checked = 0;
  for (const auto& [name, expected] : references.items()) {
    const auto builder = FindBuilder(name);
    ASSERT_TRUE(builder.ok()) << builder.status();
    const auto golden = ReadTextproto<proto::BuilderGolden>(GoldenPath(**builder));
    ASSERT_TRUE(golden.ok()) << golden.status();
    const proto::Probe& probe = golden->probe();
    const auto expect = [&](const char* what, double value) {
      const double wanted = expected[what].get<double>();
      EXPECT_NEAR(value, wanted, 1e-9 * std::abs(wanted)) << name << " " << what;
    };
    EXPECT_EQ(probe.parameters(), expected["parameters"].get<int64_t>()) << name;
    EXPECT_EQ(probe.state_size(), expected["tensors"].get<int>()) << name;
    expect("output", probe.output().l2());
    expect("rect", probe.rect().l2());
    expect("gradient", NormOf(probe.gradient_l2()));
    expect("init", NormOf(probe.init_seed0_sum()));
    expect("amplified", probe.amplified().l2());
    expect("training", probe.training().output().l2());
    expect("training_gradient", probe.training().gradient_l2());
    expect("training_buffers", NormOf(probe.training().buffer_l2()));
    ++checked;
  }
  EXPECT_GE(checked, 39);
}

TEST(ReferenceLocks, EachBuilderOfTheFamilies_HasAReference) {
  const Json references = References();
  for (const std::string& name : list()) {
    if (kFamilies.count((*FindBuilder(name))->family) != 0) EXPECT_TRUE(references.contains(name)) << name;
  }
}

}  // namespace
}  // namespace assay
