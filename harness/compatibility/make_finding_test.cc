#include "harness/compatibility/make_finding.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(NextName, Builder_CountsVersionsInLowerCase) {
  const std::set<std::string> taken = {"resnet50", "mobilenet_vision"};
  EXPECT_EQ(NextName("resnet50", &taken), "resnet50_v2");
  EXPECT_EQ(NextName("resnet50_v2", &taken), "resnet50_v3");
  EXPECT_EQ(NextName("resnet50_v9", &taken), "resnet50_v10");
  EXPECT_EQ(NextName("mobilenet_vision", &taken), "mobilenet_vision_v2");
  EXPECT_EQ(NextName("resnet50", nullptr), "resnet50_v2");
}

// Another number there is another architecture, and not a version of this one.
TEST(NextName, NumberOfAnArchitecture_IsNoVersion) {
  const std::set<std::string> taken = {"mobilenet_v2", "mobilenet_v3_large", "minilm_l6_v2"};
  EXPECT_EQ(NextName("mobilenet_v2", &taken), "mobilenet_v2_v2");
  EXPECT_EQ(NextName("mobilenet_v3_large", &taken), "mobilenet_v3_large_v2");
  EXPECT_EQ(NextName("minilm_l6_v2", &taken), "minilm_l6_v2_v2");
  const std::set<std::string> versions = {"mobilenet_v2", "mobilenet_v2_v2"};
  EXPECT_EQ(NextName("mobilenet_v2_v2", &versions), "mobilenet_v2_v3");
  EXPECT_EQ(NextName("mobilenet_v2", &versions), "mobilenet_v2_v3");
  EXPECT_EQ(NextName("mobilenet_v2", nullptr), "mobilenet_v2_v2");
}

TEST(NextName, Entry_CountsVersionsInUpperCase) {
  EXPECT_EQ(NextName("IMAGENET1K_V1", nullptr), "IMAGENET1K_V2");
  EXPECT_EQ(NextName("CHARACTERS_LJSPEECH", nullptr), "CHARACTERS_LJSPEECH_V2");
}

TEST(NextName, TakenNames_AreSkipped) {
  const std::set<std::string> taken = {"resnet50_v2", "resnet50_v3"};
  EXPECT_EQ(NextName("resnet50", &taken), "resnet50_v4");
}

TEST(MakeFinding, Entry_HasItsRulesWordsFilledIn) {
  const Subject subject{.builder = "resnet50", .entry = "IMAGENET1K_V1", .family = "resnet"};
  const Finding finding = MakeFinding("TENSORS_CHANGED", subject, "digest a -> b");
  EXPECT_EQ(finding.subject, "resnet50 x IMAGENET1K_V1");
  EXPECT_EQ(finding.level, Level::kOutput);
  EXPECT_TRUE(finding.breaking());
  EXPECT_EQ(finding.witness, "digest a -> b");
  EXPECT_EQ(finding.remedy,
            "if it is meant: leave IMAGENET1K_V1 as it was and add IMAGENET1K_V2 beside it in "
            "weights/resnet/resnet50.textproto");
  EXPECT_EQ(finding.file, "weights/resnet/resnet50.textproto");
}

TEST(MakeFinding, Version_NamesItsLock) {
  const Finding finding = MakeFinding("PROBE_OUTPUT_CHANGED", {.builder = "resnet50", .family = "resnet"}, "");
  EXPECT_EQ(finding.remedy, "if it is meant: leave resnet50 as it was and add resnet50_v2 with its own weights");
  EXPECT_EQ(finding.file, "golden/resnet/resnet50.textproto");
}

// The same command as bless and the golden tests name.
TEST(MakeFinding, StaleEntry_IsBlessedByItsFullName) {
  const Subject subject{
      .builder = "resnet50", .entry = "IMAGENET1K_V1", .family = "resnet", .weights = "ResNet50_Weights.IMAGENET1K_V1"};
  EXPECT_EQ(MakeFinding("LOCK_STALE", subject, "").remedy,
            "bless first: ./bazelw run //tools:bless -- 'ResNet50_Weights.IMAGENET1K_V1' --reason=...");
  EXPECT_EQ(MakeFinding("LOCK_STALE", {.builder = "resnet50"}, "").remedy,
            "bless first: ./bazelw run //tools:bless -- 'resnet50' --reason=...");
}

TEST(MakeFinding, UnknownFamily_NamesNoFile) {
  EXPECT_EQ(MakeFinding("PROBE_OUTPUT_CHANGED", {.builder = "resnet50"}, "").file, "");
  EXPECT_EQ(MakeFinding("TENSORS_CHANGED", {.builder = "resnet50", .entry = "A_V1"}, "").remedy,
            "if it is meant: leave A_V1 as it was and add A_V2 beside it in the catalogue");
}

}  // namespace
}  // namespace assay
