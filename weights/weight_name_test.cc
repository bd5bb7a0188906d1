#include "weights/weight_name.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

// What is said of a name, where these two builders' weights are known.
std::string SaidOf(absl::string_view name) {
  static const std::vector<WeightEntry> entries = {
      {.enum_name = "ResNet50_Weights", .name = "IMAGENET1K_V1", .builder = "resnet50"},
      {.enum_name = "ResNet50_Weights", .name = "IMAGENET1K_V2", .builder = "resnet50", .is_default = true},
      {.enum_name = "MobileNet_V2_Weights", .name = "IMAGENET1K_V1", .builder = "mobilenet_v2", .is_default = true}};
  const std::vector<const WeightEntry*> known = {&entries[0], &entries[1], &entries[2]};
  const absl::Status status = CheckWeightName(name, known);
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(WeightName, TwoParts_AreFineWhateverTheySay) {
  EXPECT_EQ(SaidOf("ResNet50_Weights.IMAGENET1K_V1"), "");
  EXPECT_EQ(SaidOf("resnet50_weights.default"), "");
  EXPECT_EQ(SaidOf("Unknown.V1"), "");
}

TEST(WeightName, Nothing_SaysTheForm) {
  EXPECT_EQ(SaidOf(""), "\"\" names no weights; write <Enum>.<Entry>, for example ResNet50_Weights.IMAGENET1K_V2");
}

TEST(WeightName, Blanks_AreTakenOut) {
  EXPECT_EQ(SaidOf(" ResNet50_Weights. IMAGENET1K_V1\n"),
            "\" ResNet50_Weights. IMAGENET1K_V1\\n\" has blanks in it; write \"ResNet50_Weights.IMAGENET1K_V1\"");
}

TEST(WeightName, EnumAlone_ListsItsEntries) {
  EXPECT_EQ(SaidOf("ResNet50_Weights"),
            "\"ResNet50_Weights\" is an enum of weights; add one of its entries: IMAGENET1K_V1, IMAGENET1K_V2, or "
            ".default");
}

TEST(WeightName, BuilderAlone_ListsItsWeights) {
  EXPECT_EQ(SaidOf("resnet50"),
            "\"resnet50\" is a builder; its weights are ResNet50_Weights.IMAGENET1K_V1, "
            "ResNet50_Weights.IMAGENET1K_V2");
}

TEST(WeightName, EntryAlone_SaysWhoseItCouldBe) {
  EXPECT_EQ(SaidOf("imagenet1k_v1"),
            "\"imagenet1k_v1\" is an entry without its enum; write ResNet50_Weights.IMAGENET1K_V1 or "
            "MobileNet_V2_Weights.IMAGENET1K_V1");
}

TEST(WeightName, OtherWord_SaysTheForm) {
  EXPECT_EQ(SaidOf("best"),
            "\"best\" is no weights' name; write <Enum>.<Entry>, for example ResNet50_Weights.IMAGENET1K_V2");
}

TEST(WeightName, CppSpelling_SaysTheName) {
  EXPECT_EQ(SaidOf("ResNet50Weights::kImageNet1kV1"),
            "\"ResNet50Weights::kImageNet1kV1\" is how C++ names weights; by name they are "
            "ResNet50_Weights.IMAGENET1K_V1");
  EXPECT_EQ(SaidOf("assay::ResNet50Weights::kDefault"),
            "\"assay::ResNet50Weights::kDefault\" is how C++ names weights; by name they are "
            "ResNet50_Weights.IMAGENET1K_V2");
  EXPECT_EQ(SaidOf("assay::kBest"),
            "\"assay::kBest\" is how C++ names weights; by name it is <Enum>.<Entry>, for example "
            "ResNet50_Weights.IMAGENET1K_V2");
}

TEST(WeightName, CppSpellingWithTheSameLetters_IsToldByItsUnderscore) {
  const WeightEntry small{.enum_name = "RegNet_Y_1_6GF_Weights", .name = "V1", .cpp_enum = "RegNetY1_6GFWeights"};
  const WeightEntry large{.enum_name = "RegNet_Y_16GF_Weights", .name = "V1", .cpp_enum = "RegNetY16GFWeights"};
  for (const auto& known : {std::vector{&small, &large}, std::vector{&large, &small}}) {
    EXPECT_THAT(std::string(CheckWeightName("RegNetY1_6GFWeights::kV1", known).message()),
                testing::EndsWith("by name they are RegNet_Y_1_6GF_Weights.V1"));
    EXPECT_THAT(std::string(CheckWeightName("RegNetY16GFWeights::kV1", known).message()),
                testing::EndsWith("by name they are RegNet_Y_16GF_Weights.V1"));
  }
}

TEST(WeightName, PartThatIsMissing_SaysWhich) {
  EXPECT_EQ(SaidOf(".IMAGENET1K_V1"),
            "\".IMAGENET1K_V1\" has no enum before the dot; write <Enum>.<Entry>, for example "
            "ResNet50_Weights.IMAGENET1K_V2");
  EXPECT_EQ(SaidOf("ResNet50_Weights."),
            "\"ResNet50_Weights.\" has no entry behind the dot; write ResNet50_Weights.default, or name an entry");
  EXPECT_EQ(SaidOf("."),
            "\".\" has no enum before the dot; write <Enum>.<Entry>, for example ResNet50_Weights.IMAGENET1K_V2");
}

TEST(WeightName, PathOfAModule_IsCutToTheLastTwoParts) {
  EXPECT_EQ(SaidOf("torchvision.models.ResNet50_Weights.DEFAULT"),
            "\"torchvision.models.ResNet50_Weights.DEFAULT\" has 4 parts; write the last two, "
            "\"ResNet50_Weights.DEFAULT\"");
}

TEST(WeightName, BuilderBeforeTheDot_SaysItsEnum) {
  EXPECT_EQ(SaidOf("resnet50.IMAGENET1K_V1"),
            "\"resnet50.IMAGENET1K_V1\" begins with a builder; write \"ResNet50_Weights.IMAGENET1K_V1\"");
}

}  // namespace
}  // namespace assay
