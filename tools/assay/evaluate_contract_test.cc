// `assay evaluate` as its callers see it, on photographs that lie in folders of their categories.
#include "tools/assay/testing/evaluate_contract.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(EvaluateContract, Answer_HasTheContractsFields) {
  const Json json = AssayJson(Evaluate("--json"));
  EXPECT_EQ(json["weights"], kMobileNet);
  EXPECT_EQ(json["data"]["path"], InFolder("photos"));
  EXPECT_EQ(json["data"]["count"], 4);
  EXPECT_EQ(json["data"]["digest"].get<std::string>().size(), 64u);
  EXPECT_EQ(json["metrics"]["acc@1"]["value"], 50.0);  // the cup and the person are something else
  EXPECT_EQ(json["metrics"]["acc@5"]["value"], 75.0);
  EXPECT_NEAR(json["metrics"]["acc@1"]["low"].get<double>(), 15.0, 0.1);
  EXPECT_NEAR(json["metrics"]["acc@1"]["high"].get<double>(), 85.0, 0.1);
  EXPECT_GT(json["images_per_second"], 0.0);
  EXPECT_FALSE(json["metrics"]["acc@1"].contains("declared")) << "these are not ImageNet's images";
  const Answer text = Assay(Evaluate("--json=report.json"));
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, StartsWith(absl::StrCat(kMobileNet, " on photos: 50.00 % right (15.0 to 85.0)\n")));
  EXPECT_EQ(Json::parse(Bytes("report.json"))["metrics"], json["metrics"]);
}

TEST_F(EvaluateContract, Devices_AreSaidAndRefusedBeforeTheWeightsAreRead) {
  EXPECT_EQ(AssayJson(Evaluate("--device=cpu --json"))["device"], "cpu");
  EXPECT_THAT(Refusal(Evaluate("--device=gpu"), 2), HasSubstr("expected cpu, cuda"));
  const Answer cuda = Assay(Evaluate("--device=cuda --json"));
  if (cuda.code == 0) {
    EXPECT_NE(Json::parse(cuda.out)["device"], "cpu");
  } else {
    EXPECT_EQ(cuda.code, 2);
    EXPECT_THAT(cuda.err, AnyOf(HasSubstr("--config=cuda"), HasSubstr("has no GPU")));
  }
  EXPECT_THAT(Refusal("evaluate --merge a.pb --device=cuda", 2), HasSubstr("--merge, which computes nothing"));
}

TEST_F(EvaluateContract, Shards_MergeIntoOneRunByteForByte) {
  const std::string batches = "--batch=1 ";
  EXPECT_EQ(Assay(Evaluate(batches + "--out=all.pb")).code, 0);
  for (int k = 1; k <= 3; ++k) {
    const Answer shard = Assay(Evaluate(absl::StrCat(batches, "--shard=", k, "/3 --out=part", k, ".pb")));
    EXPECT_EQ(shard.code, 0) << shard.err;
    EXPECT_THAT(shard.out, HasSubstr(absl::StrCat(", shard ", k, " of 3: ")));
  }
  const Answer merged = Assay("evaluate --merge part3.pb part1.pb part2.pb part1.pb --out=merged.pb");
  EXPECT_EQ(merged.code, 0) << merged.err;
  EXPECT_THAT(merged.out,
              AllOf(StartsWith(absl::StrCat(kMobileNet, " on photos: 50.00 % right")), HasSubstr("4 images")));
  EXPECT_FALSE(Bytes("all.pb").empty());
  EXPECT_EQ(Bytes("merged.pb"), Bytes("all.pb"));
  EXPECT_EQ(AssayJson("evaluate --merge all.pb --json")["images_per_second"], nullptr);

  const Answer lacking = Assay("evaluate --merge part1.pb part3.pb");
  EXPECT_EQ(lacking.code, 1);
  EXPECT_THAT(lacking.err, HasSubstr("lacks 1 of 4 images: a shard is missing"));
  EXPECT_EQ(Assay(Evaluate("--out=batches.pb")).code, 0);
  EXPECT_THAT(Refusal("evaluate --merge part1.pb batches.pb", 1),
              HasSubstr("parts of two evaluations: batch size 1 in part 1, 32 in part 2"));
}

