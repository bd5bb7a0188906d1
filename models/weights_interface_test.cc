// The whole way of weights through builders: typed, made by hand, a family of enums, by name.
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/builder.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/testing/state_file.h"
#include "models/transforms.h"
#include "tools/base/warning.h"
#include "weights/reader/testing/make_files.h"
#include "weights/testing/toy_animals_en.h"
#include "weights/testing/toy_animals_fr.h"
#include "weights/torch/entry_state_dict.h"
#include "weights/typed_entry.h"

// A builder outside of Assay, whose weights are made by hand.
namespace acme {

struct AcmeWeights : assay::WeightsFamily {
  static constexpr char kBuilder[] = "acme_net";
};
const assay::Family kFamily{.name = "acme", .task = "classification", .implied_options = {"width"}};

ASSAY_BUILDER(assay::MobileNetV2, acme_net, AcmeWeights, kFamily, [](const assay::ConstructOptions& options) {
  const int64_t width = options.implied_options.empty() ? 8 : std::get<int64_t>(options.implied_options[0].value);
  return assay::MobileNetV2({.num_classes = options.num_classes, .settings = {{1, width, 1, 2}}});
})

}  // namespace acme

namespace assay {

// A builder that an English and a French enum serve.
struct AnimalWeights : WeightsFamily {
  static constexpr char kBuilder[] = "toy_animals";
  using Default = ToyAnimalsEnglishWeights;
};

static MobileNetV2 MakeAnimals(const ConstructOptions& options) {
  return MobileNetV2({.num_classes = options.num_classes, .settings = {{1, 8, 1, 2}}});
}

static const Family kToyFamily{.name = "toy",
                               .task = "classification",
                               .transforms = ImageClassificationOptions{.crop_size = 24, .resize_size = 28},
                               .postprocessing = MeanPoolingOptions{.normalize = false}};
absl::StatusOr<MobileNetV2> toy_animals(const BuilderOptions<AnimalWeights>& options = {});
ASSAY_BUILDER(MobileNetV2, toy_animals, AnimalWeights, kToyFamily, MakeAnimals)

// A builder that has no weights of its own, only those that someone makes.
struct NoWeights : WeightsFamily {
  static constexpr char kBuilder[] = "toy_untrained";
};
absl::StatusOr<MobileNetV2> toy_untrained(const BuilderOptions<NoWeights>& options = {}) {
  return Build<MobileNetV2>("toy_untrained", options, MakeAnimals);
}
ASSAY_REGISTER(toy_untrained, Builder{.family = "toy", .task = "classification", .construct = MakeAnimals});

namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto kEnglish = ToyAnimalsEnglishWeights::kDefault;
constexpr auto kFrench = ToyAnimalsFrenchWeights::kDefault;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// A checkpoint of the toy network whose last bias says which one it is.
std::string Checkpoint(const std::string& name, int64_t num_classes, double bias) {
  NamedTensors state = StateOf(MakeAnimals({.num_classes = num_classes}));
  TensorIn(state, "classifier.1.bias").fill_(bias);
  return testing_files::WriteFile(name, SafetensorsOf(state));
}

double BiasOf(const Model& model) {
  NamedTensors state = StateOf(model);
  return TensorIn(state, "classifier.1.bias")[0].item<double>();
}

std::vector<std::string> WarningsWhile(const std::function<void()>& run) {
  std::vector<std::string> messages;
  const ScopedWarningHandler keep([&](const Warning& warning) {
    messages.push_back(warning.message);
    return absl::OkStatus();
  });
  run();
  return messages;
}

// ---- What callers write

TEST(Register, BuilderFunction_TellsItsModelAndItsOptions) {
  const Builder& builder = **FindBuilder("toy_animals");
  EXPECT_EQ(builder.model_type, "MobileNetV2");
  const OptionStruct options = builder.builder_options();
  EXPECT_EQ(options.name, "BuilderOptions<AnimalWeights>");
  EXPECT_THAT(options.options, ElementsAre(OptionMember{"weights", "WeightsArgument<AnimalWeights>", "none"},
                                           OptionMember{"progress", "bool", "true"},
                                           OptionMember{"num_classes", "optional int64", "none"}));
}

TEST(Register, FamilysConstructorOptions_AreTheBuilders) {
  const Builder& builder = **FindBuilder("mobilenet_v2");
  ASSERT_EQ(builder.constructor_options.size(), 3);
  EXPECT_EQ(builder.constructor_options[0]().name, "MobileNetV2Options");
  EXPECT_THAT(builder.constructor_options[2]().options,
              Contains(OptionMember{"norm_layer", "function(int64) -> shared Layer", "MakeBatchNorm2d"}));
  EXPECT_THAT(builder.constructor_options[2]().options,
              Contains(OptionMember{"activation", "optional Activation::Kind", "kReLU"}));
}

// ---- Entries

TEST(WeightEntry, MadeByHand_GoesToAnyBuilder) {
  const WeightEntry mine{.url = Checkpoint("burgers.safetensors", 1000, 5)};
  EXPECT_EQ(mine.FullName(), mine.url);
  const auto animals = toy_animals({.weights = mine});
  ASSERT_TRUE(animals.ok()) << animals.status();
  EXPECT_EQ(BiasOf(*animals), 5);
  const auto untrained = toy_untrained({.weights = mine});
  ASSERT_TRUE(untrained.ok()) << untrained.status();
  EXPECT_EQ(BiasOf(*untrained), 5);
  EXPECT_EQ(BiasOf(get("toy_untrained", mine)->model), 5);
  EXPECT_EQ(BiasOf(get("toy_animals", {.url = mine.url})->model), 5);
}

TEST(WeightEntry, CategoriesMadeByHand_DecideTheNumberOfClasses) {
  const WeightEntry mine{.url = Checkpoint("two.safetensors", 2, 7), .meta = {.categories = {"burger", "not burger"}}};
  const auto model = toy_animals({.weights = mine});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->forward(at::ones({1, 3, 32, 32})).size(1), 2);
  EXPECT_EQ(mine.meta.categories(1), "not burger");
  EXPECT_EQ(Message(toy_animals({.weights = mine, .num_classes = 3}).status()),
            "num_classes is 3, but " + mine.url + " has 2 categories: leave num_classes out, or load no weights");
}

