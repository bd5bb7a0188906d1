#include "harness/claim_weights.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/testing/state_file.h"
#include "weights/catalog.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing_files::WriteFile;

class Toy : public torch::nn::Module {
 public:
  Toy(std::optional<double> eps, int64_t channels)
      : conv_(register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, channels, 3)))),
        norm_(register_module("norm", std::make_shared<FrozenBatchNorm2d>(channels, eps))) {}
  at::Tensor forward(const at::Tensor& images) { return norm_->forward(conv_->forward(images)); }

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<FrozenBatchNorm2d> norm_;
};

Model MakeToy(std::optional<double> eps, int64_t channels = 4) {
  auto toy = std::make_shared<Toy>(eps, channels);
  return Model(toy, [toy](const at::Tensor& images) { return toy->forward(images); });
}

// toy_claim was released when the default was 0; of toy_claim_v2 today's default holds. toy_pair has a toy_claim as its
// backbone, and nothing else.
const bool kRegistered = [] {
  Builder builder{.name = "toy_claim", .family = "toy", .task = "features", .weights_enum = "ToyClaim_Weights"};
  builder.construct = [](const ConstructOptions&) { return MakeToy(0.0); };
  RegisterBuilder(builder);
  builder.name = "toy_claim_v2";
  builder.construct = [](const ConstructOptions&) { return MakeToy(std::nullopt); };
  RegisterBuilder(builder);
  Builder pair{.name = "toy_pair", .family = "toy", .task = "features", .backbone = "toy_claim"};
  pair.construct = [](const ConstructOptions&) { return MakeToy(0.0); };
  pair.load_backbone = [](Model& model, const WeightEntry& entry, bool) { return LoadWeights(model, entry); };
  RegisterBuilder(pair);
  pair.name = "toy_pair_v2";
  pair.construct = [](const ConstructOptions&) { return MakeToy(std::nullopt); };
  return RegisterBuilder(pair);
}();

const std::vector<NamedOverride> kOldEps = {{"FrozenBatchNorm2d", "eps", 0.0}};

// Weights of toy_claim, and their file, whose variances are small enough for an epsilon to count in float32.
WeightEntry MakeEntry() {
  return {.enum_name = "ToyClaim_Weights", .name = "V1", .builder = "toy_claim", .url = "https://host/toy.safetensors"};
}
std::string File() {
  NamedTensors state = StateOf(MakeToy(0.0));
  TensorIn(state, "norm.running_var").fill_(0.01);
  return WriteFile("toy_claim.safetensors", SafetensorsOf(state));
}

absl::StatusOr<Check> Prove(const char* old_name, const char* new_name, const std::vector<NamedOverride>& overrides,
                            const WeightEntry& entry = MakeEntry()) {
  return ProveOnWeights(**FindBuilder(old_name), **FindBuilder(new_name), overrides, entry, File());
}

TEST(ProveOnWeights, OldEpsilonUnderItsOverride_Passes) {
  const auto check = Prove("toy_claim", "toy_claim_v2", kOldEps);
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_EQ(check->outcome(), Outcome::kPass);
  EXPECT_EQ(check->name, "ToyClaim_Weights.V1");
  EXPECT_EQ(check->summary, "ToyClaim_Weights.V1 equal");
}

TEST(ProveOnWeights, OtherEpsilon_FailsWithBothValues) {
  const auto check = Prove("toy_claim", "toy_claim_v2", {{"FrozenBatchNorm2d", "eps", 1e-3}});
  ASSERT_TRUE(check.ok()) << check.status();
  ASSERT_EQ(check->findings.size(), 1);
  EXPECT_THAT(check->findings[0],
              testing::MatchesRegex("output at \\[0, 0, 0, 0\\]: [-0-9.e]+ in the old, [-0-9.e]+ in "
                                    "the new; 2 of 2 tensors differ"));
}

TEST(ProveOnWeights, WeightsOfTheBackbone_AreLoadedIntoBoth) {
  const auto check = Prove("toy_pair", "toy_pair_v2", kOldEps);
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_EQ(check->outcome(), Outcome::kPass);
  EXPECT_EQ(Prove("toy_pair", "toy_pair_v2", {})->outcome(), Outcome::kFail);
}

TEST(ProveOnWeights, FileOfAnotherHash_IsAnError) {
  WeightEntry entry = MakeEntry();
  entry.sha256 = std::string(64, '0');
  EXPECT_EQ(Prove("toy_claim", "toy_claim_v2", kOldEps, entry).status().code(), absl::StatusCode::kDataLoss);
}

TEST(ProveOnWeights, FileThatDoesNotFit_IsAnError) {
  const std::string path = WriteFile("wide.safetensors", SafetensorsOf(StateOf(MakeToy(0.0, 5))));
  const auto check =
      ProveOnWeights(**FindBuilder("toy_claim"), **FindBuilder("toy_claim_v2"), kOldEps, MakeEntry(), path);
  EXPECT_THAT(std::string(check.status().message()), HasSubstr("conv.weight"));
}

TEST(EntriesOfClaim, ComposedModel_HasThoseOfItsBackbone) {
  ASSERT_TRUE(Catalog::Global()
                  .AddTextproto(R"(name: "ToyClaim_Weights" cpp_name: "ToyClaimWeights" builder: "toy_claim"
                                   default_entry: "V1"
                                   entry { name: "V1" constant: "kV1" url: "https://host/toy-0123abcd.pth"
                                           sha256: "0123abcd" taxonomy: "toys" latest: true
                                           meta { task: FEATURES num_params: 1 min_size { height: 1 width: 1 }
                                                  recipe: "https://host/r" ops: 1 file_size: 1 docs: "A toy's."
                                                  licence { spdx: "MIT" url: "https://host/l" } } })",
                                "toy.textproto")
                  .ok());
  const auto names = [](const char* builder) {
    std::vector<std::string> names;
    for (const WeightEntry* entry : EntriesOfClaim(**FindBuilder(builder))) names.push_back(entry->FullName());
    return names;
  };
  EXPECT_THAT(names("toy_claim"), testing::ElementsAre("ToyClaim_Weights.V1"));
  EXPECT_THAT(names("toy_pair"), testing::ElementsAre("ToyClaim_Weights.V1"));
  EXPECT_THAT(names("toy_claim_v2"), testing::IsEmpty());
}

}  // namespace
}  // namespace assay
