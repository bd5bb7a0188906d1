#include "weights/entry_fields.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "weights/catalog.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::Pair;

// Each field that an entry can have, said.
constexpr char kText[] = R"(name: "Toy_Weights" cpp_name: "ToyWeights" builder: "toy" default_entry: "V1"
attribute { name: "language" value: "en" }
entry {
  name: "V1" constant: "kV1" url: "https://host/toy-01234567.pth" sha256: "01234567abababababababababababababababababababababababababababab"
  packaged { repository: "toy_weights" file: "toy.pth" package: "toy==1.0" licence: "MIT" }
  tensors_digest: "abababababababababababababababababababababababababababababababab"
  transforms { image_classification { crop_size: 240 interpolation: BICUBIC } }
  meta {
    task: CLASSIFICATION categories { file: "toy" count: 2 } num_params: 12 min_size { height: 3 width: 4 }
    smallest_taken { height: 1 width: 2 }
    recipe: "https://host/recipe" licence { spdx: "MIT" url: "https://host/licence" }
    metrics { dataset: "ImageNet-1K" metric { name: "acc@1" value: 71.878 } metric { name: "acc@5" value: 90.5 } }
    ops: 0.301 file_size: 13.555 docs: "a toy"
  }
  taxonomy: "Toys" latest: true
  implied_option { name: "aux" flag: true }
  implied_override { target: "FrozenBatchNorm2d" parameter: "eps" number: 0.0 }
})";

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows SaidRows(const std::vector<EntryField>& fields) {
  Rows rows;
  for (const EntryField& field : fields) {
    if (field.is_said()) rows.emplace_back(field.Name(), field.Text());
  }
  return rows;
}

TEST(EntryFields, AnEntryThatSaysEverything_GivesItInOrder) {
  Catalog catalog;
  const absl::Status added = catalog.AddTextproto(kText, "toy.textproto");
  ASSERT_TRUE(added.ok()) << added;
  const Rows expected = {
      {"enum", "Toy_Weights"},
      {"cpp_enum", "ToyWeights"},
      {"name", "V1"},
      {"constant", "kV1"},
      {"builder", "toy"},
      {"attributes.language", "en"},
      {"url", "https://host/toy-01234567.pth"},
      {"sha256", "01234567abababababababababababababababababababababababababababab"},
      {"packaged.repository", "toy_weights"},
      {"packaged.file", "toy.pth"},
      {"packaged.package", "toy==1.0"},
      {"packaged.licence", "MIT"},
      {"tensors_digest", "abababababababababababababababababababababababababababababababab"},
      {"transforms.preset", "image_classification"},
      {"transforms.crop_size", "240"},
      {"transforms.resize_size", "256"},
      {"transforms.interpolation", "bicubic"},
      {"transforms.mean", "[0.485, 0.456, 0.406]"},
      {"transforms.std", "[0.229, 0.224, 0.225]"},
      {"meta.task", "classification"},
      {"meta.categories", "toy"},
      {"meta.num_categories", "2"},
      {"meta.num_params", "12"},
      {"meta.min_size", "[3, 4]"},
      {"meta.smallest_taken", "[1, 2]"},
      {"meta.recipe", "https://host/recipe"},
      {"meta.licence.spdx", "MIT"},
      {"meta.licence.url", "https://host/licence"},
      {"meta.metrics.ImageNet-1K.acc@1", "71.878"},
      {"meta.metrics.ImageNet-1K.acc@5", "90.5"},
      {"meta.ops", "0.301"},
      {"meta.file_size", "13.555"},
      {"meta.docs", "a toy"},
      {"taxonomy", "Toys"},
      {"latest", "true"},
      {"default", "true"},
      {"implied_options.aux", "true"},
      {"implied_overrides.FrozenBatchNorm2d.eps", "0"},
  };
  EXPECT_EQ(SaidRows(EntryFields(**catalog.Find("Toy_Weights.V1"))), expected);
}

// The other presets, files and fields, which only other tasks have.
TEST(EntryFields, TextsAndSounds_HaveTheirs) {
  WeightEntry entry;
  entry.extra_files = {{.role = "vocabulary", .url = "https://host/vocab.txt", .sha256 = "ab"}};
  entry.transforms = TextEncodingOptions{.lower_case = false, .strip_accents = true, .max_length = 128};
  entry.postprocessing = MeanPoolingOptions{.normalize = false};
  entry.meta = {.keypoint_names = {"nose", "eye"},
                .embedding_size = 384,
                .vocabulary_size = 30522,
                .languages = {"en"},
                .sample_rate = 22050,
                .symbols = SymbolsMeta{"characters", 38}};
  entry.latest = false;
  const Rows expected = {
      {"extra_files.vocabulary.url", "https://host/vocab.txt"},
      {"extra_files.vocabulary.sha256", "ab"},
      {"transforms.preset", "text_encoding"},
      {"transforms.lower_case", "false"},
      {"transforms.strip_accents", "true"},
      {"transforms.max_length", "128"},
      {"postprocessing.preset", "mean_pooling"},
      {"postprocessing.normalize", "false"},
      {"meta.num_categories", "0"},
      {"meta.num_params", "0"},
      {"meta.keypoint_names", "[nose, eye]"},
      {"meta.embedding_size", "384"},
      {"meta.vocabulary_size", "30522"},
      {"meta.languages", "[en]"},
      {"meta.sample_rate", "22050"},
      {"meta.symbols.kind", "characters"},
      {"meta.symbols.count", "38"},
      {"latest", "false"},
      {"default", "false"},
  };
  EXPECT_EQ(SaidRows(EntryFields(entry)), expected);
}

TEST(EntryFields, WhatIsNotSaid_IsNamedWithoutAValue) {
  std::map<std::string, FieldValue> values;
  for (const EntryField& field : EntryFields({})) values[field.Name()] = field.value;
  EXPECT_EQ(values.at("url"), FieldValue());
  EXPECT_EQ(values.at("packaged"), FieldValue());
  EXPECT_EQ(values.at("transforms"), FieldValue());
  EXPECT_EQ(values.at("meta.metrics"), FieldValue(NoMembers()));
  EXPECT_EQ(values.at("implied_overrides"), FieldValue(NoMembers()));
}

TEST(PresetFields, ABuildersDefault_HasTheNameThatItIsGiven) {
  EXPECT_THAT(SaidRows(PresetFields("postprocessing", PostprocessingPreset(MeanPoolingOptions{}))),
              ElementsAre(Pair("postprocessing.preset", "mean_pooling"), Pair("postprocessing.normalize", "true")));
  EXPECT_THAT(SaidRows(PresetFields("transforms", TransformsPreset())), ElementsAre());
}

}  // namespace
}  // namespace assay
