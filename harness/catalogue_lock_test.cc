// Every field of an entry: that a change of it is found, and named.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/api_lock.h"
#include "harness/result.h"
#include "weights/catalog.h"
#include "weights/embedded_text.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const EmbeddedText kTwo(EmbeddedText::kCategories, "two", "cat\ndog\n");
const EmbeddedText kTurned(EmbeddedText::kCategories, "turned", "dog\ncat\n");

// An enum of two entries of which the first is the default and the latest.
constexpr char kText[] = R"(name: "Toy_Weights" cpp_name: "ToyWeights" builder: "toy" default_entry: "V1"
entry {
  name: "V1" constant: "kV1" url: "https://host/toy-01234567.pth" sha256: "01234567"
  tensors_digest: "abababababababababababababababababababababababababababababababab"
  transforms { image_classification { crop_size: 240 resize_size: 256 mean: 0.1 mean: 0.2 mean: 0.3 } }
  meta {
    task: CLASSIFICATION categories { file: "two" count: 2 } num_params: 12 min_size { height: 3 width: 4 }
    recipe: "https://host/recipe" licence { spdx: "MIT" url: "https://host/licence" }
    metrics { dataset: "Set" metric { name: "acc@1" value: 71.878 } } ops: 0.301 file_size: 13.555 docs: "a toy"
  }
  taxonomy: "Toys" latest: true
  implied_option { name: "aux" flag: true }
  implied_override { target: "FrozenBatchNorm2d" parameter: "eps" number: 0.0 }
}
entry {
  name: "V2" constant: "kV2" url: "https://host/toy-89abcdef.pth" sha256: "89abcdef"
  meta { task: CLASSIFICATION categories { file: "two" count: 2 } num_params: 12
         licence { spdx: "MIT" url: "https://host/licence" } }
  taxonomy: "Toys" latest: false
})";

proto::EntryGolden Measure(const std::string& text) {
  Catalog catalog;
  const absl::Status added = catalog.AddTextproto(text, "toy.textproto");
  EXPECT_TRUE(added.ok()) << added;
  const WeightEntry* entry = catalog.ForBuilder("toy").front();
  proto::EntryGolden golden;
  golden.set_weights(entry->FullName());
  const absl::Status measured = MeasureCatalogue(*entry, golden);
  EXPECT_TRUE(measured.ok()) << measured;
  return golden;
}

// What the lock of kText says of a catalogue in which each first text is the second.
std::vector<std::string> FindingsAfter(const std::vector<std::pair<std::string, std::string>>& replaced) {
  const std::string text = absl::StrReplaceAll(kText, replaced);
  EXPECT_NE(text, kText);
  return CompareCatalogues(Measure(kText), Measure(text));
}

const std::string kBless = "nothing that the weights answer depends on it: " + BlessCommand("Toy_Weights.V1");

TEST(CatalogueLock, SameEntry_HasNoFinding) {
  EXPECT_THAT(CompareCatalogues(Measure(kText), Measure(kText)), IsEmpty());
}

