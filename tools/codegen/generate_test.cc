#include "tools/codegen/generate.h"

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;

// Line numbers matter below: `name:` is line 1, the entries begin at lines 5 and 21.
constexpr char kText[] = R"(name: "Toy_Weights"
cpp_name: "ToyWeights"
builder: "toy"
default_entry: "SET_V2"
entry {
  name: "SET_V1"
  constant: "kSetV1"
  url: "https://host/toy-01234567.pth"
  sha256: "01234567"
  transforms {
    image_classification { crop_size: 32 }
  }
  taxonomy: "Set"
  latest: false
  meta {
    task: CLASSIFICATION categories { file: "three" count: 3 }
    num_params: 7
    licence { spdx: "MIT" url: "https://host/licence" }
  }
}
entry {
  name: "SET_V2"
  constant: "kSetV2"
  sha256: "89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef"
  packaged { repository: "toy_weights" file: "toy-89abcdef.pth" package: "toy==1" licence: "MIT" }
  transforms {
    image_classification { crop_size: 48 interpolation: BICUBIC mean: [0.5, 0.5, 0.5] }
  }
  taxonomy: "Set"
  latest: true
  meta {
    task: CLASSIFICATION categories { file: "three" count: 3 }
    num_params: 7
    licence { spdx: "MIT" url: "https://host/licence" }
  }
}
)";

GenerateRequest Request(const std::string& text) {
  return {.source = "weights/toy/toy.textproto",
          .text = text,
          .header_path = "weights/toy/toy.h",
          .entries = {"SET_V1", "SET_V2"},
          .packaged = {{"SET_V2", "@toy_weights//:toy-89abcdef.pth"}},
          .categories = {{"three", "cat\ndog\ntree frog\n"}}};
}

std::string Message(const GenerateRequest& request) {
  const absl::StatusOr<Generated> files = Generate(request);
  return files.ok() ? "accepted" : std::string(files.status().message());
}

// One slip in the text above, and what the build must say about it.
struct Slip {
  std::string name;
  std::string from, to;
  std::string where;
  std::string what;
  std::string remedy;
};

void PrintTo(const Slip& slip, std::ostream* stream) { *stream << slip.name; }

class Refusal : public testing::TestWithParam<Slip> {};

TEST_P(Refusal, Slip_SaysWhereAndWhatToDo) {
  const Slip& slip = GetParam();
  ASSERT_TRUE(absl::StrContains(kText, slip.from)) << "the slip must change the text";
  // The first occurrence alone.
  std::string text = kText;
  text.replace(text.find(slip.from), slip.from.size(), slip.to);
  const std::string message = Message(Request(text));
  EXPECT_THAT(message, HasSubstr("weights/toy/toy.textproto:" + slip.where + ": "));
  EXPECT_THAT(message, HasSubstr(slip.what));
  EXPECT_THAT(message, HasSubstr(slip.remedy));
}