// Enough images for the fast forward, in parts that alone would not be: how a part is computed hangs on the whole.
TEST_F(EvaluateContract, ShardsOfManyImages_MergeIntoOneRunByteForByte) {
  const std::string digits = absl::StrCat("evaluate ", kDigits, " --split=all --json ");
  const Json whole = AssayJson(digits + "--out=all.pb");
  EXPECT_EQ(whole["images"], 1797);
  EXPECT_EQ(whole["forward"], "fast");
  for (const int shards : {1, 4, 16}) {
    std::string parts;
    for (int k = 1; k <= shards; ++k) {
      const std::string part = absl::StrCat("part", k, "of", shards, ".pb");
      EXPECT_EQ(AssayJson(absl::StrCat(digits, "--shard=", k, "/", shards, " --out=", part))["forward"], "fast");
      absl::StrAppend(&parts, " ", part);
    }
    const Answer merged = Assay(absl::StrCat("evaluate --merge --out=merged.pb", parts));
    EXPECT_EQ(merged.code, 0) << merged.err;
    EXPECT_EQ(Bytes("merged.pb"), Bytes("all.pb")) << shards << " shards";
  }
}

TEST_F(EvaluateContract, ShardWithoutImages_SaysHowManyThereCanBe) {
  EXPECT_THAT(
      Refusal(Evaluate("--batch=1 --shard=5/5"), 2),
      HasSubstr("--shard: shard 5 of 5 has no images: 4 images in batches of 1 are 4 batches: ask for at most 4"));
  std::string row;
  for (int pixel = 0; pixel < 64; ++pixel) row += "8,";
  Write("few.csv", absl::StrCat(row, "3\n", row, "4\n"));
  for (const char* words : {"", " --explain --expect=50", " --against=DigitsResNet20_Weights.DIGITS_V2"})
    EXPECT_THAT(Refusal(absl::StrCat("evaluate ", kDigits, " --data=few.csv", words), 1),
                HasSubstr("few.csv: holds no images of this split"));
}

// Weights of which one number is NaN.
TEST_F(EvaluateContract, AnswersThatAreNoNumbers_AreNoAccuracy) {
  std::string bytes = Read(WeightFile("digits_resnet20_digits_v1"));
  uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  const Json tensors = Json::parse(bytes.substr(8, header));
  const float nan = std::nanf("");
  const size_t bias = tensors["fc.bias"]["data_offsets"][0].get<size_t>() + 2 * sizeof nan;
  std::memcpy(bytes.data() + 8 + header + bias, &nan, sizeof nan);
  Write("nan.safetensors", bytes);
  const std::string words = absl::StrCat("evaluate ", kDigits, " --file=nan.safetensors ");
  const std::string expected = "1348: the model answers it with NaN for category 2, expected finite numbers";
  for (const char* more :
       {"--out=a.pb", "--plain", "--explain --expect=50", "--against=DigitsResNet20_Weights.DIGITS_V2"})
    EXPECT_THAT(Refusal(words + more, 1), HasSubstr(expected)) << more;
  EXPECT_THAT(Assay(words + "--split=all").err, HasSubstr("0000: the model answers it with NaN"));
  EXPECT_FALSE(fs::exists(InFolder("a.pb")));
}

