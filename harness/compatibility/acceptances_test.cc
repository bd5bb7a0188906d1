#include "harness/compatibility/acceptances.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::HasSubstr;

const absl::CivilDay kToday(2026, 11, 24);

constexpr char kGood[] = R"(# by hand
acceptance {
  rule: "PROBE_OUTPUT_CHANGED"
  subject: "resnet50"
  reason: "the old one was wrong"
  expires: "2026-12-31"
}
)";

std::string Error(const std::string& text) {
  const auto acceptances = ParseAcceptances(text, "golden/acceptances.textproto", kToday);
  EXPECT_EQ(acceptances.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(acceptances.status().message());
}

std::string Acceptance(const std::string& rule, const std::string& subject, const std::string& reason,
                       const std::string& expires) {
  return "acceptance {\n  rule: \"" + rule + "\"\n  subject: \"" + subject + "\"\n  reason: \"" + reason +
         "\"\n  expires: \"" + expires + "\"\n}\n";
}

Finding Broken(const std::string& rule, const std::string& subject) {
  Finding finding;
  finding.rule = rule;
  finding.subject = subject;
  return finding;
}

TEST(ParseAcceptances, GoodFile_IsRead) {
  const auto acceptances = ParseAcceptances(kGood, "a", kToday);
  ASSERT_TRUE(acceptances.ok()) << acceptances.status();
  ASSERT_EQ(acceptances->acceptance_size(), 1);
  EXPECT_EQ(acceptances->acceptance(0).subject(), "resnet50");
}

TEST(ParseAcceptances, Mistake_IsNamedWithFileAndLine) {
  EXPECT_EQ(Error(std::string(kGood) + Acceptance("PROBE_OUTPUT_CHANGE", "a", "b", "2026-12-31")),
            "golden/acceptances.textproto:8: no rule is called PROBE_OUTPUT_CHANGE; did you mean "
            "\"PROBE_OUTPUT_CHANGED\"?");
  EXPECT_EQ(Error(std::string(kGood) + Acceptance("PROBE_OUTPUT_CHANGED", "resnet50", "b", "2026-12-31")),
            "golden/acceptances.textproto:8: PROBE_OUTPUT_CHANGED of resnet50 is accepted twice: keep one");
  EXPECT_THAT(Error(Acceptance("", "a", "b", "2026-12-31")), HasSubstr(":1: an acceptance needs the rule"));
  EXPECT_THAT(Error(Acceptance("DEFAULT_MOVED", "a", "b", "2026-12-31")), HasSubstr(":1: DEFAULT_MOVED is a notice"));
  EXPECT_THAT(Error(Acceptance("TOMBSTONE_REUSED", "a", "b", "2026-12-31")),
              HasSubstr(":1: TOMBSTONE_REUSED cannot be accepted: choose a name that was never released"));
  EXPECT_THAT(Error(Acceptance("DEFAULT_WORSE", "a", "b", "2026-12-31")),
              HasSubstr(":1: DEFAULT_WORSE cannot be accepted: name the better entry as default_entry"));
  EXPECT_THAT(Error(Acceptance("INIT_CHANGED", "", "b", "2026-12-31")),
              HasSubstr(":1: an acceptance needs its subject"));
  for (const char* reason : {"", " ", "\\n"})
    EXPECT_THAT(Error(Acceptance("INIT_CHANGED", "a", reason, "2026-12-31")),
                HasSubstr(":1: an acceptance needs a reason"));
  EXPECT_THAT(Error("acceptance { rules: \"INIT_CHANGED\" }"), HasSubstr("golden/acceptances.textproto:1:19: "));
}

TEST(ParseAcceptances, DayThatIsNone_IsNamed) {
  for (const char* day : {"", "soon", "2026-13-01", "2026-02-30", "2026-1-1", "2026-01-01T00:00:00", "31.12.2026"}) {
    EXPECT_THAT(Error(Acceptance("INIT_CHANGED", "a", "b", day)),
                HasSubstr(":1: expires must be a day like \"2027-01-31\""))
        << day;
  }
}

TEST(ParseAcceptances, DayFarAway_IsRefused) {
  EXPECT_TRUE(ParseAcceptances(Acceptance("INIT_CHANGED", "a", "b", "2027-11-25"), "a", kToday).ok());
  EXPECT_EQ(
      Error(Acceptance("INIT_CHANGED", "a", "b", "2027-11-26")),
      "golden/acceptances.textproto:1: expires is more than a year away: an acceptance is until the next release, "
      "at the latest until 2027-11-25; got \"2027-11-26\"");
  EXPECT_THAT(Error(Acceptance("INIT_CHANGED", "a", "b", "2999-01-31")), HasSubstr(":1: expires is more than a year"));
}

TEST(ParseAcceptances, FindingsOfAcceptancesThemselves_CannotBeAccepted) {
  for (const char* rule : {"ACCEPTANCE_UNUSED", "ACCEPTANCE_EXPIRED", "LOCK_STALE"})
    EXPECT_THAT(Error(Acceptance(rule, "a", "b", "2026-12-31")), HasSubstr("cannot be accepted"));
}

TEST(ParseAcceptances, WhatIsWrongInItself_CannotBeAccepted) {
  EXPECT_EQ(Error(Acceptance("WRONG_IN_ITSELF", "resnet50", "b", "2026-12-31")),
            "golden/acceptances.textproto:1: WRONG_IN_ITSELF cannot be accepted: what is wrong whatever was promised "
            "is to be mended");
}

TEST(ParseAcceptances, EntriesOfAVersion_AreNamesAlone) {
  const auto accepted = [](const std::string& subject, const std::string& entries) {
    return "acceptance { rule: \"INIT_CHANGED\" subject: \"" + subject +
           "\" reason: \"b\" expires: \"2026-12-31\" entries: " + entries + " }";
  };
  EXPECT_TRUE(ParseAcceptances(accepted("resnet50", "['IMAGENET1K_V1', 'IMAGENET1K_V2']"), "a", kToday).ok());
  EXPECT_THAT(Error(accepted("resnet50 x IMAGENET1K_V1", "'IMAGENET1K_V1'")),
              HasSubstr(":1: entries belong to the acceptance of a version"));
  for (const char* entry : {"", "ResNet50_Weights.IMAGENET1K_V1", "resnet50 x IMAGENET1K_V1"})
    EXPECT_THAT(Error(accepted("resnet50", std::string("'") + entry + "'")),
                HasSubstr(":1: entries are names of entries alone"));
  EXPECT_THAT(Error(accepted("resnet50", "['A_V1', 'A_V1']")), HasSubstr(":1: A_V1 stands twice"));
}

TEST(ReadAcceptances, NoFile_AcceptsNothing) {
  const auto acceptances = ReadAcceptances(testing::TempDir() + "/no_such_file.textproto", kToday);
  ASSERT_TRUE(acceptances.ok()) << acceptances.status();
  EXPECT_EQ(acceptances->acceptance_size(), 0);
}

// Wherever golden/ lies: messages name its files as the repository does.
TEST(ReadAcceptances, Mistake_IsNamedByItsPathInTheRepository) {
  const std::string path = testing::TempDir() + "/acceptances.textproto";
  std::ofstream(path) << Acceptance("INIT_CHANGED", "a", "", "2026-12-31");
  EXPECT_THAT(std::string(ReadAcceptances(path, kToday).status().message()),
              testing::StartsWith("golden/acceptances.textproto:1: "));
  std::ofstream(path) << "acceptance { rule: 1 }";
  EXPECT_THAT(std::string(ReadAcceptances(path, kToday).status().message()),
              testing::StartsWith("golden/acceptances.textproto:1:"));
}

TEST(ApplyAcceptances, RuleAndSubject_AcceptThatFindingAlone) {
  std::vector<Finding> findings = {Broken("PROBE_OUTPUT_CHANGED", "resnet50"),
                                   Broken("PROBE_OUTPUT_CHANGED", "resnet18"), Broken("INIT_CHANGED", "resnet50")};
  ApplyAcceptances(*ParseAcceptances(kGood, "a", kToday), absl::CivilDay(2026, 12, 31), findings);
  ASSERT_EQ(findings.size(), 3);
  EXPECT_TRUE(findings[0].accepted);
  EXPECT_EQ(findings[0].accepted_reason, "the old one was wrong");
  EXPECT_FALSE(findings[1].accepted);
  EXPECT_FALSE(findings[2].accepted);
}

// Of two options that went one is accepted, and no option that goes later.
TEST(ApplyAcceptances, Item_IsAcceptedAlone) {
  std::vector<Finding> findings = {Broken("OPTION_REMOVED", "resnet50"), Broken("OPTION_REMOVED", "resnet50")};
  findings[0].item = "ResNetOptions.groups";
  findings[1].item = "ResNetOptions.width";
  const auto accepted = ParseAcceptances(
      R"(acceptance {
           rule: "OPTION_REMOVED" subject: "resnet50" item: "ResNetOptions.width" reason: "b" expires: "2026-12-31"
         })",
      "a", kToday);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  ApplyAcceptances(*accepted, absl::CivilDay(2026, 12, 1), findings);
  ASSERT_EQ(findings.size(), 2);
  EXPECT_FALSE(findings[0].accepted);
  EXPECT_TRUE(findings[1].accepted);
}