INSTANTIATE_TEST_SUITE_P(
    OneSlip, Refusal,
    testing::Values(
        Slip{"UnknownField", "  url:", "  urll:", "8:3", "no field named \"urll\"", "did you mean \"url\"?"},
        Slip{"FieldTwice", "  sha256: \"01234567\"", "  sha256: \"01234567\" sha256: \"01234567\"", "9:22",
             "multiple times", "keep one"},
        Slip{"SyntaxError", "entry {", "entry (", "5:7", "Expected \"{\"", ""},
        Slip{"UnknownInterpolation", "interpolation: BICUBIC", "interpolation: CUBIC", "27:57",
             "Unknown enumeration value", "use one of BILINEAR, BICUBIC"},
        Slip{"UnknownInterpolationAtTheLinesEnd", "interpolation: BICUBIC", "interpolation: CUBIC\n\n# Next.\n",
             "27:57", "Unknown enumeration value", "use one of"},
        Slip{"UnknownPreset", "image_classification {", "image_clasification {", "11:5", "no field named",
             "did you mean \"image_classification\"?"},
        Slip{"NoPreset", "    image_classification { crop_size: 32 }\n", "", "10:3", "no preset",
             "image_classification"},
        Slip{"UnknownTask", "task: CLASSIFICATION", "task: GUESSING", "16:11", "Unknown enumeration value",
             "use one of CLASSIFICATION"},
        Slip{"DuplicateName", "name: \"SET_V1\"", "name: \"SET_V2\"", "22:3",
             "duplicate entry name \"SET_V2\" (first at weights/toy/toy.textproto:6:3)", "another name"},
        Slip{"DuplicateConstant", "kSetV1", "kSetV2", "23:3", "duplicate constant \"kSetV2\"", "another constant"},
        Slip{"NoHash", "  sha256: \"01234567\"\n", "", "5:1", "entry SET_V1 has no sha256", "sha256: \"01234567\""},
        Slip{"HashOfAnotherFile", "sha256: \"01234567\"", "sha256: \"11234567\"", "9:3",
             "does not begin as the name of toy-01234567.pth", "the name says 01234567"},
        Slip{"HashNotHexadecimal", "sha256: \"01234567\"", "sha256: \"0123456G\"", "9:3", "lower-case hexadecimal",
             "sha256sum"},
        Slip{"HashTooShort", "sha256: \"01234567\"", "sha256: \"0123456\"", "9:3", "8 to 64", "sha256sum"},
        Slip{"PrefixOfUnofficialFile", "toy-01234567.pth", "toy.pth", "9:3", "only an official file whose name",
             "all 64 digits"},
        Slip{"PackagedWithoutFullHash", "sha256: \"89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef89abcdef\"",
             "sha256: \"89abcdef\"", "24:3", "full sha256", "sha256sum"},
        Slip{"PackagedOfAnotherHash", "file: \"toy-89abcdef.pth\"", "file: \"toy-79abcdef.pth\"", "25:40",
             "does not begin as the name", "the name says 79abcdef"},
        Slip{"PackagedClimbsOut", "file: \"toy-89abcdef.pth\"", "file: \"../toy-89abcdef.pth\"", "25:3",
             "needs a repository and a file", "packaged_files.bzl"},
        Slip{"PackagedWithoutLicence", " licence: \"MIT\" }", " }", "25:3", "requirement and licence", "SPDX"},
        Slip{"PackagedUnderAnUnknownLicence", "licence: \"MIT\" }\n  transforms", "licence: \"M\" }\n  transforms",
             "25:83", "\"M\" is no SPDX identifier", "LicenseRef-NAME"},
        Slip{"NoFileAtAll", "  url: \"https://host/toy-01234567.pth\"\n", "", "5:1", "says nowhere where its file is",
             "give a url"},
        Slip{"UrlOfUnknownScheme", "https://host/toy-", "gopher://host/toy-", "8:3", "unknown scheme", "https://"},
        Slip{"UrlOfNoFile", "https://host/toy-01234567.pth", "https://host/", "8:3", "names no file", "end it"},
        Slip{"TwoLatest", "latest: false", "latest: true", "30:3",
             "two latest entries of taxonomy \"Set\" (first at weights/toy/toy.textproto:14:3)", "latest: false"},
        Slip{"NoneLatest", "latest: true", "latest: false", "5:1", "no entry of taxonomy \"Set\" is the latest",
             "latest: true"},
        Slip{"LatestNotSaid", "  latest: false\n", "", "5:1", "latest is not said", "latest: true"},
        Slip{"NoTaxonomy", "  taxonomy: \"Set\"\n", "", "5:1", "no taxonomy", "name the data set"},
        Slip{"UnknownDefault", "default_entry: \"SET_V2\"", "default_entry: \"SET_V3\"", "4:1",
             "\"SET_V3\" is none of the entries", "did you mean"},
        Slip{"NoDefault", "default_entry: \"SET_V2\"", "", "1:1", "no default_entry", "name the best entry"},
        Slip{"EnumNotAnIdentifier", "ToyWeights", "Toy-Weights", "2:1", "no C++ class name", "ResNet50Weights"},
        Slip{"EnumWithUnderscoreBesideALetter", "ToyWeights", "Toy_2Weights", "2:1", "no C++ class name",
             "_ between digits alone"},
        Slip{"EnumWithUnderscoreAtItsEnd", "ToyWeights", "Toy2_", "2:1", "no C++ class name", "_ between digits alone"},
        Slip{"ConstantNotAnIdentifier", "kSetV1", "kSet V1", "7:3", "no C++ enumerator", "kImageNet1kV1"},
        Slip{"ConstantTaken", "kSetV1", "kDefault", "7:3", "kDefault is taken", "kImageNet1kV1"},
        Slip{"EntryNameTaken", "name: \"SET_V1\"", "name: \"DEFAULT\"", "6:3", "DEFAULT is taken", "IMAGENET1K_V1"},
        Slip{"EnumNameWithADot", "Toy_Weights", "Toy.Weights", "1:1", "no enum's name", "ResNet50_Weights"},
        Slip{"BuilderNotSnakeCase", "builder: \"toy\"", "builder: \"Toy\"", "3:1", "no builder's name", "resnet50"},
        Slip{"CategoriesFileMissing", "file: \"three\"", "file: \"thre\"", "16:39",
             "no categories file \"thre\"; add weights/categories/thre.txt", "did you mean \"three\"?"},
        Slip{"CategoriesMiscounted", "count: 3", "count: 4", "16:53", "are 3, not 4", "count: 3"},
        Slip{"NoCategories", "categories { file: \"three\" count: 3 }", "", "15:3", "categories is missing",
             "imagenet1k"},
        Slip{"CropOfNothing", "crop_size: 32", "crop_size: 0", "11:28", "crop_size is not positive", "pixels"},
        Slip{"MeanOfTwo", "mean: [0.5, 0.5, 0.5]", "mean: [0.5, 0.5]", "27:65", "mean is not three numbers",
             "mean: [r, g, b]"},
        Slip{"MeanNotANumber", "mean: [0.5, 0.5, 0.5]", "mean: [0.5, nan, 0.5]", "27:65", "mean is not three numbers",
             "mean: [r, g, b]"},
        Slip{"StdOfZero", "mean: [0.5, 0.5, 0.5]", "std: [0.5, 0, 0.5]", "27:65", "std is not three positive numbers",
             "std: [r, g, b]"},
        Slip{"NoParameters", "    num_params: 7\n", "", "15:3", "num_params is missing", "add num_params"},
        Slip{"NoLicence", "    licence { spdx: \"MIT\" url: \"https://host/licence\" }\n", "", "15:3",
             "licence is missing", "add licence { spdx"},
        Slip{"RecipeNoLink", "num_params: 7", "num_params: 7 recipe: \"see paper\"", "17:19", "no https link",
             "link to it"},
        Slip{"MetricWithoutValue", "num_params: 7",
             "num_params: 7 metrics { dataset: \"Set\" metric { name: \"acc@1\" } }", "17:19", "metrics need",
             "value: 71.878"},
        Slip{"NegativeSize", "num_params: 7", "num_params: 7 file_size: -1", "17:19",
             "file_size is not a positive number", "leave it out"},
        Slip{"DigestTooShort", "taxonomy:", "tensors_digest: \"12\" taxonomy:", "13:3", "tensors_digest",
             "assay inspect"},
        Slip{"NewestFirst", "name: \"SET_V1\"", "name: \"SET_V3\"", "22:3", "SET_V2 stands behind version 3",
             "put the oldest entry first"},
        Slip{"AttributeTwice", "entry {",
             "attribute { name: \"language\" value: \"en\" } attribute { name: \"language\" value: \"fr\" }\nentry {",
             "5:44", "an attribute needs a name of its own", "value: \"en\""},
        Slip{"OtherPreset", "image_classification { crop_size: 48 interpolation: BICUBIC mean: [0.5, 0.5, 0.5] }",
             "text_encoding { max_length: 256 }", "26:3", "this entry's preset is another", "make an enum of its own"},
        Slip{"OverrideWithoutValue",
             "taxonomy:", "implied_override { target: \"FrozenBatchNorm2d\" parameter: \"eps\" } taxonomy:", "13:3",
             "an implied override needs", "number: 0"},
        Slip{"OverrideTwice", "taxonomy:",
             "implied_override { target: \"N\" parameter: \"eps\" number: 0 } "
             "implied_override { target: \"N\" parameter: \"eps\" number: 1 } taxonomy:",
             "13:63", "an implied override needs", "number: 0"},
        Slip{"ImpliedWithoutValue", "taxonomy:", "implied_option { name: \"aux\" } taxonomy:", "13:3", "implied option",
             "flag: true"}),
    [](const testing::TestParamInfo<Slip>& info) { return info.param.name; });

