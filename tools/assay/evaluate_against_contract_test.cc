// `assay evaluate --against` as its callers see it, on the held-out digits and the weights that were trained here.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/accuracy/verdict.h"
#include "tools/assay/json.h"
#include "tools/assay/testing/evaluate_contract.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kV1[] = "DigitsResNet20_Weights.DIGITS_V1";
constexpr char kV2[] = "DigitsResNet20_Weights.DIGITS_V2";

class EvaluateAgainst : public Contract {
 protected:
  static std::string Words(const std::string& is, const std::string& was, const std::string& more = "") {
    return absl::StrCat("evaluate ", is, " --against=", was, " ", more);
  }
};

TEST_F(EvaluateAgainst, Weights_AreTheSameAsThemselves) {
  const Answer answer = Assay(Words(kV1, kV1));
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, StartsWith(absl::StrCat("SAME: ", kV1, " and ", kV1,
                                                  " are the same tensors, prepared alike: 0 of 449 images are "
                                                  "right in one alone\n"
                                                  "Digits (test), 449 images; a difference of less than 1 point is "
                                                  "none (the margin of Digits)\n")));
  EXPECT_THAT(answer.out, HasSubstr("features: mean cosine 1.00 of an image's old and new ones ("));
  EXPECT_THAT(answer.out, Not(HasSubstr("finding: ")));
}

// Fifty faces show nothing; one set of tensors needs none to be itself.
TEST_F(EvaluateAgainst, WeightsForFiftyFaces_AreTheSameAsThemselves) {
  constexpr char kFaces[] = "DigitsResNet20_Weights.LFW_SUBSET_V1";
  const Answer answer = Assay(Words(kFaces, kFaces));
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, AllOf(StartsWith("SAME: "), HasSubstr("LFW-subset (test), 50 images")));
  const std::string file = absl::StrCat("--file=", WeightFile("digits_resnet20_lfw_subset_v1"));
  EXPECT_THAT(Assay(Words(kFaces, kFaces, file)).out, StartsWith("SAME: "));
}

// The figures are the program's, the verdict is held against the function that decides.
TEST_F(EvaluateAgainst, Document_HasTheContractsFieldsAndTheVerdictOfItsCounts) {
  const Json json = AssayJson(Words(kV1, kV2, "--json"));
  EXPECT_EQ(json["weights"], kV1);
  EXPECT_EQ(json["data"]["name"], "Digits");
  EXPECT_EQ(json["data"]["count"], 449);
  EXPECT_TRUE(json["metrics"].contains("acc@1"));
  const Json& against = json["against"];
  EXPECT_EQ(against["weights"], kV2);
  const auto count = [&](const char* name) { return against["counts"][name].get<int64_t>(); };
  const PairedCounts counts{
      .both = count("both"), .only_old = count("only_old"), .only_new = count("only_new"), .neither = count("neither")};
  EXPECT_EQ(counts.total(), 449);
  const UpdateVerdict verdict = JudgeUpdate(counts, {.margin = 0.01});
  EXPECT_EQ(against["verdict"], std::string(VerdictName(verdict.kind)));
  EXPECT_NEAR(against["p_value"].get<double>(), verdict.p_value, 1e-12);
  EXPECT_NEAR(against["difference"]["low"].get<double>(), 100 * verdict.interval.low, 1e-9);
  EXPECT_EQ(against["more_images"], verdict.more_images);
  EXPECT_NEAR(against["difference"]["value"].get<double>(),
              json["metrics"]["acc@1"]["value"].get<double>() - against["metrics"]["acc@1"]["value"].get<double>(),
              1e-9);
  EXPECT_EQ(against["flipped"].size(), static_cast<size_t>(counts.only_old + counts.only_new));
  EXPECT_EQ(against["features"]["size"], 64);
  EXPECT_EQ(against["features"]["layer"], "fc");
  EXPECT_LT(against["features"]["mean_cosine"], 1.0);
}