TEST(WeightEntry, FileUrl_IsThePath) {
  const std::string path = Checkpoint("file_url.safetensors", 1000, 9);
  EXPECT_EQ(BiasOf(toy_animals({.weights = WeightEntry{.url = "file://" + path}}).value()), 9);
}

TEST(WeightEntry, PathThatIsNotThere_IsNamed) {
  const absl::Status status = toy_animals({.weights = WeightEntry{.url = "no/such.pth"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(status), "there is no file no/such.pth, where the entry's url says that it is");
}

TEST(WeightEntry, UrlOfAFolder_SaysToNameAFile) {
  const absl::Status status = toy_animals({.weights = WeightEntry{.url = "/"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status), "the entry's url names /, which is no regular file: name one");
}

TEST(WeightEntry, OtherHash_IsDataLoss) {
  const WeightEntry mine{.url = Checkpoint("hash.safetensors", 1000, 1), .sha256 = "00000000"};
  const absl::Status status = toy_animals({.weights = mine}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(status),
              HasSubstr("the file is another one, or the entry's sha256 is wrong: correct it, or leave it out"));
}

TEST(WeightEntry, OptionThatTheBuilderDoesNotHave_IsRefused) {
  const WeightEntry mine{.url = Checkpoint("aux.safetensors", 1000, 1), .implied_options = {{"aux_logits", true}}};
  EXPECT_EQ(Message(toy_animals({.weights = mine}).status()),
            mine.url + " implies the option \"aux_logits\", which toy_animals does not have");
}

TEST(StateDict, OfAnEntry_IsTheFilesTensors) {
  const auto state = state_dict(WeightEntry{.url = Checkpoint("state.safetensors", 3, 2)}, /*progress=*/false);
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->back().first, "classifier.1.bias");
  EXPECT_TRUE(at::equal(state->back().second, at::ones({3}).mul(2)));
}

// ---- Transforms

TEST(Transforms, EntryThatNamesNone_HasItsBuildersDefault) {
  const auto preset = transforms<ToyAnimalsEnglishWeights>(WeightEntry{.url = "mine.pth"});
  ASSERT_TRUE(preset.ok()) << preset.status();
  EXPECT_EQ(preset->options().crop_size, 24);
  // Of the catalogue's entries too.
  EXPECT_EQ(transforms(ToyAnimalsEnglishWeights::kBirdsV1).options().crop_size, 24);
  EXPECT_EQ(transforms(ToyAnimalsEnglishWeights::kAnimalsV1).options().crop_size, 32);
  EXPECT_EQ(std::get<ImageClassificationOptions>(*transforms("mobilenet_v2", WeightEntry{})).resize_size, 256);
}

TEST(Transforms, EntryThatNamesNoPostprocessing_HasItsBuildersDefault) {
  const auto preset = postprocessing("toy_animals", WeightEntry{.url = "mine.pth"});
  ASSERT_TRUE(preset.ok()) << preset.status();
  EXPECT_FALSE(std::get<MeanPoolingOptions>(*preset).normalize);
}

TEST(Transforms, Overrides_ChangeWhatTheyState) {
  const ImageClassification preset = transforms(kEnglish, {.crop_size = 400, .interpolation = Interpolation::kBicubic});
  EXPECT_EQ(preset.options().crop_size, 400);
  EXPECT_EQ(preset.options().resize_size, 40);
  EXPECT_EQ(preset.options().interpolation, Interpolation::kBicubic);
}

TEST(Transforms, NeitherEntryNorBuilder_SaysSo) {
  const absl::Status status = transforms("toy_untrained", WeightEntry{.url = "mine.pth"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status),
            "mine.pth names no transforms, and toy_untrained has no default: set the entry's transforms");
}

TEST(Transforms, UnknownBuilder_IsNamed) {
  EXPECT_THAT(Message(transforms("mobilenet_v9", WeightEntry{}).status()), HasSubstr("did you mean \"mobilenet_v2\"?"));
}

// ---- Enums

TEST(Enum, Latest_IsOneATaxonomy) {
  EXPECT_THAT(latest<ToyAnimalsEnglishWeights>(),
              ElementsAre(ToyAnimalsEnglishWeights::kAnimalsV2, ToyAnimalsEnglishWeights::kBirdsV1));
  EXPECT_EQ(kEnglish, ToyAnimalsEnglishWeights::kAnimalsV2);
}

TEST(Enum, Meta_IsTheEntrys) {
  EXPECT_EQ(meta(kEnglish).categories(2), "tree frog");
  EXPECT_EQ(meta(kFrench).categories(2), "rainette");
  EXPECT_EQ(meta(kFrench).categories(3), "3");
  std::vector<std::string> names;
  for (const std::string& name : meta(ToyAnimalsEnglishWeights::kBirdsV1).categories) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("wren", "owl"));
}

TEST(Enum, Iteration_VisitsEveryEntryWithItsMeta) {
  std::vector<std::string> taxonomies;
  for (const ToyAnimalsEnglishWeights weights : AllEntries<ToyAnimalsEnglishWeights>()) {
    taxonomies.push_back(Entry(weights).taxonomy);
  }
  EXPECT_THAT(taxonomies, ElementsAre("Animals", "Animals", "Birds"));
}

// ---- Families of enums

TEST(Family, EitherEnum_GoesToTheOneBuilder) {
  // The files are not at hand: that the entries were found is what the messages show.
  EXPECT_THAT(Message(toy_animals({.weights = kEnglish}).status()),
              AllOf(HasSubstr("assay fetch ToyAnimals_English_Weights.ANIMALS_V2"),
                    HasSubstr("toy_animals_en_v2-123456789abc")));
  EXPECT_THAT(Message(toy_animals({.weights = kFrench}).status()),
              AllOf(HasSubstr("assay fetch ToyAnimals_French_Weights.ANIMALS_V1"),
                    HasSubstr("toy_animals_fr_v1-3456789abcde")));
  EXPECT_THAT(Message(get("toy_animals", "ToyAnimals_French_Weights.ANIMALS_V1").status()),
              AllOf(HasSubstr("assay fetch ToyAnimals_French_Weights.ANIMALS_V1"),
                    HasSubstr("toy_animals_fr_v1-3456789abcde")));
}

TEST(Family, Attribute_TellsItsEnumsApart) {
  static_assert(Attribute<ToyAnimalsEnglishWeights>("language") == "en");
  static_assert(Attribute<ToyAnimalsFrenchWeights>("language") == "fr");
  static_assert(Attribute<ToyAnimalsFrenchWeights>("dialect").empty());
  EXPECT_THAT(Entry(kFrench).attributes, ElementsAre(std::pair<std::string, std::string>("language", "fr")));
}

TEST(Family, AnotherBuildersEnum_IsRefusedByName) {
  EXPECT_EQ(Message(get("toy_animals", "MobileNet_V2_Weights.IMAGENET1K_V1").status()),
            "MobileNet_V2_Weights.IMAGENET1K_V1 are weights of mobilenet_v2, not of toy_animals; toy_animals takes "
            "ToyAnimals_English_Weights or ToyAnimals_French_Weights, such as ToyAnimals_English_Weights.ANIMALS_V2");
}

// ---- Registry

TEST(Registry, BuilderOfAnotherNamespace_IsKnownWithItsFamilysOptions) {
  const auto built = get("acme_net", GetOptions{.num_classes = 3});
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(acme::acme_net({.num_classes = 3})->num_parameters(), built->model.num_parameters());
  const Builder& builder = **FindBuilder("acme_net");
  EXPECT_EQ(builder.family, "acme");
  EXPECT_EQ(builder.weights_enum, "");
  EXPECT_THAT(builder.implied_options, ElementsAre("width"));
}

TEST(Registry, GetByNameAlone_TakesTheDefault) {
  EXPECT_THAT(Message(get("toy_animals").status()),
              AllOf(HasSubstr("assay fetch ToyAnimals_English_Weights.ANIMALS_V2"),
                    HasSubstr("toy_animals_en_v2-123456789abc")));
}

TEST(Registry, BuilderWithoutWeights_IsBuiltWithout) {
  const auto built = get("toy_untrained");
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_FALSE(built->weights.has_value());
}

TEST(Registry, NumClassesByName_IsTaken) {
  const auto built = get("toy_untrained", GetOptions{.num_classes = 4});
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->model.forward(at::ones({1, 3, 32, 32})).size(1), 4);
}

