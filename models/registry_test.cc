#include "models/registry.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "models/mobilenet/mobilenet_v2.h"
#include "models/testing/state_file.h"
#include "weights/catalog.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"
#include "weights/reader/testing/make_files.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing_files::WriteFile;

constexpr char kV1[] = "MobileNet_V2_Weights.IMAGENET1K_V1";

// No folder of the user's has a part in these tests.
class NoUserFolders : public testing::Environment {
 public:
  void SetUp() override {
    unsetenv("ASSAY_WEIGHTS");
    setenv("ASSAY_HOME", testing::TempDir().c_str(), 1);
    setenv("TORCH_HOME", testing::TempDir().c_str(), 1);
  }
};
[[maybe_unused]] const auto* const kNoUserFolders = testing::AddGlobalTestEnvironment(new NoUserFolders);

Model MakeToy() { return MobileNetV2({.num_classes = 2, .settings = {{1, 8, 1, 2}}}); }

[[maybe_unused]] const bool kToyIsRegistered =
    RegisterBuilder({.name = "toy_net",
                     .family = "toy",
                     .task = "segmentation",
                     .weights_enum = "Toy_Weights",
                     .construct = [](const ConstructOptions&) { return MakeToy(); }});

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// An entry that someone makes for a local checkpoint.
WeightEntry LocalEntry() {
  WeightEntry entry;
  entry.enum_name = "Toy_Weights";
  entry.name = "LOCAL";
  return entry;
}

// What loading a file of this content into the toy network says, beyond the file's name. One line.
std::string RefusalOf(const std::string& bytes, absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
  const std::string path = WriteFile("weights.safetensors", bytes);
  Model model = MakeToy();
  const absl::Status status = LoadWeightsFrom(model, LocalEntry(), path);
  EXPECT_EQ(status.code(), code) << status;
  const std::string message = Message(status);
  EXPECT_THAT(message, StartsWith(path + ": "));
  EXPECT_THAT(message, Not(HasSubstr("\n")));
  return message.substr(std::min(message.size(), path.size() + 2));
}

TEST(List, NoFilter_GivesEveryLinkedBuilder) {
  EXPECT_THAT(list(), ElementsAre("mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small", "toy_net"));
}

TEST(List, Task_GivesItsBuildersAlone) {
  EXPECT_THAT(list({.task = "segmentation"}), ElementsAre("toy_net"));
  EXPECT_THAT(list({.task = "detection"}), IsEmpty());
}

TEST(List, Globs_IncludeAndExclude) {
  EXPECT_THAT(list({.include = {"mobile*_v2"}}), ElementsAre("mobilenet_v2"));
  EXPECT_THAT(list({.include = {"*_v[0-9]", "toy_???"}}), ElementsAre("mobilenet_v2", "toy_net"));
  EXPECT_THAT(list({.exclude = {"toy*", "*_v3_*"}}), ElementsAre("mobilenet_v2"));
  EXPECT_THAT(list({.include = {"*"}, .exclude = {"*"}}), IsEmpty());
}

TEST(FindBuilder, MisspeltName_SuggestsTheNearest) {
  const absl::Status status = FindBuilder("mobilenet_v3").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(status), "no builder is called \"mobilenet_v3\"; did you mean \"mobilenet_v2\"?");
}

// This test links resnet18's catalogue, and not its family.
TEST(FindBuilder, BuilderOfTheCatalogueThatIsNotLinked_NamesTheDependency) {
  const absl::Status status = FindBuilder("resnet18").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(status),
            "the builder \"resnet18\" is not linked into this program: add //models/resnet to its deps (outside of "
            "Assay: @assay//:resnet, or Assay::resnet in CMake)");
}

// Of these neither the catalogue nor the family is linked.
TEST(FindBuilder, OwnBuilderOfWhichNothingIsLinked_NamesTheDependency) {
  EXPECT_EQ(Message(get("efficientnet_lite0").status()),
            "the builder \"efficientnet_lite0\" is not linked into this program: add //models/efficientnet_lite to its "
            "deps (outside of Assay: @assay//:efficientnet_lite, or Assay::efficientnet_lite in CMake)");
  EXPECT_EQ(Message(get("efficientnet_lite9").status()),
            "no builder is called \"efficientnet_lite9\"; did you mean \"efficientnet_lite0\"?");
}

