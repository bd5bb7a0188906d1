// The one test that links the embedded catalogue: what is compiled in is what the textprotos say, and these say what
// torchvision says.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "weights/catalog.h"
#include "weights/catalog_text.h"
#include "weights/categories.h"
#include "weights/embedded_text.h"
#include "weights/locate.h"
#include "weights/mobilenet/mobilenet_v2.h"
#include "weights/typed_entry.h"

namespace assay {
namespace {

using nlohmann::json;

std::string ReadRunfile(const std::string& path) {
  std::ifstream file(absl::StrCat(std::getenv("TEST_SRCDIR"), "/", std::getenv("TEST_WORKSPACE"), "/", path),
                     std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

proto::WeightsEnum Parse(absl::string_view text, const std::string& file) {
  absl::StatusOr<CatalogText> parsed = ParseCatalogText(text, file);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? parsed->message : proto::WeightsEnum();
}

TEST(EmbeddedCatalog, EachText_EqualsItsFile) {
  const auto all = EmbeddedText::All(EmbeddedText::kCatalog);
  ASSERT_EQ(all.size(), 45u);
  for (const EmbeddedText* embedded : all) {
    const std::string file(embedded->name());
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(Parse(embedded->text(), file),
                                                                   Parse(ReadRunfile(file), file)))
        << file;
  }
}

TEST(EmbeddedCatalog, EntryOfItsOwnText_EqualsTheEmbeddedOne) {
  const std::string file = "weights/mobilenet/mobilenet_v2_IMAGENET1K_V2.textproto";
  Catalog single;
  ASSERT_TRUE(single.AddTextproto(ReadRunfile(file), file).ok());
  const WeightEntry& entry = *single.Find("MobileNet_V2_Weights.default").value();
  const WeightEntry& embedded = Entry(MobileNetV2Weights::kDefault);
  EXPECT_EQ(entry.FullName(), embedded.FullName());
  EXPECT_EQ(entry.url, embedded.url);
  EXPECT_EQ(entry.is_default, embedded.is_default);
  EXPECT_EQ(single.Entries().size(), 1u);
}

TEST(EmbeddedCatalog, Categories_AreThoseOfTheFile) {
  const auto names = Categories("imagenet1k");
  ASSERT_TRUE(names.ok()) << names.status();
  EXPECT_EQ(names->size(), 1000u);
  EXPECT_EQ(absl::StrJoin(*names, "\n") + "\n", ReadRunfile("weights/categories/imagenet1k.txt"));
  EXPECT_EQ((*names)[285], "Egyptian cat");
}

TEST(EmbeddedCatalog, UnknownCategories_SaysWhatToLink) {
  EXPECT_EQ(std::string(Categories("imagenet2k").status().message()),
            "no categories \"imagenet2k\" in this binary; link //weights/categories:imagenet2k, or your own "
            "weights_categories(); did you mean \"imagenet1k\"?");
}

constexpr ImageClassificationOptions kDefaults;

const char* Name(Interpolation interpolation) {
  return interpolation == Interpolation::kBicubic ? "bicubic" : "bilinear";
}

// What the preset says by itself the table may leave out (ResNet's rows do) or repeat (EfficientNet's do).
json Completed(json row) {
  json all = {{"resize_size", kDefaults.resize_size},
              {"interpolation", Name(kDefaults.interpolation)},
              {"mean", kDefaults.mean},
              {"std", kDefaults.std}};
  all.update(row["transforms"]);
  row["transforms"] = std::move(all);
  // Its files are under torchvision's own licence where it states none.
  if (!row.contains("license")) row["license"] = "https://github.com/pytorch/vision/blob/main/LICENSE";
  return row;
}

// A row of torchvision's table, completed, from our entry: everything that the table has, in its form.
json AsRow(const WeightEntry& entry) {
  const auto& preset = std::get<ImageClassificationOptions>(entry.transforms);
  json metrics;
  for (const MetricMeta& metric : entry.meta.metrics) metrics[metric.dataset][metric.name] = metric.value;
  return {
      {"builder", entry.builder},
      {"weights", entry.FullName()},
      {"default", entry.is_default},
      {"url", entry.url},
      {"transforms",
       {{"preset", "ImageClassification"},
        {"crop_size", preset.crop_size},
        {"resize_size", preset.resize_size},
        {"interpolation", Name(preset.interpolation)},
        {"mean", preset.mean},
        {"std", preset.std}}},
      {"categories", entry.meta.categories.size()},
      {"num_params", entry.meta.num_params},
      {"min_size", {entry.meta.min_size.value_or(SizeMeta{}).height, entry.meta.min_size.value_or(SizeMeta{}).width}},
      {"recipe", entry.meta.recipe},
      {"license", entry.meta.licence.url},
      {"metrics", metrics},
      {"ops", entry.meta.ops.value_or(-1)},
      {"file_size", entry.meta.file_size.value_or(-1)}};
}

TEST(EmbeddedCatalog, EveryTorchvisionRow_EqualsOurs) {
  const json rows = json::parse(ReadRunfile("weights/testdata/torchvision_weights.json"));
  ASSERT_EQ(rows.size(), 68u);
  std::set<std::string> builders;
  for (const json& row : rows) {
    const auto entry = Catalog::Global().Find(row["weights"].get<std::string>());
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(AsRow(**entry), Completed(row));
    builders.insert(row["builder"].get<std::string>());
  }
  // Nor have we an entry that the table lacks.
  size_t ours = 0;
  for (const std::string& builder : builders) ours += Catalog::Global().ForBuilder(builder).size();
  EXPECT_EQ(ours, rows.size());
}

TEST(EmbeddedCatalog, PackagedFile_IsFoundAmongTheRunfiles) {
  const auto located = Locate(Entry(MobileNetV2Weights::kImageNet1kV1));
  ASSERT_TRUE(located.ok()) << located.status();
  EXPECT_EQ(located->from, "package");
  EXPECT_TRUE(std::ifstream(located->path).good());
}

}  // namespace
}  // namespace assay
