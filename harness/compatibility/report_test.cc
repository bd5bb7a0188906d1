#include "harness/compatibility/report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

Finding Output() {
  return {.rule = "PROBE_OUTPUT_CHANGED",
          .level = Level::kOutput,
          .subject = "resnet50",
          .witness = "bn1 (BatchNorm2d): eps is 0.001, was 1e-05",
          .module = "bn1",
          .breaks = "everyone who runs resnet50",
          .remedy = "let the entry imply it\nor add resnet50_v2",
          .file = "golden/resnet/resnet50.textproto"};
}

Finding Accepted() {
  Finding finding = Output();
  finding.rule = "INIT_CHANGED";
  finding.accepted = true;
  finding.accepted_reason = "the old one was wrong";
  return finding;
}

Finding Notice() {
  return {.rule = "ENTRY_ADDED",
          .level = Level::kApi,
          .severity = Severity::kNotice,
          .subject = "resnet50 x IMAGENET1K_V3",
          .witness = "is new",
          .rows = {{"acc@1", "80.858", "82"}, {"file_size", "97.8", "-"}}};
}

TEST(FindingsText, Nothing_IsOneLine) {
  EXPECT_EQ(FindingsText({}, {.against = "release 1.0"}), "0 breaking, 0 accepted, 0 notices since release 1.0\n");
}

TEST(FindingsText, Findings_BreakingFirstThenAcceptedThenNotices) {
  const std::vector<Finding> findings = {Notice(), Accepted(), Output()};
  EXPECT_EQ(FindingsText(findings, {.against = "release 1.0"}),
            "OUTPUT  PROBE_OUTPUT_CHANGED  resnet50\n"
            "  what    bn1 (BatchNorm2d): eps is 0.001, was 1e-05\n"
            "  breaks  everyone who runs resnet50\n"
            "  mend    let the entry imply it\n"
            "          or add resnet50_v2\n"
            "OUTPUT  INIT_CHANGED  resnet50  (accepted)\n"
            "  what    bn1 (BatchNorm2d): eps is 0.001, was 1e-05\n"
            "  reason  the old one was wrong\n"
            "  breaks  everyone who runs resnet50\n"
            "API  ENTRY_ADDED  resnet50 x IMAGENET1K_V3  (notice)\n"
            "  what    is new\n"
            "    acc@1      80.858  82\n"
            "    file_size  97.8    -\n"
            "1 breaking, 1 accepted, 1 notice since release 1.0\n");
}

TEST(FindingsText, NoticesNotAskedFor_AreCountedAlone) {
  EXPECT_EQ(FindingsText(std::vector<Finding>{Notice()}, {.against = "release 1.0", .notices = false}),
            "0 breaking, 0 accepted, 1 notice since release 1.0\n");
}

TEST(FindingsText, OneCauseOfManySubjects_IsToldOnce) {
  std::vector<Finding> findings;
  for (const char* subject : {"a", "b", "c", "d", "e", "f"}) {
    findings.push_back(Output());
    findings.back().subject = subject;
  }
  findings.push_back(Output());
  findings.back().witness = "another cause";
  const std::string text = FindingsText(findings, {.against = "release 1.0"});
  EXPECT_THAT(text, testing::StartsWith("OUTPUT  PROBE_OUTPUT_CHANGED  a; also b, c, d and 2 others\n"));
  EXPECT_THAT(text, testing::HasSubstr("OUTPUT  PROBE_OUTPUT_CHANGED  resnet50\n  what    another cause\n"));
  EXPECT_THAT(text, testing::EndsWith("\n7 breaking, 0 accepted, 0 notices since release 1.0\n"));
}

TEST(FindingsText, SameWordsOfAnotherRuleOrModule_AreNotOneCause) {
  Finding module = Output();
  module.module = "bn2";
  const std::string text = FindingsText(std::vector<Finding>{Output(), module}, {});
  EXPECT_EQ(text.find("also"), std::string::npos) << text;
}

TEST(FindingsText, Item_StandsBesideItsSubject) {
  Finding finding = Output();
  finding.item = "ResNetOptions.groups";
  EXPECT_THAT(FindingsText(std::vector<Finding>{finding}, {}),
              testing::StartsWith("OUTPUT  PROBE_OUTPUT_CHANGED  resnet50  item ResNetOptions.groups\n"));
}

TEST(FindingsJson, Fields_AreThoseOfTheContract) {
  const auto json = nlohmann::json::parse(
      FindingsJson(std::vector<Finding>{Output(), Accepted(), Notice()}, {.against = "release 1.0"}));
  EXPECT_EQ(json["against"], "release 1.0");
  ASSERT_EQ(json["findings"].size(), 3);
  const nlohmann::json expected = {{"rule", "PROBE_OUTPUT_CHANGED"},
                                   {"level", "OUTPUT"},
                                   {"severity", "breaking"},
                                   {"subject", "resnet50"},
                                   {"item", ""},
                                   {"module", "bn1"},
                                   {"witness", "bn1 (BatchNorm2d): eps is 0.001, was 1e-05"},
                                   {"breaks", "everyone who runs resnet50"},
                                   {"remedy", "let the entry imply it\nor add resnet50_v2"},
                                   {"file", "golden/resnet/resnet50.textproto"},
                                   {"accepted", false},
                                   {"accepted_reason", ""}};
  EXPECT_EQ(json["findings"][0], expected);
  Finding moved = Output();
  moved.moved_along = {{.entry = "IMAGENET1K_V1", .rule = "PROBE_OUTPUT_CHANGED"}};
  EXPECT_EQ(nlohmann::json::parse(FindingsJson(std::vector<Finding>{moved}, {}))["findings"][0]["entries"],
            nlohmann::json::array({"IMAGENET1K_V1"}));
  Finding item = Output();
  item.item = "ResNetOptions.groups";
  EXPECT_EQ(nlohmann::json::parse(FindingsJson(std::vector<Finding>{item}, {}))["findings"][0]["item"], item.item);
  EXPECT_EQ(json["findings"][1]["accepted"], true);
  EXPECT_EQ(json["findings"][1]["accepted_reason"], "the old one was wrong");
  EXPECT_EQ(json["findings"][2]["severity"], "notice");
  EXPECT_EQ(json["findings"][2]["rows"][0], (nlohmann::json{{"name", "acc@1"}, {"was", "80.858"}, {"is", "82"}}));
  EXPECT_EQ(json["summary"]["breaking"], 1);
  EXPECT_EQ(json["summary"]["accepted"], 1);
  EXPECT_EQ(json["summary"]["notices"], 1);
  EXPECT_EQ(json["summary"]["levels"]["OUTPUT"], 1) << "accepted ones are not counted";
  EXPECT_EQ(json["summary"]["levels"]["API"], 0);
}

TEST(FindingsJson, BytesThatAreNoUtf8_AreReplaced) {
  Finding finding = Output();
  finding.witness = "caf\xe9";
  EXPECT_TRUE(nlohmann::json::accept(FindingsJson(std::vector<Finding>{finding}, {})));
}

TEST(CountFindings, NoticeThatIsAccepted_IsANotice) {
  Finding notice = Notice();
  notice.accepted = true;
  const FindingsCount count = CountFindings(std::vector<Finding>{notice, Accepted(), Output(), Output()});
  EXPECT_EQ(count.breaking, 2);
  EXPECT_EQ(count.accepted, 1);
  EXPECT_EQ(count.notices, 1);
}

}  // namespace
}  // namespace assay