// Smoothed labels: the accuracy grew, and what users' thresholds stand on moved.
TEST_F(EvaluateAgainst, NewRecipe_NamesItsShifts) {
  const Answer answer = Assay(Words(kV2, kV1, "--pictures=flipped.html --json=report.json"));
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, StartsWith(absl::StrCat("UNDECIDED: ", kV2, " is 0.67 points better than DIGITS_V1 (")));
  EXPECT_THAT(answer.out, AllOf(HasSubstr("\nfinding: the mean confidence fell by "),
                                HasSubstr("\nfinding: the calibration error grew by ")));
  EXPECT_THAT(answer.out, HasSubstr("their pictures are in flipped.html\n"));
  EXPECT_THAT(Read(Runfile("assay/docs/updating-weights.md")), HasSubstr(answer.out.substr(0, answer.out.find('\n'))));
  const std::string page = Read(InFolder("flipped.html"));
  EXPECT_THAT(page, AllOf(StartsWith("<!DOCTYPE html>\n"), EndsWith("</html>\n")));
  const Json against = Json::parse(Read(InFolder("report.json")))["against"];
  size_t pictures = 0;
  for (size_t at = 0; (at = page.find("src=\"data:image/png;base64,", at)) != std::string::npos; ++at) ++pictures;
  EXPECT_EQ(pictures, against["flipped"].size());
  EXPECT_THAT(page, HasSubstr(absl::StrCat("alt=\"image ", against["flipped"][0]["name"].get<std::string>(),
                                           " of category ", against["flipped"][0]["label"].get<std::string>())));
}

TEST_F(EvaluateAgainst, FilesOfAnswers_GiveTheSameVerdictAsTheWeights) {
  EXPECT_EQ(Assay(absl::StrCat("evaluate ", kV1, " --out=v1.pb")).code, 0);
  const Answer weights = Assay(Words(kV2, kV1, "--out=v2.pb"));
  EXPECT_THAT(weights.out, HasSubstr("\nthe new answers are in v2.pb\n"));
  EXPECT_FALSE(std::filesystem::exists(InFolder("v2.pb.journal")));
  EXPECT_FALSE(std::filesystem::exists(InFolder("v2.pb.journal.old")));
  const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  const Answer file = Assay(Words(kV2, "v1.pb"));
  EXPECT_EQ(file.code, 0) << file.err;
  EXPECT_EQ(first_line(file.out), first_line(weights.out));
  EXPECT_THAT(file.out, HasSubstr("features not compared: a file of answers holds none"));
  const Answer files = Assay(Words("v2.pb", "v1.pb"));
  EXPECT_EQ(files.code, 0) << files.err;
  EXPECT_EQ(first_line(files.out), first_line(weights.out));
  EXPECT_EQ(AssayJson(Words("v2.pb", "v1.pb", "--json"))["images_per_second"], nullptr);
  // Which images flipped has a name where the data are at hand.
  EXPECT_THAT(files.out, Not(HasSubstr("image 1")));
}

TEST_F(EvaluateAgainst, OptionsThatWouldDoNothing_AreRefusedOrDone) {
  EXPECT_EQ(Assay(absl::StrCat("evaluate ", kV1, " --out=v1.pb")).code, 0);
  EXPECT_EQ(Assay(absl::StrCat("evaluate ", kV2, " --out=v2.pb")).code, 0);
  EXPECT_THAT(Refusal(Words("v2.pb", "v1.pb", "--out=a.pb"), 2),
              HasSubstr("--out is for new weights that are measured: v2.pb holds its answers already"));
  EXPECT_THAT(Refusal(Words("v2.pb", kV1, "--out=a.pb"), 2), HasSubstr("--out is for new weights"));
  for (const char* option : {"--batch=8", "--device=cpu", "--plain", "--journal=j"})
    EXPECT_THAT(Refusal(Words("v2.pb", "v1.pb", option), 2),
                HasSubstr(" is for weights that are measured: v2.pb and v1.pb"));
  EXPECT_THAT(Refusal(Words("v2.pb", "v1.pb", "--data=/nonexistent"), 2), HasSubstr("/nonexistent: there is no such"));
  EXPECT_THAT(Refusal(Words("v2.pb", "v1.pb", "--limit=40"), 2), HasSubstr("v2.pb: was measured on other data"));
  EXPECT_THAT(Refusal(Words("v2.pb", "v1.pb", "--split=train"), 2), HasSubstr("was measured on other data"));
  EXPECT_EQ(Assay(Words("v2.pb", "v1.pb", "--data=Digits --split=test")).code, 0);
  // The one journal that is written has the name that was said.
  EXPECT_EQ(Assay(Words("v2.pb", kV1, "--journal=j")).code, 0);
  EXPECT_TRUE(std::filesystem::exists(InFolder("j")));
  EXPECT_FALSE(std::filesystem::exists(InFolder("j.old")));
}