// A program declares weights for a builder and forgets to link it.
TEST(FindBuilder, BuilderThatOnlyTheProgramsOwnEnumNames_AsksForItsFamily) {
  ASSERT_TRUE(
      Catalog::Global()
          .AddTextproto(R"(name: "Own_Weights" cpp_name: "OwnWeights" builder: "forgotten_net" default_entry: "V1"
                                   entry { name: "V1" constant: "kV1" url: "https://host/own-01234567.pth" sha256: "01234567"
                                           transforms { image_classification {} } taxonomy: "Own" latest: true
                                           meta { task: CLASSIFICATION categories { file: "own" count: 2 } num_params: 1
                                                  licence { spdx: "MIT" url: "https://host/licence" } } })",
                        "weights/own.textproto")
          .ok());
  EXPECT_EQ(Message(FindBuilder("forgotten_net").status()),
            "the builder \"forgotten_net\" is not linked into this program: add the library of its family to its deps");
}

TEST(RegisterBuilderDeathTest, NameTwice_EndsTheProcess) {
  EXPECT_DEATH(RegisterBuilder({.name = "toy_net",
                                .family = "other",
                                .task = "segmentation",
                                .construct = [](const ConstructOptions&) { return MakeToy(); }}),
               "two builders register as \"toy_net\", in the families \"toy\" and \"other\": rename one");
}

TEST(RegisterBuilderDeathTest, PartMissing_EndsTheProcess) {
  const auto make = [](const ConstructOptions&) { return MakeToy(); };
  EXPECT_DEATH(RegisterBuilder({.name = "n", .task = "t", .construct = make}), "\"n\" of family \"\" has no family");
  EXPECT_DEATH(RegisterBuilder({.name = "n", .family = "f", .construct = make}), "\"n\" of family \"f\" has no task");
  EXPECT_DEATH(RegisterBuilder({.family = "f", .task = "t", .construct = make}), "\"\" of family \"f\" has no name");
  EXPECT_DEATH(RegisterBuilder({.name = "n", .family = "f", .task = "t"}), "\"n\" of family \"f\" has no constructor");
}

// In a process of its own, whose builders no other test sees.
TEST(RegisterBuilderDeathTest, ManyThreads_LoseNone) {
  const auto register_many = [] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([i] {
        for (int j = 0; j < 1000; ++j) {
          RegisterBuilder({.name = absl::StrCat("net_", i, "_", j),
                           .family = "toy",
                           .task = "threads",
                           .construct = [](const ConstructOptions&) { return MakeToy(); }});
          if (j % 100 == 0) list();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::exit(list({.task = "threads"}).size() == 8000 ? 0 : 1);
  };
  EXPECT_EXIT(register_many(), testing::ExitedWithCode(0), "");
}

TEST(GetWeight, DefaultByName_IsTheDefaultEntry) {
  const auto entry = get_weight("MobileNet_V2_Weights.default");
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->FullName(), "MobileNet_V2_Weights.IMAGENET1K_V2");
}

TEST(GetWeight, MisspeltEntry_SuggestsTheNearest) {
  EXPECT_THAT(Message(get_weight("MobileNet_V2_Weights.IMAGENET1K_V3").status()), HasSubstr("did you mean"));
}

TEST(Get, UnknownBuilder_SuggestsTheNearest) {
  EXPECT_THAT(Message(get("mobilenet_2").status()), HasSubstr("did you mean \"mobilenet_v2\"?"));
  EXPECT_THAT(Message(get("mobilenet_2", std::nullopt).status()), HasSubstr("did you mean \"mobilenet_v2\"?"));
  EXPECT_THAT(Message(get("mobilenet_2", kV1).status()), HasSubstr("did you mean \"mobilenet_v2\"?"));
}

TEST(Get, WithoutWeights_ConstructsAlone) {
  const auto built = get("mobilenet_v2", std::nullopt);
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_FALSE(built->weights.has_value());
  EXPECT_EQ(built->model.num_parameters(), 3504872);
}

TEST(Get, PackagedWeights_AreLoaded) {
  const auto built = get("mobilenet_v2", kV1);
  ASSERT_TRUE(built.ok()) << built.status();
  ASSERT_TRUE(built->weights.has_value());
  EXPECT_EQ(built->weights->FullName(), kV1);
  // Fresh biases are zero.
  NamedTensors state = StateOf(built->model);
  EXPECT_GT(TensorIn(state, "classifier.1.bias").abs().sum().item<double>(), 0);
}

TEST(Get, TypedAndOptionalWeights_AreTakenAsTheyAre) {
  EXPECT_EQ(get("mobilenet_v2", MobileNetV2Weights::kImageNet1kV1)->weights->FullName(), kV1);
  EXPECT_EQ(get("mobilenet_v2", std::optional(MobileNetV2Weights::kImageNet1kV1))->weights->FullName(), kV1);
  EXPECT_FALSE(get("mobilenet_v2", std::optional<MobileNetV2Weights>())->weights.has_value());
  const auto built = get("mobilenet_v2", kV1);
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(get("mobilenet_v2", built->weights)->weights->FullName(), kV1);
  const auto typed = mobilenet_v2({.weights = built->weights});
  ASSERT_TRUE(typed.ok()) << typed.status();
  EXPECT_TRUE(at::equal(StateOf(*typed).back().second, StateOf(built->model).back().second));
  EXPECT_TRUE(mobilenet_v2({.weights = std::optional<WeightEntry>()}).ok());
  EXPECT_TRUE(mobilenet_v2({.weights = std::optional(MobileNetV2Weights::kImageNet1kV1)}).ok());
}

TEST(Get, DefaultWeightsThatAreNotAtHand_SayHowToGetThem) {
  const absl::Status status = get("mobilenet_v2").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(status),
            "file not at hand: assay fetch MobileNet_V2_Weights.IMAGENET1K_V2, or put mobilenet_v2-7ebf99e0.pth into "
            "the folder that ASSAY_WEIGHTS names");
}