TEST(Registry, WeightsOfABuilder_AreThoseOfAllItsEnums) {
  std::vector<std::string> names;
  const std::vector<WeightEntry> weights = get_model_weights("toy_animals").value();
  for (const WeightEntry& entry : weights) names.push_back(entry.FullName());
  EXPECT_THAT(names,
              UnorderedElementsAre("ToyAnimals_English_Weights.ANIMALS_V1", "ToyAnimals_English_Weights.ANIMALS_V2",
                                   "ToyAnimals_English_Weights.BIRDS_V1", "ToyAnimals_French_Weights.ANIMALS_V1"));
  EXPECT_THAT(get_model_weights("toy_untrained").value(), IsEmpty());
  EXPECT_EQ(get_model_weights("toy_animal").status().code(), absl::StatusCode::kNotFound);
}

TEST(Registry, BuildersOfAnEntry_AreItsOwnOrAll) {
  EXPECT_THAT(get_weight_builders(Entry(kFrench)), ElementsAre("toy_animals"));
  EXPECT_THAT(get_weight_builders(WeightEntry{.url = "mine.pth"}),
              ElementsAre("acme_net", "mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small", "toy_animals",
                          "toy_untrained"));
}

// ---- Weights that are not the latest

class NotLatestTest : public testing::Test {
 protected:
  // Real weights, which the catalogue calls replaced, from a package.
  static constexpr auto kV1 = MobileNetV2Weights::kImageNet1kV1;
  static constexpr char kMessage[] =
      "MobileNet_V2_Weights.IMAGENET1K_V1 are not the latest weights for ImageNet-1K; those are "
      "MobileNet_V2_Weights.IMAGENET1K_V2";
  void SetUp() override { ForgetWarnings(); }
};

TEST_F(NotLatestTest, LoadedTwice_WarnOnceNamingTheLatest) {
  EXPECT_THAT(WarningsWhile([] {
                EXPECT_TRUE(mobilenet_v2({.weights = kV1}).ok());
                EXPECT_TRUE(state_dict(kV1).ok());
                EXPECT_TRUE(get("mobilenet_v2", FullName(kV1)).ok());
              }),
              ElementsAre(kMessage));
}

TEST_F(NotLatestTest, AsError_LoadNothing) {
  const ScopedWarningHandler strict(WarningIsError);
  EXPECT_EQ(mobilenet_v2({.weights = kV1}).status(), absl::FailedPreconditionError(kMessage));
}

TEST_F(NotLatestTest, EntryMadeByHand_DoesNotWarn) {
  const WeightEntry mine{.url = Checkpoint("quiet.safetensors", 1000, 1)};
  EXPECT_THAT(WarningsWhile([&] { EXPECT_TRUE(toy_animals({.weights = mine}).ok()); }), IsEmpty());
}

}  // namespace
}  // namespace assay
