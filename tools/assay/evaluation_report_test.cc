#include "tools/assay/evaluation_report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/evaluation_progress.h"
#include "tools/assay/explain_report.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// So many of a hundred images are right.
EvaluationReport Report(int correct, int images = 100) {
  EvaluationReport report;
  proto::EvaluationKey& key = *report.evaluation.mutable_key();
  key.set_weights("Toy_Weights.V1");
  key.set_count(100);
  key.set_batch_size(100);
  key.set_top(1);
  proto::BatchAnswers& batch = *report.evaluation.add_batches();
  for (int i = 0; i < images; ++i) {
    batch.add_label(1);
    batch.add_answer(i < correct ? 1 : 0);
    batch.add_confidence(0.5f);
  }
  report.evaluation.mutable_data()->set_name("Digits");
  report.evaluation.mutable_data()->set_split("test");
  report.is_whole_split = true;
  report.declared = {{.dataset = "Digits", .name = "acc@1", .value = 72}};
  return report;
}

TEST(EvaluationText, FirstLine_SaysWhetherTheDeclaredAccuracyIsMeasured) {
  EXPECT_THAT(EvaluationText(Report(72), false),
              StartsWith("Toy_Weights.V1 on Digits (test): 72.00 % right (62.5 to 79.9), as declared\n"));
  EXPECT_THAT(EvaluationText(Report(71), false), HasSubstr("(61.5 to 79.0), but declared are 72 %\n"));
  EvaluationReport nothing = Report(71);
  nothing.declared.clear();
  EXPECT_THAT(EvaluationText(nothing, false), HasSubstr("(61.5 to 79.0)\n"));
}

// A part can differ by chance: the declared accuracy of all is beside it.
TEST(EvaluationText, PartOfTheData_IsNoContradiction) {
  EvaluationReport part = Report(10, 20);
  part.shard = "1/5";
  EXPECT_THAT(
      EvaluationText(part, false),
      StartsWith("Toy_Weights.V1 on Digits (test), shard 1 of 5: 50.00 % right (29.9 to 70.1); declared for all "
                 "are 72 %, outside\n"));
  EXPECT_THAT(EvaluationText(part, false), HasSubstr("20 of 100 images\n"));
  EXPECT_THAT(Contradictions(part), IsEmpty());
  EvaluationReport sample = Report(72);
  sample.is_whole_split = false;
  EXPECT_THAT(EvaluationText(sample, false), HasSubstr("; declared for all are 72 %\n"));
}

TEST(Contradictions, MoreThanTwoHundredthsOfAPoint_AreOne) {
  EvaluationReport report = Report(72);
  EXPECT_THAT(Contradictions(report), IsEmpty());
  report.declared[0].value = 72.02;
  EXPECT_THAT(Contradictions(report), IsEmpty());
  report.declared[0].value = 72.021;
  ASSERT_EQ(Contradictions(report).size(), 1u);
  EXPECT_THAT(Contradictions(report)[0], StartsWith("acc@1 is 72.000, declared is 72.021 for these very images"));
  EXPECT_EQ(EvaluationJson(report)["findings"].size(), 1u);
}

TEST(EvaluationText, AGpu_IsNamed) {
  EvaluationReport report = Report(72);
  EXPECT_EQ(EvaluationJson(report)["device"], "cpu");
  EXPECT_THAT(EvaluationText(report, false), Not(HasSubstr(" on NVIDIA")));
  report.evaluation.mutable_key()->set_device("NVIDIA H200");
  report.images_per_second = 4000;
  EXPECT_EQ(EvaluationJson(report)["device"], "NVIDIA H200");
  EXPECT_THAT(EvaluationText(report, false), HasSubstr("images, 4000 images/s on NVIDIA H200\n"));
}

TEST(EvaluationJson, Fields_AreTheContracts) {
  EvaluationReport report = Report(72);
  report.path = "/data/digits.csv";
  report.images_per_second = 84.5;
  const Json json = EvaluationJson(report);
  EXPECT_EQ(json["weights"], "Toy_Weights.V1");
  EXPECT_EQ(json["data"]["path"], "/data/digits.csv");
  EXPECT_EQ(json["data"]["count"], 100);
  EXPECT_TRUE(json["data"].contains("digest"));
  EXPECT_EQ(json["metrics"]["acc@1"]["value"], 72.0);
  EXPECT_NEAR(json["metrics"]["acc@1"]["low"].get<double>(), 62.5, 0.1);
  EXPECT_EQ(json["metrics"]["acc@1"]["declared"], 72.0);
  EXPECT_EQ(json["images_per_second"], 84.5);
  EXPECT_EQ(json["shard"], nullptr);
}