// Kill -9 when the first batches are on the disk.
TEST_F(EvaluateContract, AfterAKill_TheSameCommandGoesOn) {
  PutMany(60);
  const std::string words = Evaluate("--batch=1 --out=killed.pb");
  EXPECT_THAT(Stopped(words, "killed.pb.journal", "KILL").out, HasSubstr("code 137"));
  EXPECT_FALSE(fs::exists(InFolder("killed.pb")));
  ASSERT_TRUE(fs::exists(InFolder("killed.pb.journal")));
  const Answer again = Assay(words);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, AllOf(HasSubstr("going on from "), HasSubstr(" images are done\n")));
  EXPECT_FALSE(fs::exists(InFolder("killed.pb.journal"))) << "it was there for the answers alone";
  EXPECT_EQ(Assay(Evaluate("--batch=1 --out=whole.pb")).code, 0);
  EXPECT_EQ(Bytes("killed.pb"), Bytes("whole.pb"));
}

TEST_F(EvaluateContract, Interrupt_SaysHowToGoOn) {
  PutMany(60);
  const std::string words = Evaluate("--batch=1 --journal=j");
  const Answer stopped = Stopped(words, "j", "TERM");
  EXPECT_THAT(stopped.out, HasSubstr("code 143"));
  EXPECT_THAT(stopped.err, HasSubstr("assay: stopped; the same command goes on from here\n"));
  EXPECT_THAT(Assay(words).err, HasSubstr("going on from "));
  EXPECT_TRUE(fs::exists(InFolder("j"))) << "a journal that was named stays";
}

TEST_F(EvaluateContract, JournalsOfOthersAndDamagedOnes_AreRefused) {
  EXPECT_EQ(Assay(Evaluate("--journal=j")).code, 0);
  EXPECT_THAT(Refusal(Evaluate("--journal=j --batch=2"), 2),
              HasSubstr("j: is the journal of another evaluation: batch size 32 in the journal, 2 now; remove it"));
  Write("text", "I am no journal, I am a file that someone may want to keep\n");
  EXPECT_THAT(Assay(Evaluate("--journal=text")).err, HasSubstr("is no journal of an evaluation"));
  EXPECT_EQ(Assay(Evaluate("--journal=text")).code, 1);
  EXPECT_THAT(Bytes("text"), StartsWith("I am no journal"));
}

TEST_F(EvaluateContract, DataThatCannotBeUsed_AreRefusedWithTheWayOut) {
  const std::string weights = absl::StrCat("evaluate ", kMobileNet, " ");
  EXPECT_THAT(Refusal(weights, 2, "ASSAY_DATA="),
              AllOf(HasSubstr("data not at hand: put ImageNet-1K/val/"), HasSubstr("--data=PATH")));
  EXPECT_THAT(Refusal(weights + "--data=nowhere", 2), HasSubstr("nowhere: there is no such file or folder"));
  EXPECT_THAT(Refusal(weights + "--data=photos", 1),
              AllOf(HasSubstr("which category is this?"), HasSubstr("--classes")));
  EXPECT_THAT(Refusal(weights + "--data=Digits", 2), HasSubstr("the weights have 1000, the data 10"));
  Write("photos/cats/broken.png", "no picture");
  const Answer broken = Assay(Evaluate());
  EXPECT_EQ(broken.code, 1);
  EXPECT_EQ(broken.out, "");
  EXPECT_THAT(broken.err, HasSubstr("cats/broken.png"));
}