TEST(Generate, SoundText_IsAccepted) { EXPECT_EQ(Message(Request(kText)), "accepted"); }

TEST(Generate, SeveralSlips_AreAllNamed) {
  const std::string message =
      Message(Request(absl::StrReplaceAll(kText, {{"kSetV1", "set"}, {"num_params: 7", "num_params: 0"}})));
  EXPECT_THAT(message, HasSubstr("toy.textproto:7:3: constant"));
  EXPECT_THAT(message, HasSubstr("toy.textproto:17:5: num_params"));
  EXPECT_THAT(message, HasSubstr("toy.textproto:33:5: num_params"));
}

TEST(Generate, EmptyText_SaysWhatIsMissing) {
  EXPECT_THAT(Message(Request("")), HasSubstr("weights/toy/toy.textproto:1:1: the enum has no entry; add an entry"));
}

TEST(Generate, EntryNotInBuild_SaysWhatToAdd) {
  GenerateRequest request = Request(kText);
  request.entries = {"SET_V2"};
  EXPECT_THAT(Message(request),
              HasSubstr("toy.textproto:6:3: entry SET_V1 is not among the entries that BUILD lists; add \"SET_V1\""));
}

TEST(Generate, EntryOnlyInBuild_SaysWhatToTakeOut) {
  GenerateRequest request = Request(kText);
  request.entries.push_back("SET_V3");
  EXPECT_THAT(Message(request), HasSubstr("BUILD lists an entry SET_V3 that is not here; add it, or take it out"));
}

