// Runs the program as its callers do: what it prints where, and what it ends with.
#include <png.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"
#include "tools/assay/testing/program.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kMobileNet[] = "MobileNet_V2_Weights.IMAGENET1K_V1";

std::string Chelsea() { return Runfile("skimage_photographs/chelsea.png"); }
std::string Rocket() { return Runfile("skimage_photographs/rocket.jpg"); }

// A grey picture of any size.
void WritePng(const std::string& path, int width, int height) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB;
  const std::vector<png_byte> pixels(static_cast<size_t>(3) * width * height, 128);
  EXPECT_TRUE(png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr)) << image.message;
}

TEST_F(Contract, Usage_EndsWith2AndHelpWith0) {
  EXPECT_EQ(Assay("--help").code, 0);
  EXPECT_EQ(Assay("").code, 2);
  for (const char* command : {"validate", "list", "describe", "predict", "encode", "evaluate", "probe", "profile",
                              "inspect", "fetch", "cache", "bench"}) {
    const Answer help = Assay(absl::StrCat(command, " --help"));
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_THAT(help.out, AllOf(HasSubstr(absl::StrCat("assay ", command)), HasSubstr("--json"))) << command;
    EXPECT_EQ(help.err, "") << command;
    EXPECT_THAT(Refusal(absl::StrCat(command, " --jsn"), 2), HasSubstr("did you mean \"--json\"")) << command;
  }
  EXPECT_THAT(Refusal("predct", 2), HasSubstr("did you mean \"predict\""));
  EXPECT_THAT(Refusal("nothing X", 2), HasSubstr("there are: validate, list"));
  EXPECT_THAT(Refusal("list resnet50", 2), HasSubstr("one word too many"));
  EXPECT_THAT(Refusal("predict --json=x A b.png", 2), HasSubstr("takes no value"));
}

TEST_F(Contract, StandardOutputThatCannotBeWritten_EndsWith2) { EXPECT_EQ(Assay("list >/dev/full").code, 2); }

TEST_F(Contract, List_HasTheContractsFields) {
  const Json json = AssayJson("list --include='mobilenet_v2*' --include=resnet50 --json");
  ASSERT_EQ(json["builders"].size(), 2u);
  EXPECT_EQ(json["builders"][0]["name"], "mobilenet_v2");
  EXPECT_EQ(json["builders"][0]["task"], "classification");
  EXPECT_EQ(
      json["builders"][0]["weights"][0],
      Json::parse(
          R"({"name": "MobileNet_V2_Weights.IMAGENET1K_V1", "default": false, "latest": false, "available": true})"));
  EXPECT_EQ(json["builders"][1]["weights"][1],
            Json::parse(
                R"({"name": "ResNet50_Weights.IMAGENET1K_V2", "default": true, "latest": true, "available": false})"));
  EXPECT_THAT(Assay("list").out, HasSubstr("resnet152"));
  EXPECT_EQ(AssayJson("list --task=classification --exclude='resnet*' --json")["builders"].size(), 39u);
}

TEST_F(Contract, ListCompare_HoldsOldWeightsAgainstNew) {
  const Json json = AssayJson("list --compare --include='resnet*' --exclude=resnet152 --json");
  ASSERT_EQ(json["compared"].size(), 2u);
  EXPECT_EQ(json["compared"][0]["builder"], "resnet101");
  EXPECT_EQ(json["compared"][1], Json::parse(R"({"builder": "resnet50", "metric": "acc@1", "dataset": "ImageNet-1K",
                            "old": {"weights": "ResNet50_Weights.IMAGENET1K_V1", "value": 76.13},
                            "new": {"weights": "ResNet50_Weights.IMAGENET1K_V2", "value": 80.858},
                            "difference": 4.728})"));
  EXPECT_THAT(Assay("list --compare --task=classification").out, HasSubstr("76.130  IMAGENET1K_V2  80.858  +4.728\n"));
  EXPECT_THAT(Assay("list --compare --include=resnet18").out, StartsWith("nothing to compare: "));
  EXPECT_EQ(AssayJson("list --compare --include=resnet18 --json")["compared"], Json::array());
  EXPECT_THAT(Refusal("list --compare=V1", 2), HasSubstr("takes no value"));
  EXPECT_THAT(Refusal("list --compare --include=resnet51", 2), HasSubstr("did you mean \"resnet50\""));
}

