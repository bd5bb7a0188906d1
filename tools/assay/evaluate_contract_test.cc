// `assay evaluate` as its callers see it, on photographs that lie in folders of their categories.
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

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kMobileNet[] = "MobileNet_V2_Weights.IMAGENET1K_V1";

class EvaluateContract : public Contract {
 protected:
  EvaluateContract() {
    Put("cats", "skimage_photographs/chelsea.png");
    Put("cups", "skimage_photographs/coffee.png");
    Put("rockets", "skimage_photographs/rocket.jpg");
    Put("people", "skimage_photographs/astronaut.png");
    Write("classes.txt", "cats Egyptian cat\ncups espresso\nrockets missile\npeople 0\n");
  }

  void Put(const std::string& category, const std::string& photograph, const std::string& name = "") const {
    const fs::path from = Runfile(photograph);
    const fs::path folder = fs::path(InFolder("photos")) / category;
    fs::create_directories(folder);
    fs::copy_file(from, folder / (name.empty() ? from.filename().string() : name),
                  fs::copy_options::overwrite_existing);
  }

  // So many images, of which a batch takes a while.
  void PutMany(int count) const {
    for (int i = 0; i < count; ++i) Put("cats", "skimage_photographs/chelsea.png", absl::StrCat("cat", i, ".png"));
  }

  std::string Evaluate(const std::string& words = "") const {
    return absl::StrCat("evaluate ", kMobileNet, " --data=photos --classes=classes.txt ", words);
  }

  // The command, stopped by a signal when its journal holds some batches.
  Answer Stopped(const std::string& words, const std::string& journal, const std::string& signal) const {
    return Run(absl::StrCat(
        "(cd ", Quoted(InFolder("")), "; export ASSAY_HOME=.; ", Quoted(Runfile("assay/tools/assay/assay")), " ", words,
        " & while [ ! -e ", journal, " ] || [ $(stat -c %s ", journal,
        ") -lt 800 ]; do kill -0 $! || break; sleep 0.01; done; kill -", signal, " $!; wait $!; echo code $?)"));
  }

  std::string Bytes(const std::string& name) const { return Read(InFolder(name)); }
};

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
  EXPECT_THAT(Refusal("evaluate --merge part1.pb batches.pb", 1), HasSubstr("parts of two evaluations"));
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
  EXPECT_THAT(Refusal(Evaluate("--journal=j --batch=2"), 2), HasSubstr("is the journal of another evaluation"));
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
  EXPECT_THAT(Refusal(Evaluate("--out=nowhere/"), 2), HasSubstr("nowhere"));
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
  EXPECT_THAT(Refusal(Evaluate("--explain"), 2), HasSubstr("declare no accuracy on photos: say which one"));
}

}  // namespace
}  // namespace assay