TEST(ProgressText, TellsRateAndTimeLeft) {
  const EvaluateProgress done = {.images = 12800, .of = 50000, .correct = 9205};
  EXPECT_EQ(ProgressText(done, 0, absl::Seconds(100)),
            "12,800 of 50,000 images  acc@1 71.91 %  128 images/s  5 min left");
  EXPECT_EQ(ProgressText(done, 12000, absl::Seconds(100)),
            "12,800 of 50,000 images  acc@1 71.91 %  8.0 images/s  78 min left");
  EXPECT_EQ(ProgressText(done, 12800, absl::Seconds(100)), "12,800 of 50,000 images  acc@1 71.91 %");
  EXPECT_EQ(ProgressText({.images = 0, .of = 7}, 0, absl::ZeroDuration()), "0 of 7 images");
  EXPECT_THAT(ProgressText({.images = 10, .of = 1000000}, 0, absl::Seconds(10)), HasSubstr("277.8 h left"));
  EXPECT_THAT(ProgressText({.images = 50, .of = 60}, 0, absl::Seconds(10)), HasSubstr("2 s left"));
}

TEST(Grouped, Thousands_AreApart) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1281167), "1,281,167");
  EXPECT_EQ(Grouped(-123456), "-123,456");
}

ExplainReport Explained(double expected, bool whole = true) {
  const std::vector<TriedWay> tried = {
      {.way = {.name = "as the weights say"}, .accuracy = {"acc@1", 72, {62.5, 79.9}}},
      {.way = {.name = "BGR order", .mend = "turn the channels"}, .accuracy = {"acc@1", 41, {31.9, 50.8}}},
      {.way = {.name = "nearest interpolation", .mend = "bilinear"}, .accuracy = {"acc@1", 72, {62.5, 79.9}}},
  };
  ExplainReport report = {.weights = "Toy_Weights.V1", .images = 100, .of = 100, .expected = expected};
  report.data.set_name("Digits");
  report.ways = CompareWays(tried, expected, whole);
  return report;
}

TEST(ExplainText, FirstLine_NamesTheWay) {
  EXPECT_THAT(ExplainText(Explained(41.02), false),
              StartsWith("the expected 41.02 % is what \"BGR order\" gives: 41.00 %; turn the channels\n"));
  EXPECT_THAT(ExplainText(Explained(72), false),
              StartsWith("the expected 72.00 % is what the weights' own preprocessing gives: 72.00 % (1 more fit"));
  EXPECT_THAT(
      ExplainText(Explained(60), false),
      StartsWith("no preprocessing here gives the expected 60.00 %: the nearest is the weights' own, 72.00 %."));
  EXPECT_THAT(ExplainText(Explained(60), false), HasSubstr("Toy_Weights.V1 on all 100 images of Digits\n"));
}

// On a sample many fit: no mistake is blamed where none is needed.
TEST(ExplainText, RightWayThatFits_IsTheExplanationThoughAnotherIsNearer) {
  ExplainReport report = Explained(70, /*whole=*/false);
  std::swap(report.ways[0], report.ways[1]);
  ASSERT_EQ(report.ways[0].tried.way.name, "nearest interpolation");
  EXPECT_THAT(ExplainText(report, false), StartsWith("the expected 70.00 % is what the weights' own preprocessing"));
  EXPECT_EQ(ExplainJson(report)["explanation"], "as the weights say");
  EXPECT_EQ(ExplainJson(Explained(60))["explanation"], nullptr);
}

TEST(ExplainJson, Ways_StandByDistance) {
  const Json json = ExplainJson(Explained(41));
  EXPECT_EQ(json["expected"], 41.0);
  ASSERT_EQ(json["ways"].size(), 3u);
  EXPECT_EQ(json["ways"][0]["name"], "BGR order");
  EXPECT_EQ(json["ways"][0]["matches"], true);
  EXPECT_EQ(json["ways"][1]["distance"], 31.0);
  EXPECT_EQ(json["ways"][0]["acc@1"]["low"], 31.9);
}

}  // namespace
}  // namespace assay