TEST(CatalogueLock, FieldThatAnswersDependOn_IsNamedWithBothValues) {
  const struct {
    const char *was, *is, *finding;
  } kCases[] = {
      {"cpp_name: \"ToyWeights\"", "cpp_name: \"OurWeights\"", "cpp_enum is OurWeights, was ToyWeights"},
      {"constant: \"kV1\"", "constant: \"kFirst\"", "constant is kFirst, was kV1"},
      {"abababababab\"", "abababababcd\"",
       "tensors_digest is abababababababababababababababababababababababababababababababcd, was "
       "abababababababababababababababababababababababababababababababab"},
      {"crop_size: 240", "crop_size: 224", "transforms.crop_size is 224, was 240"},
      {"resize_size: 256", "resize_size: 260", "transforms.resize_size is 260, was 256"},
      {"crop_size: 240", "crop_size: 240 interpolation: BICUBIC", "transforms.interpolation is bicubic, was bilinear"},
      {"mean: 0.1 mean: 0.2", "mean: 0.2 mean: 0.1", "transforms.mean is [0.2, 0.1, 0.3], was [0.1, 0.2, 0.3]"},
      {"crop_size: 240", "crop_size: 240 std: 0.5 std: 0.5 std: 0.5",
       "transforms.std is [0.5, 0.5, 0.5], was [0.229, 0.224, 0.225]"},
      {"num_params: 12 min_size", "num_params: 13 min_size", "meta.num_params is 13, was 12"},
      {"height: 3 width: 4", "height: 4 width: 4", "meta.min_size is [4, 4], was [3, 4]"},
      {"default_entry: \"V1\"", "default_entry: \"V2\"", "default is false, was true"},
      {"flag: true", "flag: false", "implied_options.aux is false, was true"},
      {"number: 0.0", "number: 1e-5", "implied_overrides.FrozenBatchNorm2d.eps is 1e-05, was 0"},
      {"  implied_option { name: \"aux\" flag: true }\n", "", "implied_options.aux is gone: it was true"},
      {"builder: \"toy\"", "builder: \"toy\" attribute { name: \"language\" value: \"fr\" }",
       "attributes.language is new: fr"},
  };
  for (const auto& c : kCases) EXPECT_THAT(FindingsAfter({{c.was, c.is}}), ElementsAre(c.finding)) << c.was;
}

TEST(CatalogueLock, LatestThatMoved_IsNamed) {
  EXPECT_THAT(FindingsAfter({{"latest: true", "latest: false"}, {"latest: false", "latest: true"}}),
              ElementsAre("latest is false, was true"));
}

TEST(CatalogueLock, TextAlone_SaysThatABlessIsAllThatItTakes) {
  const struct {
    const char *was, *is, *finding;
  } kCases[] = {
      {"https://host/toy-01234567.pth", "https://mirror/toy-01234567.pth",
       "url is https://mirror/toy-01234567.pth, was https://host/toy-01234567.pth"},
      {"https://host/recipe", "https://host/other", "meta.recipe is https://host/other, was https://host/recipe"},
      {"value: 71.878", "value: 71.9", "meta.metrics.Set.acc@1 is 71.9, was 71.878"},
      {"ops: 0.301", "ops: 0.3", "meta.ops is 0.3, was 0.301"},
      {"file_size: 13.555", "file_size: 13.6", "meta.file_size is 13.6, was 13.555"},
      {"docs: \"a toy\"", "docs: \"the toy\"", "meta.docs is the toy, was a toy"},
  };
  for (const auto& c : kCases) EXPECT_THAT(FindingsAfter({{c.was, c.is}}), ElementsAre(c.finding, kBless)) << c.was;
}

TEST(CatalogueLock, TextAndMore_AsksForNoBless) {
  EXPECT_THAT(FindingsAfter({{"docs: \"a toy\"", "docs: \"the toy\""}, {"crop_size: 240", "crop_size: 224"}}),
              ElementsAre("transforms.crop_size is 224, was 240", "meta.docs is the toy, was a toy"));
}

TEST(CatalogueLock, CategoriesInAnotherOrder_AreFound) {
  EXPECT_THAT(FindingsAfter({{"file: \"two\"", "file: \"turned\""}}),
              ElementsAre("meta.categories is turned, was two",
                          absl::StrCat("the categories have other names or another order: sha256 ",
                                       CategoriesSha256({"dog", "cat"}), ", was ", CategoriesSha256({"cat", "dog"}))));
}

TEST(CategoriesSha256, NamesAndTheirOrder_AreAllThatItDependsOn) {
  // printf 'cat\ndog\n' | sha256sum
  EXPECT_EQ(CategoriesSha256({"cat", "dog"}), "f641fdcd8af73b2f6334ab63c13d2eb857cd16f2aa4ea0ba20ba0eb9627918b5");
  EXPECT_NE(CategoriesSha256({"catdog"}), CategoriesSha256({"cat", "dog"}));
  EXPECT_EQ(CategoriesSha256({}), "");
}

TEST(MeasureCatalogue, CategoriesThatAreNotLinked_AreAnError) {
  WeightEntry entry;
  entry.meta.categories = CategoryList("zebras", 2);
  proto::EntryGolden golden;
  EXPECT_EQ(MeasureCatalogue(entry, golden).code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay
