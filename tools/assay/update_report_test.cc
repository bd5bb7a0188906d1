#include "tools/assay/update_report.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// So many images of category 1, of which the first ones are lost and the following ones won; the rest both right.
EvaluationComparison Compared(int images, int lost, int won, double margin = 0.01) {
  const auto answered = [&](const char* weights, int wrong_from, int wrong_to, float confidence) {
    proto::Evaluation evaluation;
    evaluation.mutable_key()->set_weights(weights);
    evaluation.mutable_key()->set_data_digest("data");
    evaluation.mutable_key()->set_count(images);
    evaluation.mutable_key()->set_batch_size(images);
    evaluation.mutable_key()->set_top(1);
    proto::BatchAnswers& batch = *evaluation.add_batches();
    for (int i = 0; i < images; ++i) {
      batch.add_label(1);
      batch.add_answer(i >= wrong_from && i < wrong_to ? 0 : 1);
      batch.add_confidence(confidence);
    }
    return evaluation;
  };
  const auto compared = CompareEvaluations(answered("Toy_Weights.V1", lost, lost + won, 0.75f),
                                           answered("Toy_Weights.V2", 0, lost, 0.5f), {.margin = margin});
  EXPECT_TRUE(compared.ok()) << compared.status();
  return *compared;
}

UpdateReport Report(EvaluationComparison compared) {
  UpdateReport report = {.compared = std::move(compared), .margin_from = "the margin of Digits"};
  report.data.set_name("Digits");
  report.data.set_split("test");
  report.categories = {"zero", "one"};
  return report;
}

TEST(VerdictSentence, EachVerdict_SaysByHowMuchAndHowSure) {
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 5, 8))),
              AllOf(StartsWith("UNDECIDED: Toy_Weights.V2 is 0.67 points better than V1 (-"), HasSubstr(", p 0.58); "),
                    HasSubstr(" more images would tell a difference of 1 point")));
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 8, 5))), HasSubstr("V2 is 0.67 points worse than V1 ("));
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 5, 5))), HasSubstr("V2 is as often right as V1 ("));
  EXPECT_THAT(
      VerdictSentence(Report(Compared(449, 30, 5))),
      AllOf(StartsWith("WORSE: Toy_Weights.V2 is 5.57 points worse than V1 (-"), Not(HasSubstr("more images"))));
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 5, 30))),
              StartsWith("BETTER: Toy_Weights.V2 is 5.57 points better"));
  EXPECT_EQ(VerdictSentence(Report(Compared(449, 0, 0))),
            "SAME: Toy_Weights.V2 and V1 are equally good: the difference of +0.00 points (-0.8 to +0.8) is less than "
            "1 point");
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 5, 8, 0.03))), HasSubstr("is less than 3 points"));
}

TEST(VerdictSentence, EnoughImagesWithoutAnAnswer_AreSaidToBeEnough) {
  EvaluationComparison compared = Compared(449, 5, 8);
  compared.verdict.more_images = 0;
  EXPECT_THAT(VerdictSentence(Report(compared)), HasSubstr("enough images to tell a difference of 1 point four times"));
}

// Where none of 50 images flips, the interval ends at 1 - 0.025^(1/50), which is 7.1 points.
TEST(VerdictSentence, FewerImagesThanCanShowSame_SayHowManyItTakes) {
  EXPECT_THAT(VerdictSentence(Report(Compared(50, 0, 0, 0.03))),
              AllOf(StartsWith("UNDECIDED: Toy_Weights.V2 is as often right as V1 (-7.1 to +7.1, p 1); "),
                    testing::EndsWith("; so few can never show that there is none, which takes 122")));
  EXPECT_EQ(UpdateJson(Report(Compared(50, 0, 0, 0.03)))["images_for_same"], 122);
  EXPECT_THAT(VerdictSentence(Report(Compared(449, 5, 8))), Not(HasSubstr("never")));
}

TEST(VerdictSentence, SameTensors_AreSaidToBe) {
  EvaluationComparison compared = Compared(50, 0, 1, 0.03);
  compared.verdict = JudgeSameTensors(compared.counts, compared.rule);
  EXPECT_EQ(VerdictSentence(Report(compared)),
            "SAME: Toy_Weights.V2 and V1 are the same tensors, prepared alike: 1 of 50 images are right in one alone");
  EXPECT_EQ(UpdateJson(Report(compared))["same_tensors"], true);
}

