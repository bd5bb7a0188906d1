#include "models/internal/known_builders.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"
#include "models/resnet_fpn/resnet_fpn.h"
#include "weights/meta_schema.h"

namespace assay {
namespace {

TEST(KnownBuilders, Table_IsWhatTheFamiliesRegister) {
  std::map<std::string, std::string> known, registered;
  for (const internal::KnownBuilder& builder : internal::KnownBuilders()) known[builder.name] = builder.family;
  for (const std::string& name : list()) registered[name] = FindBuilder(name).value()->family;
  EXPECT_EQ(known, registered);
}

// Else weights for it could not be checked.
TEST(Families, TasksOfBuilders_HaveASchema) {
  for (const std::string& name : list()) {
    const std::string& task = FindBuilder(name).value()->task;
    EXPECT_NE(FindTaskSchema(task), nullptr) << name << ": " << task;
  }
}

TEST(KnownBuilders, AnotherName_HasNoFamily) {
  EXPECT_EQ(internal::FamilyOf("resnet50_fpn_v2"), "resnet_fpn");
  EXPECT_EQ(internal::FamilyOf("resnet51"), "");
}

// This program links every family, and no catalogue.
TEST(OfficialWeights, NoCatalogue_NamesTheOneToLink) {
  constexpr char kWhy[] =
      "this program links no catalogue of ResNet50_Weights: add //weights/resnet:resnet50_catalog to its deps (outside "
      "of Assay: @assay//:resnet50_catalog, or Assay::resnet50_catalog in CMake)";
  for (const absl::Status& status :
       {get("resnet50").status(), get("resnet50", "ResNet50_Weights.IMAGENET1K_V1").status(),
        get("resnet50", "IMAGENET1K_V1").status(), get_model_weights("resnet50").status(),
        resnet50({.weights = ResNet50Weights::kDefault}).status(),
        resnet50_fpn({.weights_backbone = ResNet50Weights::kDefault}).status()}) {
    EXPECT_EQ(status, absl::NotFoundError(kWhy));
  }
  EXPECT_TRUE(get_model_weights("resnet50_fpn").value().empty());
}

}  // namespace
}  // namespace assay
