// The example of several-weights.md, and what that page promises.
#include "docs/scenarios/several_weights.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <torch/nn/module.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "docs/scenarios/several_weights_v2.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/claim.h"
#include "harness/probe_values.h"
#include "models/builder.h"
#include "models/context_params.h"
#include "models/layers/layer.h"
#include "models/registry.h"
#include "models/testing/state_file.h"
#include "models/transforms.h"
#include "tools/base/warning.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

// The architecture. One class for all versions, or one a version: as it suits the difference.
class MySotaModule : public torch::nn::Module {
 public:
  struct Overrides {
    std::optional<int64_t> width;
  };
  static constexpr auto DeclareOverrides() {
    return OverridesOf<MySotaModule>("MySota", Overridable("width", &Overrides::width));
  }

  explicit MySotaModule(int64_t num_classes, std::optional<int64_t> stated_width = std::nullopt) {
    const int64_t width = stated_width.value_or(ContextParams<MySotaModule>::Get(&Overrides::width, 128));
    features_ = register_module("features", ConvNormActivation({.in_channels = 3, .out_channels = width}));
    classifier_ = register_module("classifier", std::make_shared<Linear>(width, num_classes));
  }

  at::Tensor forward(const at::Tensor& images) {
    return classifier_->forward(GlobalAveragePool(features_->forward(images)));
  }

 private:
  std::shared_ptr<Chain> features_;
  std::shared_ptr<Linear> classifier_;
};

Model MySota(const ConstructOptions& options, std::optional<int64_t> width = std::nullopt) {
  auto module = std::make_shared<MySotaModule>(options.num_classes, width);
  return Model(module, [module](const at::Tensor& images) { return module->forward(images); });
}

const Family kFamily{.name = "mysota", .task = "classification", .transforms = ImageClassificationOptions{}};

// A builder a version. Each has its own weights, and takes no other version's.
ASSAY_BUILDER(Model, mysota, MySotaWeights, kFamily, [](const ConstructOptions& options) {
  const ContextParams<MySotaModule> first_version({.width = 64});
  return MySota(options);
})
ASSAY_BUILDER(Model, mysota_v2, MySotaV2Weights, kFamily,
              [](const ConstructOptions& options) { return MySota(options); })

// The files of the entries: the probe's values, so that their bytes, and with them their hashes, are always the same.
class SeveralWeightsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("ASSAY_HOME", testing::TempDir().c_str(), 1);
    unsetenv("ASSAY_WEIGHTS");
    std::filesystem::create_directories(testing::TempDir() + "/weights");
    for (const MySotaWeights weights : AllEntries<MySotaWeights>()) WriteFileOf(Entry(weights), 64);
    for (const MySotaV2Weights weights : AllEntries<MySotaV2Weights>()) WriteFileOf(Entry(weights), 128);
  }
  static void WriteFileOf(const WeightEntry& entry, int64_t width) {
    const Model model = MySota({.num_classes = 2}, width);
    FillState(model.state_dict());
    NamedTensors state = StateOf(model);
    TensorIn(state, "classifier.bias").fill_(Mark(entry));
    std::ofstream(testing::TempDir() + "/weights/" + entry.FileName(), std::ios::binary) << SafetensorsOf(state);
  }
  // A number that tells the entries' tensors apart.
  static double Mark(const WeightEntry& entry) { return 10.0 * entry.name.size() + entry.name.back() - '0'; }
  void SetUp() override { ForgetWarnings(); }
};

TEST_F(SeveralWeightsTest, EachEntry_LoadsWithItsOwnTransformsAndCategories) {
  const ScopedWarningHandler silent(IgnoreWarning);
  for (const MySotaWeights weights : AllEntries<MySotaWeights>()) {
    const auto model = mysota({.weights = weights});
    ASSERT_TRUE(model.ok()) << model.status();
    NamedTensors state = StateOf(*model);
    EXPECT_EQ(TensorIn(state, "classifier.bias")[0].item<double>(), Mark(Entry(weights)));
  }
  EXPECT_EQ(meta(MySotaWeights::kNotHotdogV1).categories(1), "hotdog");
  EXPECT_EQ(meta(MySotaWeights::kCatDogV1).categories(1), "dog");
  EXPECT_EQ(transforms(MySotaWeights::kCatDogV1).options().crop_size, 32);
  EXPECT_EQ(transforms(MySotaWeights::kCatDogV2).options().crop_size, 64);
}

TEST_F(SeveralWeightsTest, Latest_IsOneATaxonomy) {
  EXPECT_THAT(latest<MySotaWeights>(), testing::ElementsAre(MySotaWeights::kNotHotdogV1, MySotaWeights::kCatDogV2));
}

TEST_F(SeveralWeightsTest, OlderRecipe_WarnsNamingTheBetterOne) {
  std::string message;
  const ScopedWarningHandler keep([&](const Warning& warning) {
    message += warning.message;
    return absl::OkStatus();
  });
  EXPECT_TRUE(mysota({.weights = MySotaWeights::kCatDogV1}).ok());
  EXPECT_EQ(message,
            "MySota_Weights.CATDOG_V1 are not the latest weights for CatDog; those are MySota_Weights.CATDOG_V2");
}

TEST_F(SeveralWeightsTest, SecondVersion_HasItsOwnWeightsAndRefusesTheFirsts) {
  const auto model = mysota_v2({.weights = MySotaV2Weights::kDefault});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(get("mysota_v2", "MySota_Weights.CATDOG_V2").status().code(), absl::StatusCode::kInvalidArgument);
  // The first version is what it was.
  EXPECT_EQ(mysota({}).value().num_parameters(), Entry(MySotaWeights::kDefault).meta.num_params + 998 * 65);
}

// The claim: the first version is the second one at the old width, to the last bit.
TEST_F(SeveralWeightsTest, Claim_Holds) {
  const auto claim = ClaimOfBuilders("mysota", "mysota_v2", {{"MySota", "width", int64_t{64}}});
  ASSERT_TRUE(claim.ok()) << claim.status();
  const auto result = ProveClaim(*claim);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const Check& check : result->checks) EXPECT_THAT(check.findings, testing::IsEmpty()) << check.name;
}

TEST_F(SeveralWeightsTest, NumberOfParameters_IsTheCatalogues) {
  for (const MySotaWeights weights : AllEntries<MySotaWeights>()) {
    EXPECT_EQ(MySota({.num_classes = 2}, 64).num_parameters(), meta(weights).num_params);
  }
  EXPECT_EQ(MySota({.num_classes = 2}, 128).num_parameters(), meta(MySotaV2Weights::kDefault).num_params);
}

TEST_F(SeveralWeightsTest, WeightsOfOnesOwn_GoToEitherVersion) {
  const std::string folder = testing::TempDir() + "/weights/";
  // Weights that someone made.
  const WeightEntry burgers{.url = folder + "nothotdog_mysota_v2.safetensors",
                            .transforms = ImageClassificationOptions{.crop_size = 48, .resize_size = 48},
                            .meta = {.categories = {"not burger", "burger"}}};
  const auto model = mysota_v2({.weights = burgers});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->forward(at::ones({1, 3, 48, 48})).size(1), 2);
  // A file of the other version does not fit, and the message says where.
  const absl::Status status = mysota({.weights = burgers}).status();
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("classifier.weight (expected [2, 64], got [2, 128])"));
}

}  // namespace
}  // namespace assay
