#include "weights/weights_traits.h"

#include <array>

#include "gtest/gtest.h"
#include "weights/mobilenet/mobilenet_v2.h"
#include "weights/resnet/resnet18.h"

namespace assay {
namespace {

enum class NotWeights { kImageNet1kV1 };

TEST(WeightsTraits, GeneratedEnum_KnowsItsNames) {
  EXPECT_STREQ(WeightsTraits<MobileNetV2Weights>::kName, "MobileNet_V2_Weights");
  EXPECT_STREQ(WeightsTraits<MobileNetV2Weights>::kBuilder, "mobilenet_v2");
  EXPECT_EQ(EntryName(MobileNetV2Weights::kImageNet1kV1), "IMAGENET1K_V1");
  EXPECT_EQ(FullName(MobileNetV2Weights::kImageNet1kV1), "MobileNet_V2_Weights.IMAGENET1K_V1");
}

TEST(WeightsTraits, CppName_IsWhatTheCompilerTakes) {
#define EXPECT_CPP_NAME(weights) EXPECT_EQ(CppName(weights), #weights)
  EXPECT_CPP_NAME(MobileNetV2Weights::kImageNet1kV1);
  EXPECT_CPP_NAME(ResNet18Weights::kImageNet1kV1);
  EXPECT_CPP_NAME(static_cast<MobileNetV2Weights>(7));
  EXPECT_EQ(CppName(MobileNetV2Weights::kDefault), "MobileNetV2Weights::kImageNet1kV2");
}

TEST(WeightsTraits, Default_IsTheAliasOfTheBestEntry) {
  static_assert(MobileNetV2Weights::kDefault == MobileNetV2Weights::kImageNet1kV2);
  static_assert(ResNet18Weights::kDefault == ResNet18Weights::kImageNet1kV1);
  EXPECT_EQ(FullName(MobileNetV2Weights::kDefault), "MobileNet_V2_Weights.IMAGENET1K_V2");
}

TEST(WeightsTraits, AllEntries_AreInTheTextprotosOrder) {
  constexpr std::array all = AllEntries<MobileNetV2Weights>();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0], MobileNetV2Weights::kImageNet1kV1);
  EXPECT_EQ(all[1], MobileNetV2Weights::kImageNet1kV2);
}

TEST(WeightsTraits, ValueOfNoEntry_HasNoName) { EXPECT_EQ(EntryName(static_cast<MobileNetV2Weights>(7)), ""); }

TEST(WeightsTraits, Concept_HoldsForWeightsEnumsAlone) {
  EXPECT_TRUE(WeightsEnumeration<MobileNetV2Weights>);
  EXPECT_FALSE(WeightsEnumeration<NotWeights>);
  EXPECT_FALSE(WeightsEnumeration<bool>);
}

}  // namespace
}  // namespace assay
