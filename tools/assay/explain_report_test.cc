#include "tools/assay/explain_report.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ExplainReport Explained(double expected, bool whole = true) {
  const std::vector<TriedWay> tried = {
      {.way = {.name = "as the weights say"}, .accuracy = {"acc@1", 72, {62.5, 79.9}}, .answers = {1, 2, 3}},
      {.way = {.name = "BGR order", .mend = "turn"}, .accuracy = {"acc@1", 41, {31.9, 50.8}}, .answers = {1, 1, 1}},
      {.way = {.name = "nearest interpolation", .mend = "bilinear"},
       .accuracy = {"acc@1", 72, {62.5, 79.9}},
       .answers = {1, 2, 4}},
  };
  ExplainReport report = {
      .weights = "Toy_Weights.V1", .images = 100, .of = 100, .is_whole = whole, .expected = expected};
  report.data.set_name("Digits");
  report.ways = CompareWays(tried, expected, whole);
  return report;
}

TEST(ExplainText, FirstLine_NamesTheWay) {
  EXPECT_THAT(ExplainText(Explained(41.02), false),
              StartsWith("the expected 41.02 % is what \"BGR order\" gives: 41.00 %; turn\n"));
  EXPECT_THAT(ExplainText(Explained(72), false),
              StartsWith("the expected 72.00 % is what the weights' own preprocessing gives: 72.00 % (1 more fits)\n"));
  EXPECT_THAT(
      ExplainText(Explained(60), false),
      StartsWith("no preprocessing here gives the expected 60.00 %: the nearest is the weights' own, 72.00 %."));
  EXPECT_THAT(ExplainText(Explained(60), false), HasSubstr("Toy_Weights.V1 on all 100 images of Digits\n"));
}

// More images are a way out only where there are some, and where answers differ.
TEST(ExplainText, OthersThatFit_AreToldApartOnlyWhereThatCanBe) {
  ExplainReport sample = Explained(70, /*whole=*/false);
  EXPECT_THAT(ExplainText(sample, false), HasSubstr("72.00 % (1 more fits: more images tell them apart)\n"));
  EXPECT_THAT(ExplainText(Explained(72), false), Not(HasSubstr("tell them apart")));
  for (const bool whole : {true, false}) {
    ExplainReport alike = Explained(72, whole);
    for (ComparedWay& way : alike.ways) way.tried.answers = {1, 2, 3};
    EXPECT_THAT(ExplainText(alike, false), HasSubstr("72.00 % (1 answers every image as it does)\n")) << whole;
  }
  ExplainReport both = Explained(60, /*whole=*/false);
  for (ComparedWay& way : both.ways) way.matches = true;
  both.ways.push_back(both.ways.front());
  both.ways.back().tried.way = {.name = "another", .mend = "mend"};
  both.ways.back().tried.answers = {1, 2, 3};
  EXPECT_THAT(ExplainText(both, false),
              HasSubstr(" (2 more fit: more images tell them apart; 1 answers every image as it does)\n"));
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