TEST(ApplyAcceptances, WithoutItem_AcceptsNoFindingThatHasOneAndSaysWhich) {
  std::vector<Finding> findings = {Broken("OPTION_REMOVED", "resnet50"), Broken("OPTION_REMOVED", "resnet50")};
  findings[0].item = "ResNetOptions.groups";
  findings[1].item = "ResNetOptions.width";
  ApplyAcceptances(*ParseAcceptances(Acceptance("OPTION_REMOVED", "resnet50", "b", "2026-12-31"), "a", kToday),
                   absl::CivilDay(2026, 12, 1), findings);
  ASSERT_EQ(findings.size(), 3);
  EXPECT_FALSE(findings[0].accepted);
  EXPECT_FALSE(findings[1].accepted);
  EXPECT_EQ(findings[2].rule, "ACCEPTANCE_UNUSED");
  EXPECT_EQ(findings[2].witness,
            "OPTION_REMOVED of resnet50 is accepted, but nothing of that kind is broken; state which: item: "
            "\"ResNetOptions.groups\" or \"ResNetOptions.width\"");
}

TEST(ApplyAcceptances, MisspeltSubject_IsToldWhatItProbablyMeans) {
  std::vector<Finding> findings = {Broken("INIT_CHANGED", "mobilenet_v2")};
  ApplyAcceptances(*ParseAcceptances(Acceptance("INIT_CHANGED", "mobilnet_v2", "b", "2026-12-31"), "a", kToday),
                   absl::CivilDay(2026, 12, 1), findings);
  ASSERT_EQ(findings.size(), 2);
  EXPECT_EQ(findings[1].witness,
            "INIT_CHANGED of mobilnet_v2 is accepted, but nothing of that kind is broken; did you mean "
            "\"mobilenet_v2\"?");
}

