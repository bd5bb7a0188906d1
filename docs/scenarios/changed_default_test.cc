// The example of changed-default.md, and what that page promises.
#include "docs/scenarios/changed_default.h"

#include <memory>
#include <optional>

#include "gtest/gtest.h"
#include "harness/claim.h"
#include "models/builder.h"
#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"
#include "models/registry.h"
#include "models/testing/state_file.h"
#include "weights/reader/testing/make_files.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

class MySotaModule : public torch::nn::Module {
 public:
  MySotaModule(int64_t num_classes, std::optional<double> eps)
      : conv_(register_module("conv", std::make_shared<Conv2d>(torch::nn::Conv2dOptions(3, 8, 3)))),
        norm_(register_module("norm", std::make_shared<FrozenBatchNorm2d>(8, eps))),
        fc_(register_module("fc", std::make_shared<Linear>(8, num_classes))) {}

  at::Tensor forward(const at::Tensor& images) {
    return fc_->forward(GlobalAveragePool(norm_->forward(conv_->forward(images)).relu()));
  }

 private:
  std::shared_ptr<Conv2d> conv_;
  std::shared_ptr<FrozenBatchNorm2d> norm_;
  std::shared_ptr<Linear> fc_;
};

Model MySota(int64_t num_classes = 1000, std::optional<double> eps = std::nullopt) {
  auto module = std::make_shared<MySotaModule>(num_classes, eps);
  return Model(module, [module](const at::Tensor& images) { return module->forward(images); });
}

const Family kFamily{.name = "mysota", .task = "classification", .transforms = ImageClassificationOptions{}};

ASSAY_BUILDER(Model, mysota, MySotaWeights, kFamily,
              [](const ConstructOptions& options) { return MySota(options.num_classes); })

// The claim: with the old default, today's model is the one that was released, to the last bit.
Claim WhatMySotaWas() {
  return {.old_model = [] { return MySota(1000, /*eps=*/0.0); },
          .new_model = [] { return MySota(); },
          .overrides = {{"FrozenBatchNorm2d", "eps", 0.0}}};
}

double EpsOf(const Model& model) {
  return dynamic_cast<FrozenBatchNorm2d&>(*model.module()->named_children()["norm"]).eps();
}

// The entry, with a file that is there.
WeightEntry WithFile(MySotaWeights weights) {
  WeightEntry entry = Entry(weights);
  entry.url = testing_files::WriteFile("mysota.safetensors", SafetensorsOf(StateOf(MySota())));
  entry.sha256 = "";
  return entry;
}

TEST(ChangedDefault, NewModel_HasTheNewDefault) { EXPECT_EQ(EpsOf(mysota({}).value()), 1e-5); }

TEST(ChangedDefault, OldWeights_KeepTheOldDefault) {
  const auto typed = mysota({.weights = WithFile(MySotaWeights::kImageNet1kV1)});
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_EQ(EpsOf(*typed), 0.0);
  const auto by_name = get("mysota", WithFile(MySotaWeights::kImageNet1kV1));
  ASSERT_TRUE(by_name.ok()) << by_name.status();
  EXPECT_EQ(EpsOf(by_name->model), 0.0);
}

TEST(ChangedDefault, NewWeights_HaveTheNewDefault) {
  const auto model = mysota({.weights = WithFile(MySotaWeights::kImageNet1kV2)});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(EpsOf(*model), 1e-5);
}

TEST(ChangedDefault, StatedArgument_Wins) {
  ContextParams<FrozenBatchNorm2d> old_default({.eps = 0.0});
  EXPECT_EQ(EpsOf(MySota(1000, /*eps=*/1e-3)), 1e-3);
}

TEST(ChangedDefault, Claim_Holds) {
  const auto result = ProveClaim(WhatMySotaWas());
  ASSERT_TRUE(result.ok()) << result.status();
  for (const Check& check : result->checks) {
    for (const std::string& finding : check.findings) ADD_FAILURE() << check.name << ": " << finding;
  }
}

}  // namespace
}  // namespace assay