TEST_F(EvaluateContract, WrongUsage_EndsWith2) {
  EXPECT_THAT(Refusal("evaluate", 2), HasSubstr("WEIGHTS is missing"));
  EXPECT_THAT(Refusal("evaluate MobileNet_V2_Weight.IMAGENET1K_V1", 2), HasSubstr("MobileNet_V2_Weights"));
  EXPECT_THAT(Refusal("evaluate MiniLM_L6_V2_Weights.SENTENCES_V1", 2),
              HasSubstr("not weights of an image classifier"));
  EXPECT_THAT(Refusal("evaluate ResNet18_Weights.IMAGENET1K_V1 --data=photos --classes=classes.txt", 2),
              HasSubstr("file not at hand"));
  EXPECT_THAT(Refusal(Evaluate("--shard=0/3"), 2), HasSubstr("counted from 1"));
  EXPECT_THAT(Refusal(Evaluate("--out=nowhere/"), 2), HasSubstr("--out: "));
  EXPECT_FALSE(fs::exists(InFolder("nowhere")));
  EXPECT_EQ(Assay(Evaluate("--out=some.pb")).code, 0);
  EXPECT_THAT(Refusal("evaluate some.pb", 2),
              AllOf(HasSubstr("evaluate --merge some.pb"), HasSubstr("evaluate some.pb --against=OLD")));
  EXPECT_THAT(Refusal(absl::StrCat("evaluate ", kDigits, " --data=Digits --classes=classes.txt"), 2),
              HasSubstr("--classes is for a folder of images"));
  EXPECT_THAT(Refusal("evaluate --merge classes.txt", 1), HasSubstr("classes.txt: is no evaluation"));
  EXPECT_THAT(Refusal("evaluate --merge nowhere.pb", 2), HasSubstr("nowhere.pb"));
}

TEST_F(EvaluateContract, OtherWeights_AreMeasuredInPlaceOfTheEntrys) {
  const std::string file = Runfile("mobilenet_v2_weights/mobilenet_v2-b0353104.pth");
  const Json json = AssayJson(Evaluate(absl::StrCat("--json --file=", file)));
  EXPECT_EQ(json["weights"], absl::StrCat("mobilenet_v2-b0353104.pth (as ", kMobileNet, ")"));
  EXPECT_EQ(json["metrics"]["acc@1"]["value"], 50.0);
  EXPECT_THAT(Refusal(Evaluate("--file=classes.txt"), 1), HasSubstr("classes.txt"));
}

TEST_F(EvaluateContract, Explain_NamesThePreprocessing) {
  const Json json = AssayJson(Evaluate("--explain --expect=0 --json"));
  EXPECT_EQ(json["expected"], 0.0);
  EXPECT_EQ(json["images"], 4);
  EXPECT_THAT(json["ways"][0]["name"].get<std::string>(), HasSubstr("255"));
  EXPECT_EQ(json["ways"][0]["matches"], true);
  const Answer text = Assay(Evaluate("--explain --expect=50"));
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, StartsWith("the expected 50.00 % is what the weights' own preprocessing gives: 50.00 %"));
  const Answer sample = Assay(Evaluate("--explain --expect=50 --limit=2"));
  EXPECT_THAT(sample.out, HasSubstr(" on 2 of 4 images of photos\n"));
  EXPECT_THAT(text.out, Not(HasSubstr("tell them apart"))) << "all images were tried";
  EXPECT_THAT(Refusal(Evaluate("--explain"), 2), HasSubstr("declare no accuracy on photos: say which one"));
}

// Four images of the 50,000 that the declared 71.878 % are of, in a folder of ImageNet's name.
TEST_F(EvaluateContract, ExplainOnAPartOfTheSplit_HoldsTheDeclaredAccuracyAgainstIntervals) {
  const fs::path val = InFolder("data/ImageNet-1K/val");
  for (const auto& [synset, photograph] : std::vector<std::pair<std::string, std::string>>{
           {"n02124075", "chelsea.png"}, {"n07920052", "coffee.png"}, {"n03773504", "rocket.jpg"}}) {
    fs::create_directories(val / synset);
    fs::copy_file(Runfile("skimage_photographs/" + photograph), val / synset / photograph);
  }
  const Json json = AssayJson(absl::StrCat("evaluate ", kMobileNet, " --explain --json"), 0, "ASSAY_DATA=data");
  EXPECT_EQ(json["data"]["name"], "ImageNet-1K");
  EXPECT_EQ(json["data"]["count"], 3);
  EXPECT_NEAR(json["expected"].get<double>(), 71.878, 1e-3);
  EXPECT_EQ(json["explanation"], "as the weights say") << json["ways"];
}

}  // namespace
}  // namespace assay