TEST(ApplyAcceptances, DayAfterTheLast_AcceptsNothingAndIsAFinding) {
  std::vector<Finding> findings = {Broken("PROBE_OUTPUT_CHANGED", "resnet50")};
  ApplyAcceptances(*ParseAcceptances(kGood, "a", kToday), absl::CivilDay(2027, 1, 1), findings);
  ASSERT_EQ(findings.size(), 2);
  EXPECT_FALSE(findings[0].accepted);
  EXPECT_EQ(findings[1].rule, "ACCEPTANCE_EXPIRED");
  EXPECT_EQ(findings[1].subject, "resnet50");
  EXPECT_TRUE(findings[1].breaking());
  EXPECT_EQ(findings[1].witness,
            "the acceptance of PROBE_OUTPUT_CHANGED of resnet50 lapsed after 2026-12-31 (the old one was wrong)");
  EXPECT_EQ(findings[1].file, "golden/acceptances.textproto");
}

TEST(ApplyAcceptances, NothingBroken_IsAFinding) {
  Finding notice = Broken("PROBE_OUTPUT_CHANGED", "resnet50");
  notice.severity = Severity::kNotice;
  std::vector<Finding> findings = {notice};
  ApplyAcceptances(*ParseAcceptances(kGood, "a", kToday), absl::CivilDay(2026, 1, 1), findings);
  ASSERT_EQ(findings.size(), 2);
  EXPECT_EQ(findings[1].rule, "ACCEPTANCE_UNUSED");
  EXPECT_TRUE(findings[1].breaking());
  EXPECT_FALSE(findings[1].accepted);
}

}  // namespace
}  // namespace assay
