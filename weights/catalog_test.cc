#include "weights/catalog.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Entry(const std::string& name, const std::string& more = "") {
  return absl::StrCat("entry { name: \"", name, "\" constant: \"k", name,
                      R"(" url: "https://host/toy-01234567.pth" sha256: "01234567"
    transforms { image_classification { crop_size: 32 } } taxonomy: "Set" latest: false )",
                      more, R"(
    meta { task: CLASSIFICATION categories { file: "three" count: 3 } num_params: 7 licence { spdx: "MIT" url: "https://host/l" } } } )");
}

std::string Enum(const std::string& name, const std::string& builder, const std::string& rest) {
  return absl::StrCat("name: \"", name, "\" cpp_name: \"X\" builder: \"", builder, "\" ", rest);
}

// Two builders; the second's enum differs from a third's in case alone.
class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    Add(Enum("ResNet50_Weights", "resnet50", "default_entry: \"V2\" " + Entry("IMAGENET1K1") + Entry("V2")));
    Add(Enum("Toy_Weights", "toy", "default_entry: \"V1\" " + Entry("V1")));
    Add(Enum("TOY_Weights", "toy", Entry("V1")));
  }

  void Add(const std::string& text) {
    const absl::Status status =
        catalog_.AddTextproto(absl::StrReplaceAll(text, {{"kIMAGENET1K1", "kI"}}), "x.textproto");
    ASSERT_TRUE(status.ok()) << status;
  }

  std::string Found(const std::string& name) {
    const auto entry = catalog_.Find(name);
    return entry.ok() ? (*entry)->FullName() : std::string(entry.status().message());
  }

  Catalog catalog_;
};

TEST_F(CatalogTest, ExactName_IsFound) {
  EXPECT_EQ(Found("ResNet50_Weights.V2"), "ResNet50_Weights.V2");
  EXPECT_EQ(Found("Toy_Weights.V1"), "Toy_Weights.V1");
  EXPECT_EQ(Found("TOY_Weights.V1"), "TOY_Weights.V1");
}

TEST_F(CatalogTest, AnnouncementsSpelling_IsFound) {
  EXPECT_EQ(Found("ResNet50_Weights.ImageNet1K1"), "ResNet50_Weights.IMAGENET1K1");
  EXPECT_EQ(Found("resnet50_weights.v2"), "ResNet50_Weights.V2");
}

TEST_F(CatalogTest, Default_IsTheDefaultEntryInAnyCase) {
  for (const char* name : {"ResNet50_Weights.default", "ResNet50_Weights.DEFAULT", "RESNET50_WEIGHTS.Default"}) {
    EXPECT_EQ(Found(name), "ResNet50_Weights.V2") << name;
  }
}

TEST_F(CatalogTest, WrongForm_IsNamedAsWhatItIs) {
  EXPECT_THAT(Found("resnet50"), HasSubstr("\"resnet50\" is a builder"));
  EXPECT_THAT(Found("Toy_Weights"), HasSubstr("\"Toy_Weights\" is an enum of weights"));
  for (const char* name : {"", ".", ".V2", "ResNet50_Weights.", "ResNet50_Weights.a.b"}) {
    EXPECT_EQ(catalog_.Find(name).status().code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST_F(CatalogTest, UnknownEnum_SuggestsTheNearest) {
  EXPECT_EQ(Found("ResNet51_Weights.V2"), "no weights enum \"ResNet51_Weights\"; did you mean \"ResNet50_Weights\"?");
  EXPECT_EQ(Found("Bert.V2"), "no weights enum \"Bert\"; assay list names them all");
  EXPECT_EQ(catalog_.Find("Bert.V2").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CatalogTest, UnknownEntry_SuggestsTheNearestAndListsAll) {
  EXPECT_EQ(Found("ResNet50_Weights.IMAGENET1K2"),
            "ResNet50_Weights has no entry \"IMAGENET1K2\"; did you mean \"IMAGENET1K1\"? (it has IMAGENET1K1, V2)");
}

TEST_F(CatalogTest, AmbiguousCase_NamesBoth) {
  EXPECT_EQ(Found("toy_weights.V1"),
            "weights enum \"toy_weights\" is ambiguous: TOY_Weights, Toy_Weights; write one of them exactly");
}

TEST_F(CatalogTest, DefaultNotAtHand_SaysWhatIs) {
  EXPECT_EQ(Found("TOY_Weights.default"),
            "the default of TOY_Weights is not in this catalogue, which holds V1; name an entry");
}

TEST_F(CatalogTest, ForBuilder_IsItsEntriesOldestFirst) {
  const auto entries = catalog_.ForBuilder("resnet50");
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0]->name, "IMAGENET1K1");
  EXPECT_TRUE(entries[1]->is_default);
  EXPECT_EQ(catalog_.ForBuilder("toy").size(), 2u);
  EXPECT_TRUE(catalog_.ForBuilder("bert").empty());
  EXPECT_THAT(catalog_.Builders(), ElementsAre("resnet50", "toy"));
  EXPECT_EQ(catalog_.Entries().size(), 4u);
}

TEST_F(CatalogTest, SameEntryAgain_IsRefusedAndAddsNothing) {
  const absl::Status status =
      catalog_.AddTextproto(Enum("Toy_Weights", "toy", Entry("V9") + Entry("V1")), "again.textproto");
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr("again.textproto: Toy_Weights.V1 is in the catalogue already"));
  EXPECT_EQ(catalog_.Entries().size(), 4u);
}

TEST_F(CatalogTest, BadText_IsRefusedWithItsPlace) {
  const absl::Status status = catalog_.AddTextproto("name: \"A\"\nbogus: 1\n", "bad.textproto");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("bad.textproto:2:1: "));
  EXPECT_EQ(catalog_.Entries().size(), 4u);
}

TEST_F(CatalogTest, Fields_AreTheTextprotosWithThePresetsDefaults) {
  Add(Enum("Full_Weights", "full",
           Entry("V1", "implied_option { name: \"eps\" number: 0.0 } implied_option { name: \"aux\" flag: true }")));
  const WeightEntry& entry = **catalog_.Find("Full_Weights.V1");
  EXPECT_EQ(entry.source, "x.textproto");
  EXPECT_EQ(entry.FileName(), "toy-01234567.pth");
  EXPECT_FALSE(entry.packaged.has_value());
  EXPECT_EQ(entry.meta.task, "classification");
  EXPECT_EQ(entry.meta.categories.size(), 3);
  EXPECT_FALSE(entry.meta.ops.has_value());
  const auto& preset = std::get<ImageClassificationOptions>(entry.transforms);
  EXPECT_EQ(preset.crop_size, 32);
  EXPECT_EQ(preset.resize_size, 256);
  EXPECT_EQ(preset.interpolation, Interpolation::kBilinear);
  EXPECT_THAT(preset.mean, ElementsAre(0.485, 0.456, 0.406));
  EXPECT_THAT(preset.std, ElementsAre(0.229, 0.224, 0.225));
  ASSERT_EQ(entry.implied_options.size(), 2u);
  EXPECT_EQ(std::get<double>(entry.implied_options[0].value), 0.0);
  EXPECT_EQ(std::get<bool>(entry.implied_options[1].value), true);
}

TEST(EmptyCatalog, AnyName_SaysWhichDependencyToAdd) {
  const absl::Status status = Catalog().Find("ResNet50_Weights.V2").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("add //weights:embedded_catalog"));
  // This test links no embedded catalogue, so neither does the program's own know one.
  EXPECT_TRUE(Catalog::Global().Entries().empty());
}

}  // namespace
}  // namespace assay