TEST_F(Contract, FiltersThatMatchNothing_EndWith2) {
  EXPECT_THAT(Refusal("list --include=resnet51", 2), HasSubstr("did you mean \"resnet50\""));
  EXPECT_THAT(Refusal("list --exclude='zzz*'", 2), HasSubstr("zzz*"));
  EXPECT_THAT(Refusal("list --task=clasification", 2), HasSubstr("did you mean \"classification\""));
  EXPECT_THAT(Refusal("list --include=resnet50 --exclude='res*'", 2), HasSubstr("no builder is left"));
  EXPECT_THAT(Refusal("validate resnet18 resnet51", 2), HasSubstr("\"resnet51\"; did you mean \"resnet50\""));
}

TEST_F(Contract, Describe_TellsTheCatalogue) {
  const Json entry = AssayJson(absl::StrCat("describe --json ", kMobileNet));
  EXPECT_EQ(entry["name"], kMobileNet);
  EXPECT_EQ(entry["builder"], "mobilenet_v2");
  EXPECT_THAT(entry["url"].get<std::string>(), StartsWith("https://"));
  EXPECT_EQ(entry["packaged"]["file"], "mobilenet_v2-b0353104.pth");
  EXPECT_EQ(entry["transforms"]["preset"], "image_classification");
  EXPECT_EQ(entry["transforms"]["crop_size"], 224);
  EXPECT_EQ(entry["transforms"]["mean"], Json::parse("[0.485, 0.456, 0.406]"));
  EXPECT_EQ(entry["meta"]["num_params"], 3504872);
  EXPECT_EQ(entry["available"], true);
  EXPECT_EQ(entry["from"], "package");
  EXPECT_EQ(AssayJson("describe resnet50_weights.DEFAULT --json")["name"], "ResNet50_Weights.IMAGENET1K_V2");
  const Json builder = AssayJson("describe resnet50 --json");
  EXPECT_EQ(builder["weights"].size(), 2u);
  EXPECT_EQ(builder["default"], "ResNet50_Weights.IMAGENET1K_V2");
  EXPECT_THAT(Assay("describe resnet50").out,
              HasSubstr("ResNet50_Weights.IMAGENET1K_V1, ResNet50_Weights.IMAGENET1K_V2"));
  EXPECT_THAT(Refusal("describe resnet51", 2), HasSubstr("did you mean \"resnet50\""));
  EXPECT_THAT(Refusal("describe ResNet50_Weights.IMAGENET1K_V3", 2), HasSubstr("did you mean"));
}

TEST_F(Contract, Predict_SeesTheCat) {
  const Json json = AssayJson(absl::StrCat("predict ", kMobileNet, " --json ", Chelsea(), " ", Rocket()));
  EXPECT_EQ(json["weights"], kMobileNet);
  ASSERT_EQ(json["images"].size(), 2u);
  EXPECT_EQ(json["images"][0]["file"], Chelsea());
  ASSERT_EQ(json["images"][0]["top5"].size(), 5u);
  const Json& best = json["images"][0]["top5"][0];
  EXPECT_EQ(best["index"], 285);
  EXPECT_EQ(best["category"], "Egyptian cat");
  EXPECT_GT(best["score"], json["images"][0]["top5"][1]["score"]);
  EXPECT_LE(best["score"], 1.0);
  const Answer text = Assay(absl::StrCat("predict MobileNet_V2_Weights.ImageNet1K_V1 ", Chelsea()));
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("   Egyptian cat "));
  EXPECT_EQ(text.err,
            "assay: warning: MobileNet_V2_Weights.IMAGENET1K_V1 are not the latest weights for ImageNet-1K; those are "
            "MobileNet_V2_Weights.IMAGENET1K_V2\n");
}