TEST(VerdictSentence, OldNameOfAnotherEnum_IsWhole) {
  EvaluationComparison compared = Compared(449, 0, 0);
  compared.before.weights = "Other_Weights.V1";
  EXPECT_THAT(VerdictSentence(Report(compared)), HasSubstr("V2 and Other_Weights.V1 are"));
  compared.before.weights = compared.after.weights;
  EXPECT_THAT(VerdictSentence(Report(compared)), HasSubstr("Toy_Weights.V2 and Toy_Weights.V2 are"));
  compared.before.weights = "Toy_Weights.V1";
  compared.after.weights = "a\x1b[2Jb.pth (as Toy_Weights.V2)";
  EXPECT_THAT(VerdictSentence(Report(compared)), HasSubstr("a?[2Jb.pth (as Toy_Weights.V2) and Toy_Weights.V1 are"));
}

TEST(UpdateText, Parts_StandBelowTheVerdict) {
  UpdateReport report = Report(Compared(449, 5, 8));
  report.features = FeatureSimilarity{.layer = "fc", .size = 64, .images = 449, .cosines = {0.31, 0.25}};
  report.image_names = {"1348"};
  report.pictures = "flipped.html";
  const std::string text = UpdateText(report, /*colour=*/false);
  EXPECT_THAT(text, StartsWith(VerdictSentence(report) +
                               "\nDigits (test), 449 images; a difference of less than 1 point is none (the margin of "
                               "Digits)\nfinding: the mean confidence fell by 25.0 points"));
  // The Wilson intervals of 441 and 444 of 449.
  EXPECT_THAT(text, AllOf(HasSubstr("acc@1              98.22 % (96.5 to 99.1)  98.89 % (97.4 to 99.5)  +0.67\n"),
                          HasSubstr("mean confidence    75.00 %                 50.00 %                 -25.00\n"),
                          HasSubstr("both right 436, won 8, lost 5, both wrong 0\n")));
  EXPECT_THAT(text,
              HasSubstr("features: mean cosine 0.31 of an image's old and new ones (0.25 with another image's), the "
                        "64 values that fc takes, 449 images\n"));
  EXPECT_THAT(text, HasSubstr("one    449     441        444        +3 (won 8, lost 5)\n"));
  EXPECT_THAT(text, HasSubstr("1348      one    one (75.0 %)   -> zero (50.0 %)  lost\n"));
  EXPECT_THAT(text, HasSubstr("image 12  one    zero (75.0 %)  -> one (50.0 %)   won\n"));
  EXPECT_THAT(text, HasSubstr("\ntheir pictures are in flipped.html\n"));
}

TEST(UpdateText, ManyFlips_AreCutWithTheirNumber) {
  const UpdateReport report = Report(Compared(449, 30, 5));
  EXPECT_THAT(UpdateText(report, false), HasSubstr("\n  and 15 more\n"));
  EXPECT_EQ(UpdateJson(report)["flipped"].size(), 35u) << "programs get all";
}

TEST(UpdateText, NothingThatFlipped_IsNoEmptyTable) {
  const std::string text = UpdateText(Report(Compared(449, 0, 0)), false);
  EXPECT_THAT(text, AllOf(Not(HasSubstr("class")), Not(HasSubstr("old answer")), HasSubstr("both right 449, won 0")));
  EXPECT_THAT(text, HasSubstr("features not compared: not asked for\n"));
}

TEST(UpdateFindings, FeaturesThatMoved_AreOne) {
  UpdateReport report = Report(Compared(449, 0, 0));
  EXPECT_THAT(UpdateFindings(report), ElementsAre(HasSubstr("the mean confidence fell"),
                                                  HasSubstr("the calibration error grew by 25.0 points")));
  report.features = FeatureSimilarity{.cosines = {0.6, 0.55}};
  EXPECT_EQ(UpdateFindings(report).size(), 3u);
}

TEST(UpdateJson, Fields_HoldTheNumbers) {
  UpdateReport report = Report(Compared(449, 5, 8));
  report.old_digest = "0123";
  const Json json = UpdateJson(report);
  EXPECT_EQ(json["weights"], "Toy_Weights.V1");
  EXPECT_EQ(json["weights_digest"], "0123");
  EXPECT_EQ(json["verdict"], "UNDECIDED");
  EXPECT_NEAR(json["difference"]["value"].get<double>(), 300.0 / 449, 1e-9);
  EXPECT_EQ(json["margin"], 1.0);
  EXPECT_EQ(json["counts"]["only_old"], 5);
  EXPECT_EQ(json["counts"]["only_new"], 8);
  EXPECT_EQ(json["classes"][0]["category"], "one");
  EXPECT_EQ(json["flipped"][0]["name"], "image 0");
  EXPECT_EQ(json["flipped"][0]["old"]["category"], "one");
  EXPECT_EQ(json["flipped"][0]["won"], false);
  EXPECT_EQ(json["features"]["reason"], "not asked for");
  EXPECT_EQ(json["findings"].size(), 1u + 1u);
}

}  // namespace
}  // namespace assay