// CMake's targets need no list of the entries.
TEST(Generate, NothingListed_TakesAllEntries) {
  GenerateRequest request = Request(kText);
  request.entries.clear();
  request.packaged.clear();
  const absl::StatusOr<Generated> files = Generate(request);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(files->header, Generate(Request(kText)).value().header);
  EXPECT_EQ(files->embedded, Generate(Request(kText)).value().embedded);
}

TEST(Generate, PackagedNotInBuild_SaysTheLine) {
  GenerateRequest request = Request(kText);
  request.packaged.clear();
  EXPECT_THAT(Message(request),
              HasSubstr("toy.textproto:25:3: the packaged file of SET_V2 is not BUILD's; write "
                        "weights_enum(packaged = {\"SET_V2\": \"@toy_weights//:toy-89abcdef.pth\"})"));
}

TEST(Generate, PackagedOnlyInBuild_SaysWhatToTakeOut) {
  GenerateRequest request = Request(kText);
  request.packaged["SET_V1"] = "@toy_weights//:x.pth";
  EXPECT_THAT(Message(request),
              HasSubstr("BUILD lists @toy_weights//:x.pth as packaged file of SET_V1, which has none here"));
}

TEST(Header, Values_AreNotInIt) {
  const Generated files = Generate(Request(kText)).value();
  EXPECT_THAT(files.header, HasSubstr("enum class ToyWeights {\n  kSetV1,\n  kSetV2,\n  kDefault = kSetV2,\n};"));
  EXPECT_THAT(files.header, HasSubstr("{ToyWeights::kSetV1, \"SET_V1\", \"kSetV1\"},"));
  EXPECT_THAT(files.header, HasSubstr("#ifndef ASSAY_WEIGHTS_TOY_TOY_H_"));
  EXPECT_THAT(files.header, Not(HasSubstr("https://")));
  EXPECT_THAT(files.header, Not(HasSubstr("01234567")));
}

TEST(Header, ValueEdited_KeepsItsBytes) {
  const Generated before = Generate(Request(kText)).value();
  const Generated after = Generate(Request(absl::StrReplaceAll(kText, {{"num_params: 7", "num_params: 8"}}))).value();
  EXPECT_EQ(before.header, after.header);
}

TEST(EntryText, AnotherEntryEdited_KeepsItsBytes) {
  const Generated before = Generate(Request(kText)).value();
  const Generated after =
      Generate(Request(absl::StrReplaceAll(kText, {{"crop_size: 48", "# Larger.\n crop_size: 64"}}))).value();
  EXPECT_EQ(before.entries.at("SET_V1"), after.entries.at("SET_V1"));
  EXPECT_NE(before.entries.at("SET_V2"), after.entries.at("SET_V2"));
}

TEST(EntryText, CommentAndSpacesEdited_KeepsItsBytes) {
  const Generated before = Generate(Request(kText)).value();
  const Generated after =
      Generate(Request(absl::StrReplaceAll(kText, {{"  latest: true", "# Newest.\n latest:true"}}))).value();
  EXPECT_EQ(before.entries, after.entries);
}

TEST(EntryText, DefaultMoved_ChangesTheTwoItConcerns) {
  const Generated before = Generate(Request(kText)).value();
  const Generated after =
      Generate(Request(absl::StrReplaceAll(kText, {{"default_entry: \"SET_V2\"", "default_entry: \"SET_V1\""}})))
          .value();
  EXPECT_THAT(before.entries.at("SET_V1"), Not(HasSubstr("default_entry")));
  EXPECT_THAT(after.entries.at("SET_V1"), HasSubstr("default_entry: \"SET_V1\""));
  EXPECT_THAT(after.entries.at("SET_V2"), Not(HasSubstr("default_entry")));
}

TEST(GenerateCategories, EmptyLine_SaysWhichLine) {
  const absl::Status status = GenerateCategories("c/x.txt", "x", "cat\n\ndog\n").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("c/x.txt:2:1: a category is empty"));
  EXPECT_FALSE(GenerateCategories("c/x.txt", "x", "").ok());
  EXPECT_FALSE(GenerateCategories("c/x.txt", "x", "cat\r\n").ok());
}

TEST(GenerateCategories, QuotesAndBackslashes_AreEscaped) {
  EXPECT_THAT(GenerateCategories("c/x.txt", "x", "a \"b\" \\c\n").value(), HasSubstr(R"("a \"b\" \\c\n")"));
}

}  // namespace
}  // namespace assay