TEST(Get, NameWithoutItsEnum_IsTheBuildersOwn) {
  EXPECT_EQ(get("mobilenet_v2", "IMAGENET1K_V1")->weights->FullName(), kV1);
  EXPECT_THAT(Message(get("mobilenet_v2", "DEFAULT").status()),
              AllOf(HasSubstr("MobileNet_V2_Weights.IMAGENET1K_V2"), HasSubstr("mobilenet_v2-7ebf99e0.pth")));
  EXPECT_EQ(
      Message(get("mobilenet_v2", "IMAGENET1K_V3").status()),
      "MobileNet_V2_Weights has no entry \"IMAGENET1K_V3\"; did you mean \"IMAGENET1K_V1\"? (it has IMAGENET1K_V1, "
      "IMAGENET1K_V2)");
}

TEST(Get, NameForABuilderWithoutItsCatalogue_AsksForIt) {
  EXPECT_EQ(
      Message(get("toy_net", "V1").status()),
      "this program links no catalogue of Toy_Weights: add the target toy_net_catalog of its weights_enum() to its "
      "deps");
}

TEST(Get, BackboneOfABuilderThatHasNone_IsRefusedBesideWeightsToo) {
  const WeightEntry v1 = get_weight(kV1).value();
  constexpr char kWhy[] =
      "mobilenet_v2 has no backbone that takes weights: leave out MobileNet_V2_Weights.IMAGENET1K_V1";
  EXPECT_EQ(Message(get("mobilenet_v2", GetOptions{.weights_backbone = v1}).status()), kWhy);
  EXPECT_EQ(Message(get("mobilenet_v2", GetOptions{.weights = v1, .weights_backbone = v1}).status()), kWhy);
}

TEST(Get, AnotherBuildersEntry_NamesBothAndItsOwn) {
  const absl::Status status = get("mobilenet_v2", "ResNet18_Weights.IMAGENET1K_V1").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status),
            "ResNet18_Weights.IMAGENET1K_V1 are weights of resnet18, not of mobilenet_v2; "
            "mobilenet_v2 takes MobileNet_V2_Weights, such as MobileNet_V2_Weights.IMAGENET1K_V2");
}

TEST(Builder, NumberOfClassesThatContradictsTheEntry_IsRefusedWithBoth) {
  const absl::Status status = mobilenet_v2({.weights = MobileNetV2Weights::kImageNet1kV1, .num_classes = 10}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(status),
            "num_classes is 10, but MobileNet_V2_Weights.IMAGENET1K_V1 has 1000 categories: leave num_classes out, or "
            "load no weights");
}

TEST(Builder, NumberOfClassesThatAgreesWithTheEntry_IsTaken) {
  const auto options = ResolveOptions("mobilenet_v2", *get_weight(kV1), 1000);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->num_classes, 1000);
}