TEST_F(Contract, RelativePath_CountsFromTheUsersFolder) {
  std::filesystem::create_directories(InFolder("pictures"));
  std::filesystem::copy_file(Chelsea(), InFolder("pictures/cat.png"));
  const std::string settings = absl::StrCat("BUILD_WORKING_DIRECTORY=", Quoted(InFolder("pictures")));
  EXPECT_EQ(AssayJson(absl::StrCat("predict ", kMobileNet, " cat.png --json"), 0, settings)["images"][0]["file"],
            "cat.png");
}

TEST_F(Contract, OddImages_AreAnsweredOrRefused) {
  const std::string rocket = Read(Rocket());
  WritePng(InFolder("one.png"), 1, 1);
  WritePng(InFolder("wide.png"), 20000, 10);
  Write("text.png", "I am no picture\n");
  Write("short.jpg", rocket.substr(0, rocket.size() / 2));
  Write("empty.jpg", "");
  const Answer answer =
      Assay(absl::StrCat("predict ", kMobileNet, " one.png wide.png text.png short.jpg empty.jpg --json"));
  EXPECT_EQ(answer.code, 1);
  for (const char* name : {"text.png", "short.jpg", "empty.jpg"}) EXPECT_THAT(answer.err, HasSubstr(name));
  const Json images = Json::parse(answer.out)["images"];
  ASSERT_EQ(images.size(), 5u);
  for (int i : {0, 1}) EXPECT_EQ(images[i]["top5"].size(), 5u) << images[i];
  for (int i : {2, 3, 4}) {
    EXPECT_FALSE(images[i]["error"].get<std::string>().empty());
    EXPECT_FALSE(images[i].contains("top5"));
  }
}

TEST_F(Contract, OneRefusedImage_KeepsNoOtherFromItsAnswer) {
  const Answer answer = Assay(absl::StrCat("predict ", kMobileNet, " nowhere.png ", Chelsea()));
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("nowhere.png"));
  EXPECT_THAT(answer.out, HasSubstr("Egyptian cat"));
}

TEST_F(Contract, WeightsThatCannotBeUsed_AreRefused) {
  EXPECT_THAT(Refusal(absl::StrCat("predict MobileNet_V2_Weight.IMAGENET1K_V1 ", Chelsea()), 2),
              HasSubstr("MobileNet_V2_Weights"));
  EXPECT_THAT(Refusal(absl::StrCat("predict ResNet18_Weights.IMAGENET1K_V1 ", Chelsea()), 2), HasSubstr("not at hand"));
  Write("resnet18-f37072fd.pth", "not these weights");
  EXPECT_THAT(Refusal(absl::StrCat("predict ResNet18_Weights.IMAGENET1K_V1 ", Chelsea()), 1, "ASSAY_WEIGHTS=."),
              HasSubstr("sha256"));
}

TEST_F(Contract, Validate_ReportsEachOutcome) {
  Write("resnet18-f37072fd.pth", "not these weights");
  const std::string words = "validate mobilenet_v2 ResNet18_Weights.default --json";
  const Json report = AssayJson(words, 1, "ASSAY_WEIGHTS=.");
  EXPECT_FALSE(report["environment"]["libtorch"].get<std::string>().empty());
  ASSERT_EQ(report["results"].size(), 4u);
  EXPECT_EQ(report["results"][0]["weights"], nullptr);
  EXPECT_EQ(report["results"][0]["status"], "PASS") << report["results"][0];
  EXPECT_EQ(report["results"][1]["weights"], kMobileNet);
  EXPECT_EQ(report["results"][1]["status"], "PASS") << report["results"][1];
  EXPECT_EQ(report["results"][2]["status"], "PENDING") << report["results"][2];
  EXPECT_THAT(report["results"][2]["reason"].get<std::string>(), HasSubstr("not at hand"));
  EXPECT_EQ(report["results"][3]["weights"], "ResNet18_Weights.IMAGENET1K_V1");
  EXPECT_EQ(report["results"][3]["status"], "FAIL");
  EXPECT_THAT(report["results"][3]["reason"].get<std::string>(), HasSubstr("sha256"));
  for (const char* field : {"name", "status", "seconds", "detail"})
    EXPECT_TRUE(report["results"][1]["checks"][0].contains(field));
  EXPECT_EQ(report["summary"], Json::parse(R"({"pass": 2, "fail": 1, "pending": 1})"));
}

