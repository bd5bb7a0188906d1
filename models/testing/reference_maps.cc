#include "models/testing/reference_maps.h"

#include <fstream>
#include <vector>

#include "gtest/gtest.h"
#include "harness/probe_values.h"

namespace assay {

nlohmann::json ReadReference(const std::string& path) { return nlohmann::json::parse(std::ifstream(path)); }

void FillForProbe(Model& model) {
  FillState(model.state_dict());
  model.to(at::kDouble);
  model.eval();
}

void ExpectSummary(const at::Tensor& tensor, const nlohmann::json& summary) {
  const at::Tensor values = tensor.detach().to(at::kDouble).flatten().contiguous();
  ASSERT_EQ(values.numel(), summary["numel"].get<int64_t>());
  const double l2 = summary["l2"];
  EXPECT_NEAR(values.norm().item<double>(), l2, 1e-10 * l2);
  EXPECT_NEAR(values.mean().item<double>(), summary["mean"].get<double>(), 1e-10 * l2);
  const std::vector<double> first = summary["first"];
  ASSERT_FALSE(first.empty());
  for (size_t i = 0; i < first.size(); ++i) EXPECT_NEAR(values[i].item<double>(), first[i], 1e-10 * l2) << "at " << i;
}

void ExpectMaps(const NamedTensors& maps, const nlohmann::json& expected) {
  ASSERT_EQ(maps.size(), expected.size());
  for (size_t i = 0; i < maps.size(); ++i) {
    SCOPED_TRACE(maps[i].first);
    EXPECT_EQ(maps[i].first, expected[i]["name"].get<std::string>());
    EXPECT_EQ(maps[i].second.sizes(), at::IntArrayRef(expected[i]["shape"].get<std::vector<int64_t>>()));
    ExpectSummary(maps[i].second, expected[i]["output"]);
  }
}

}  // namespace assay