TEST(Builder, NoClasses_AreRefused) {
  EXPECT_EQ(Message(mobilenet_v2({.num_classes = 0}).status()), "num_classes must be at least 1, got 0");
}

TEST(ResolveOptions, EntryWithOtherCategories_DecidesTheirNumber) {
  WeightEntry entry = LocalEntry();
  entry.meta.categories = CategoryList("seven", 7);
  const auto options = ResolveOptions("toy_net", entry, std::nullopt);
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->num_classes, 7);
}

TEST(LoadWeights, LocalCheckpoint_GivesItsTensors) {
  NamedTensors state = StateOf(MakeToy());
  TensorIn(state, "classifier.1.bias").fill_(3);
  Model model = MakeToy();
  const absl::Status status = LoadWeightsFrom(model, LocalEntry(), WriteFile("good.safetensors", SafetensorsOf(state)));
  ASSERT_TRUE(status.ok()) << status;
  for (auto& [name, tensor] : StateOf(model)) EXPECT_TRUE(at::equal(tensor, TensorIn(state, name))) << name;
}

TEST(LoadWeights, OtherHash_IsDataLossThatNamesFileAndBothHashes) {
  const std::string path = WriteFile("other.safetensors", SafetensorsOf(StateOf(MakeToy())));
  WeightEntry entry = LocalEntry();
  entry.sha256 = "0123abcd";
  Model model = MakeToy();
  const absl::Status status = LoadWeightsFrom(model, entry, path);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(
      Message(status),
      path + ": sha256 is " + *FileSha256(path) +
          ", but Toy_Weights.LOCAL has 0123abcd; the file is damaged or another one: remove it and fetch it again");
}

TEST(LoadWeights, HashThatBeginsAsTheFilesName_IsTaken) {
  const std::string path = WriteFile("prefix.safetensors", SafetensorsOf(StateOf(MakeToy())));
  WeightEntry entry = LocalEntry();
  entry.sha256 = FileSha256(path)->substr(0, 8);
  Model model = MakeToy();
  EXPECT_TRUE(LoadWeightsFrom(model, entry, path).ok());
}

TEST(LoadWeights, OneKeyMissing_IsNamed) {
  NamedTensors state = StateOf(MakeToy());
  state.pop_back();
  EXPECT_EQ(RefusalOf(SafetensorsOf(state)), "the state dict does not fit the model: 1 missing: classifier.1.bias");
}

TEST(LoadWeights, OneKeyTooMany_IsNamed) {
  NamedTensors state = StateOf(MakeToy());
  state.emplace_back("aux.bias", at::ones({1}));
  EXPECT_EQ(RefusalOf(SafetensorsOf(state)), "the state dict does not fit the model: 1 unexpected: aux.bias");
}

TEST(LoadWeights, OneShapeWrong_IsNamedWithBoth) {
  NamedTensors state = StateOf(MakeToy());
  TensorIn(state, "classifier.1.bias") = at::ones({3});
  EXPECT_EQ(
      RefusalOf(SafetensorsOf(state)),
      "the state dict does not fit the model: 1 of the wrong shape or type: classifier.1.bias (expected [2], got [3])");
}

TEST(LoadWeights, TextFile_IsRefused) {
  EXPECT_THAT(RefusalOf("<!DOCTYPE html>\n<html>not found</html>\n"), HasSubstr("HTML"));
}

TEST(LoadWeights, TruncatedFile_IsRefused) {
  const std::string bytes = SafetensorsOf(StateOf(MakeToy()));
  EXPECT_THAT(RefusalOf(bytes.substr(0, bytes.size() - 1)), HasSubstr("'classifier.1.bias'"));
}

TEST(LoadWeights, TruncatedLegacyFile_IsDataLoss) {
  std::ostringstream bytes;
  bytes << std::ifstream(Locate(*get_weight(kV1))->path, std::ios::binary).rdbuf();
  RefusalOf(bytes.str().substr(0, bytes.str().size() / 2), absl::StatusCode::kDataLoss);
}

TEST(LoadWeights, NoSuchFile_IsNamed) {
  Model model = MakeToy();
  const absl::Status status = LoadWeightsFrom(model, LocalEntry(), "no/such.pth");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("no/such.pth"));
}

}  // namespace
}  // namespace assay