// Each set of weights has a journal of its own.
TEST_F(EvaluateAgainst, Journals_LetBothGoOn) {
  const Answer first = Assay(Words(kV2, kV1, "--journal=j")), again = Assay(Words(kV2, kV1, "--journal=j"));
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, AllOf(HasSubstr("/j: 449 images are done\n"), HasSubstr("/j.old: 449 images are done\n")));
  EXPECT_EQ(again.out, first.out);
}

TEST_F(EvaluateAgainst, WrongWeights_AreWorse) {
  // V1's file in V2's place is measured as what it is.
  const Answer swapped = Assay(Words(kV2, kV2, absl::StrCat("--file=", WeightFile("digits_resnet20_digits_v1"))));
  EXPECT_EQ(swapped.code, 0) << swapped.err;
  EXPECT_THAT(swapped.out, HasSubstr(absl::StrCat(" (as ", kV2, ") is 0.67 points worse than ", kV2, " (")));
  // The digits of the one version under the shortcuts of the other.
  const Answer worse = Assay(Words("DigitsResNet20_V2_Weights.DIGITS_V1", kV2,
                                   absl::StrCat("--file=", WeightFile("digits_resnet20_digits_v1"))));
  EXPECT_EQ(worse.code, 1) << worse.out;
  EXPECT_THAT(worse.out, StartsWith("WORSE: "));
}

TEST_F(EvaluateAgainst, WhatCannotBeCompared_IsRefusedWithTheWayOut) {
  EXPECT_THAT(Refusal(Words(kV2, "DigitsResNet20_Weights.LFW_SUBSET_V1"), 2), HasSubstr("have other categories"));
  EXPECT_THAT(Refusal(Words(kV2, "DigitsResNet20_Weights.DIGITS_V3"), 2), HasSubstr("DIGITS_V2"));
  EXPECT_THAT(Refusal(Words(kV2, "nowhere.pb"), 2), HasSubstr("nowhere.pb"));
  Write("text.pb", "no answers");
  EXPECT_THAT(Refusal(Words(kV2, "text.pb"), 1), HasSubstr("text.pb: is no evaluation"));
  EXPECT_THAT(Refusal(Words(kV2, kV1, "--margin=2"), 2), HasSubstr("that of Digits is 1, as its owner decided"));
  EXPECT_THAT(Refusal(Words(kV2, kV1, "--pictures=nowhere/"), 2), HasSubstr("nowhere"));
  EXPECT_EQ(Assay(absl::StrCat("evaluate ", kV1, " --limit=40 --out=some.pb")).code, 0);
  EXPECT_THAT(Refusal(Words(kV2, "some.pb"), 2),
              AllOf(HasSubstr("some.pb: was measured on other data: 40 images of Digits (test), these are 449"),
                    HasSubstr("--limit")));
  EXPECT_EQ(Assay(Words(kV2, "some.pb", "--limit=40")).code, 0);
  EXPECT_EQ(Assay(absl::StrCat("evaluate ", kV1, " --shard=1/3 --out=part.pb")).code, 0);
  EXPECT_THAT(Refusal(Words(kV2, "part.pb"), 2), HasSubstr("merge all shards first"));
}

// Beside --against: what the packaged weights declare is what is measured, and a wrong file shows.
TEST_F(EvaluateAgainst, PackagedWeights_AreAsDeclaredAndAnotherFileIsNot) {
  const Answer declared = Assay(absl::StrCat("evaluate ", kV2));
  EXPECT_EQ(declared.code, 0) << declared.err;
  EXPECT_THAT(declared.out.substr(0, declared.out.find('\n')),
              AllOf(StartsWith(absl::StrCat(kV2, " on Digits (test): ")), EndsWith(", as declared")));
  const auto accuracy = [&](const std::string& words) {
    return AssayJson(absl::StrCat("evaluate ", kV2, " --json ", words))["metrics"]["acc@1"]["value"].get<double>();
  };
  EXPECT_GT(accuracy(""), accuracy(absl::StrCat("--file=", WeightFile("digits_resnet20_digits_v1"))) + 0.5);
}

}  // namespace
}  // namespace assay
