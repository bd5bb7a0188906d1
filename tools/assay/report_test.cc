#include "tools/assay/report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/assay/json.h"

namespace assay {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

CombinationResult Passed() {
  return {.builder = "mobilenet_v2",
          .checks = {{.name = "state", .summary = "state 314", .seconds = 0.25},
                     {.name = "output", .summary = "output 4e-12"}},
          .seconds = 0.5};
}

CombinationResult Pending() {
  return {.builder = "mobilenet_v2",
          .weights = "MobileNet_V2_Weights.IMAGENET1K_V2",
          .checks = {{.name = "probe", .summary = "probe"}},
          .pending_reason = "file not at hand: assay fetch MobileNet_V2_Weights.IMAGENET1K_V2"};
}

CombinationResult Failed() {
  return {.builder = "efficientnet_lite0",
          .weights = "EfficientNet_Lite0_Weights.IMAGENET1K_V1",
          .checks = {{.name = "file", .summary = "file"},
                     {.name = "logits",
                      .summary = "logits 4e-02",
                      .findings = {"coffee.png: 12.24", "rocket.jpg: 3"},
                      .against_lock = true,
                      .seconds = 1}},
          .seconds = 1};
}

const Environment kEnvironment = {.libtorch = "2.11.0", .cpu_capability = "AVX2", .device = "cpu", .threads = 2};

TEST(ReportText, EachOutcome_ReadsAsTheContractShows) {
  EXPECT_EQ(ReportText({Passed(), Pending(), Failed()}, 3.42, false),
            "builder             weights        checks                   result   time\n"
            "mobilenet_v2        -              state 314, output 4e-12  PASS     0.5 s\n"
            "mobilenet_v2        IMAGENET1K_V2  probe                    PENDING  file not at hand: assay fetch "
            "MobileNet_V2_Weights.IMAGENET1K_V2\n"
            "efficientnet_lite0  IMAGENET1K_V1  file, logits 4e-02       FAIL     1.0 s\n"
            "  coffee.png: 12.24\n"
            "  rocket.jpg: 3\n"
            "  if the change is meant: a new builder, or a new entry; see docs/changing-behaviour.md. What was never "
            "released may change: "
            "./bazelw run //tools:bless -- 'EfficientNet_Lite0_Weights.IMAGENET1K_V1' --reason=...\n"
            "1 passed, 1 failed, 1 pending in 3.4 s\n");
}

TEST(ReportText, FindingsOfAFile_DoNotSuggestABless) {
  CombinationResult damaged = Failed();
  damaged.checks = {{.name = "file", .summary = "file", .findings = {"x.pth: sha256 is ...; fetch it again"}}};
  EXPECT_THAT(ReportText({damaged}, 1, false), Not(HasSubstr("if the change is meant")));
}

TEST(ReportText, FindingThatNamesItsRemedy_IsNotFollowedByAnother) {
  CombinationResult unlocked = Failed();
  unlocked.checks = {
      {.name = "probe", .findings = {"no golden yet: ./bazelw run //tools:bless -- ..."}, .against_lock = true}};
  EXPECT_THAT(ReportText({unlocked}, 1, false), Not(HasSubstr("if the change is meant")));
}

TEST(ReportText, Colour_LeavesTheWords) {
  const std::string text = ReportText({Failed()}, 1, true);
  EXPECT_THAT(text, HasSubstr("\033["));
  EXPECT_THAT(text, HasSubstr("FAIL"));
}

TEST(ReportText, NoResults_CountAsNothing) {
  EXPECT_THAT(ReportText({}, 0, false), EndsWith("0 passed, 0 failed, 0 pending in 0.0 s\n"));
}

TEST(ReportJson, EachOutcome_HasTheContractsFields) {
  const std::string text = ReportJson({Passed(), Pending(), Failed()}, kEnvironment);
  EXPECT_THAT(text, EndsWith("}\n"));
  const Json expected = Json::parse(R"({
    "environment": {"libtorch": "2.11.0", "cpu_capability": "AVX2", "threads": 2, "device": "cpu"},
    "results": [
      {"builder": "mobilenet_v2", "weights": null,
       "checks": [{"name": "state", "status": "PASS", "seconds": 0.25, "detail": "state 314"},
                  {"name": "output", "status": "PASS", "seconds": 0.0, "detail": "output 4e-12"}],
       "status": "PASS", "reason": "", "seconds": 0.5},
      {"builder": "mobilenet_v2", "weights": "MobileNet_V2_Weights.IMAGENET1K_V2",
       "checks": [{"name": "probe", "status": "PASS", "seconds": 0.0, "detail": "probe"}],
       "status": "PENDING", "reason": "file not at hand: assay fetch MobileNet_V2_Weights.IMAGENET1K_V2", "seconds": 0.0},
      {"builder": "efficientnet_lite0", "weights": "EfficientNet_Lite0_Weights.IMAGENET1K_V1",
       "checks": [{"name": "file", "status": "PASS", "seconds": 0.0, "detail": "file"},
                  {"name": "logits", "status": "FAIL", "seconds": 1.0, "detail": "coffee.png: 12.24; rocket.jpg: 3"}],
       "status": "FAIL", "reason": "coffee.png: 12.24", "seconds": 1.0}],
    "summary": {"pass": 1, "fail": 1, "pending": 1}})");
  Json actual = Json::parse(text);
  EXPECT_FALSE(actual["environment"]["compiler"].get<std::string>().empty());
  actual["environment"].erase("compiler");
  EXPECT_EQ(actual, expected);
}

TEST(ReportJson, FailedCheck_OutranksPending) {
  CombinationResult both = Failed();
  both.pending_reason = "no file";
  const Json row = Json::parse(ReportJson({both}, kEnvironment))["results"][0];
  EXPECT_EQ(row["status"], "FAIL");
  EXPECT_EQ(row["reason"], "coffee.png: 12.24");
}

TEST(ReportJson, BytesThatAreNotUtf8_StillGiveJson) {
  CombinationResult odd = Pending();
  odd.pending_reason = "\xff.pth";
  EXPECT_TRUE(Json::accept(ReportJson({odd}, kEnvironment)));
}

TEST(Summarise, Outcomes_AreCountedApart) {
  const ReportSummary summary = Summarise({Passed(), Passed(), Pending(), Failed()});
  EXPECT_EQ(summary.pass, 2);
  EXPECT_EQ(summary.pending, 1);
  EXPECT_EQ(summary.fail, 1);
}

}  // namespace
}  // namespace assay
