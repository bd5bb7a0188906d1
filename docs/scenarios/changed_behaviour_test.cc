// The example of changed-behaviour.md, and what that page promises.
#include <ATen/Context.h>
#include <ATen/ops/equal.h>

#include <memory>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "harness/claim.h"
#include "models/builder.h"
#include "models/context_params.h"
#include "models/ops/feature_pyramid_network.h"
#include "models/registry.h"

namespace assay {
namespace {

// A pyramid of two resolutions of the images themselves.
Model MySota() {
  auto pyramid =
      std::make_shared<FeaturePyramidNetwork>(FeaturePyramidNetworkOptions{.in_channels = {3, 3}, .out_channels = 8});
  return Model(pyramid, [pyramid](const at::Tensor& images) {
    const at::Tensor coarse = images.slice(2, 0, images.size(2), 2).slice(3, 0, images.size(3), 2);
    return pyramid->forward(NamedTensors{{"fine", images}, {"coarse", coarse}})[0].second;
  });
}

// The version that was released before the mend: today's code, rolled back.
Model MySotaV1() {
  ContextParams<FeaturePyramidNetwork> old_init({.init_over = FeaturePyramidNetwork::InitOver::kChildren});
  return MySota();
}

struct MySotaWeights : WeightsFamily {
  static constexpr char kBuilder[] = "mysota";
};
struct MySotaV2Weights : WeightsFamily {
  static constexpr char kBuilder[] = "mysota_v2";
};

absl::StatusOr<Model> mysota(const BuilderOptions<MySotaWeights>& options) {
  return Build<Model>("mysota", options, [](const ConstructOptions&) { return MySotaV1(); });
}
absl::StatusOr<Model> mysota_v2(const BuilderOptions<MySotaV2Weights>& options) {
  return Build<Model>("mysota_v2", options, [](const ConstructOptions&) { return MySota(); });
}
ASSAY_REGISTER(mysota, Builder{.family = "mysota", .task = "features", .construct = [](const ConstructOptions&) {
                                 return MySotaV1();
                               }});
ASSAY_REGISTER(mysota_v2, Builder{.family = "mysota", .task = "features", .construct = [](const ConstructOptions&) {
                                    return MySota();
                                  }});

// The claim: under the old initialisation the second version is the first, to the last bit.
absl::StatusOr<Claim> FirstVersionIsTheSecond() {
  return ClaimOfBuilders("mysota", "mysota_v2", {{"FeaturePyramidNetwork", "init_over", "children"}});
}

// The first tensor of a builder's model after the seed 0.
template <class Builder>
at::Tensor FirstTensor(Builder builder) {
  at::manual_seed(0);
  return builder({}).value().state_dict()[0].tensor;
}

TEST(ChangedBehaviour, Versions_StartFromOtherValues) {
  EXPECT_TRUE(at::equal(FirstTensor(mysota), FirstTensor(mysota)));
  EXPECT_FALSE(at::equal(FirstTensor(mysota), FirstTensor(mysota_v2)));
}

TEST(ChangedBehaviour, WeightsOfOneVersion_FitTheOther) {
  NamedTensors state;
  for (const StateEntry& entry : mysota({}).value().state_dict()) state.emplace_back(entry.name, entry.tensor);
  EXPECT_TRUE(mysota_v2({}).value().load_state_dict(state).ok());
}

TEST(ChangedBehaviour, Claim_Holds) {
  const absl::StatusOr<Claim> claim = FirstVersionIsTheSecond();
  ASSERT_TRUE(claim.ok()) << claim.status();
  const auto result = ProveClaim(*claim);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const Check& check : result->checks) {
    for (const std::string& finding : check.findings) ADD_FAILURE() << check.name << ": " << finding;
  }
}

}  // namespace
}  // namespace assay
