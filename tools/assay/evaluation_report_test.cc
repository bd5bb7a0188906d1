#include "tools/assay/evaluation_report.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

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

}  // namespace
}  // namespace assay