TEST_F(Contract, ValidateOfAComponent_IsARowWithoutWeights) {
  const Json report = AssayJson("validate components/resize --json");
  ASSERT_EQ(report["results"].size(), 1u);
  EXPECT_EQ(report["results"][0]["builder"], "components/resize");
  EXPECT_EQ(report["results"][0]["weights"], nullptr);
  EXPECT_EQ(report["results"][0]["checks"][0]["name"], "cases");
  EXPECT_EQ(report["results"][0]["status"], "PASS") << report["results"][0];
  EXPECT_THAT(Refusal("validate components/resise", 2), HasSubstr("did you mean \"components/resize\""));
}

TEST_F(Contract, ValidateWithAFile_WritesTheReportBesideTheTable) {
  const Answer answer = Assay("validate MobileNet_V2_Weights.IMAGENET1K_V2 --json=made/report.json");
  EXPECT_EQ(answer.code, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, AllOf(HasSubstr("PENDING"), HasSubstr("0 passed, 0 failed, 1 pending in ")));
  EXPECT_EQ(answer.err, "");
  EXPECT_EQ(Json::parse(Read(InFolder("made/report.json")))["summary"]["pending"], 1);
}

TEST_F(Contract, ReportThatCannotBeWritten_EndsWith2BeforeTheRun) {
  Write("file", "x");
  EXPECT_THAT(Refusal("validate --json=file/report.json", 2), HasSubstr("file/report.json"));
  EXPECT_THAT(Refusal("validate --json=.", 2), HasSubstr("folder"));
}

TEST_F(Contract, Probe_HasTheReferencesFields) {
  const Json probe = AssayJson("probe resnet18 --json");
  EXPECT_EQ(probe["builder"], "resnet18");
  EXPECT_EQ(probe["parameters"], 11689512);
  EXPECT_EQ(probe["state"][0], Json::parse(R"(["conv1.weight", "float32", [64, 3, 7, 7]])"));
  EXPECT_EQ(probe["output"]["first"].size(), 64u);
  for (const char* field : {"input", "output_shape", "argmax", "rect", "gradient_l2", "init_seed0_sums"}) {
    EXPECT_TRUE(probe.contains(field)) << field;
  }
  EXPECT_THAT(Assay("probe resnet18").out, AllOf(HasSubstr("11689512"), HasSubstr("golden      equal")));
  EXPECT_THAT(Refusal("probe resnet19", 2), HasSubstr("did you mean \"resnet18\""));
}

TEST_F(Contract, Inspect_TellsOneFileFromAnother) {
  const Json json =
      AssayJson(absl::StrCat("inspect --json ", Runfile("mobilenet_v2_weights/mobilenet_v2-b0353104.pth")));
  EXPECT_EQ(json["tensors"].size(), 314u);
  EXPECT_EQ(json["tensors"]["features.0.0.weight"]["shape"], Json::parse("[32, 3, 3, 3]"));
  EXPECT_EQ(json["tensors"]["features.0.0.weight"]["dtype"], "float32");
  Write("text.pth", "no weights at all");
  EXPECT_THAT(Refusal("inspect text.pth", 1), HasSubstr("text.pth"));
  EXPECT_THAT(Refusal("inspect nowhere.pth", 2), HasSubstr("nowhere.pth"));
}

}  // namespace
}  // namespace assay
