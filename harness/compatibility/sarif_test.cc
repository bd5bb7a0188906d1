// The report against what SARIF 2.1.0 requires, section by section of the standard.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/rules.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

using nlohmann::json;

Finding Metric() {
  return {.rule = "ACCURACY_DROPPED",
          .level = Level::kAccuracy,
          .subject = "resnet50 x IMAGENET1K_V2",
          .witness = "acc@1 80.9 -> 80.1",
          .breaks = "everyone",
          .remedy = "put it back",
          .file = "weights/resnet/resnet50.textproto"};
}

Finding Localised() {
  Finding finding = Metric();
  finding.rule = "PROBE_OUTPUT_CHANGED";
  finding.subject = "resnet50";
  finding.module = "layer1.0.bn1";
  return finding;
}

json Sarif(const std::vector<Finding>& findings, const std::string& root = "") {
  return json::parse(FindingsSarif(findings, {.against = "release 1.0", .root = root}));
}

json Result(const Finding& finding, const std::string& root = "") {
  return Sarif({finding}, root)["runs"][0]["results"][0];
}

// 3.13 sarifLog, 3.14 run, 3.18 tool, 3.19 toolComponent, 3.49 reportingDescriptor.
TEST(FindingsSarif, Log_HasWhatTheStandardRequires) {
  const json sarif = Sarif({Metric()});
  EXPECT_EQ(sarif["version"], "2.1.0");
  EXPECT_TRUE(sarif["$schema"].is_string());
  ASSERT_EQ(sarif["runs"].size(), 1);
  const json& driver = sarif["runs"][0]["tool"]["driver"];
  EXPECT_EQ(driver["name"], "assay bc");
  ASSERT_EQ(driver["rules"].size(), Rules().size());
  std::set<std::string> ids;
  for (const json& rule : driver["rules"]) {
    EXPECT_TRUE(ids.insert(rule["id"].get<std::string>()).second);
    EXPECT_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
    EXPECT_FALSE(rule["help"]["text"].get<std::string>().empty());
    const std::string level = rule["defaultConfiguration"]["level"];
    EXPECT_TRUE(level == "error" || level == "note") << level;
  }
  EXPECT_TRUE(sarif["runs"][0]["originalUriBaseIds"].contains("%SRCROOT%"));
}

TEST(FindingsSarif, Nothing_StillHasItsListOfResults) {
  EXPECT_EQ(Sarif({})["runs"][0]["results"], json::array()) << "without it a reader takes the run for one that failed";
}

// 3.27 result, 3.28 location, 3.29 physicalLocation, 3.33 logicalLocation.
TEST(FindingsSarif, Result_RefersToItsRuleAndPlace) {
  const json sarif = Sarif({Localised()});
  const json& result = sarif["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "PROBE_OUTPUT_CHANGED");
  const int index = result["ruleIndex"];
  EXPECT_EQ(sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"], "PROBE_OUTPUT_CHANGED");
  EXPECT_EQ(result["level"], "error");
  EXPECT_THAT(result["message"]["text"].get<std::string>(), testing::StartsWith("resnet50: acc@1 80.9 -> 80.1\n"));
  const json& location = result["locations"][0];
  EXPECT_EQ(location["physicalLocation"]["artifactLocation"]["uri"], "weights/resnet/resnet50.textproto");
  EXPECT_EQ(location["physicalLocation"]["region"]["startLine"], 1);
  EXPECT_EQ(location["logicalLocations"][0]["fullyQualifiedName"], "resnet50");
  EXPECT_EQ(location["logicalLocations"][1]["name"], "layer1.0.bn1");
  EXPECT_EQ(location["logicalLocations"][1]["fullyQualifiedName"], "resnet50::layer1.0.bn1");
}

TEST(FindingsSarif, Notice_IsANote) {
  Finding notice = Metric();
  notice.severity = Severity::kNotice;
  EXPECT_EQ(Result(notice)["level"], "note");
}

TEST(FindingsSarif, NoFile_HasNoPhysicalLocation) {
  Finding finding = Metric();
  finding.file = "";
  EXPECT_FALSE(Result(finding)["locations"][0].contains("physicalLocation"));
}

TEST(FindingsSarif, Entry_IsAtTheLineThatNamesIt) {
  const LockFolder root;
  root.Write("weights/resnet/resnet50.textproto",
             "default_entry: \"IMAGENET1K_V2\"\nentry {\n  name: \"IMAGENET1K_V1\"\n}\nentry {\n  name: "
             "\"IMAGENET1K_V2\"\n}\n");
  EXPECT_EQ(Result(Metric(), root.path())["locations"][0]["physicalLocation"]["region"]["startLine"], 6);
}

TEST(FindingsSarif, FileThatIsNotThere_IsAtItsFirstLine) {
  EXPECT_EQ(Result(Metric(), "/no/such/root")["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

// 3.27.23 suppressions, 3.35 suppression: a result with one is not shown, and says why.
TEST(FindingsSarif, Accepted_IsSuppressedWithItsReason) {
  Finding finding = Metric();
  EXPECT_EQ(Result(finding)["suppressions"], json::array());
  finding.accepted = true;
  finding.accepted_reason = "measured anew";
  const json suppression = Result(finding)["suppressions"][0];
  EXPECT_EQ(suppression["kind"], "external");
  EXPECT_EQ(suppression["status"], "accepted");
  EXPECT_EQ(suppression["justification"], "measured anew");
}

// 3.27.17 partialFingerprints: the same finding in the next run, though its numbers moved.
TEST(FindingsSarif, Fingerprint_DependsOnWhatIsBrokenAlone) {
  const auto fingerprint = [](const Finding& finding) {
    return Result(finding)["partialFingerprints"]["assaySubject/v2"];
  };
  Finding other_numbers = Metric();
  other_numbers.witness = "acc@1 80.9 -> 80.2";
  EXPECT_EQ(fingerprint(Metric()), fingerprint(other_numbers));
  Finding other_subject = Metric();
  other_subject.subject = "resnet50 x IMAGENET1K_V1";
  EXPECT_NE(fingerprint(Metric()), fingerprint(other_subject));
  EXPECT_NE(fingerprint(Localised()), fingerprint(Metric()));
  Finding other_module = Localised();
  other_module.module = "layer1.0.bn2";
  EXPECT_EQ(fingerprint(Localised()), fingerprint(other_module));
}

// Two options that went are two results: a review that shows one for each fingerprint shows both.
TEST(FindingsSarif, Item_IsAResultOfItsOwn) {
  Finding groups = Metric(), width = Metric();
  groups.item = "ResNetOptions.groups";
  width.item = "ResNetOptions.width";
  EXPECT_NE(Result(groups)["partialFingerprints"], Result(width)["partialFingerprints"]);
  EXPECT_NE(Result(groups)["partialFingerprints"], Result(Metric())["partialFingerprints"]);
  EXPECT_EQ(Result(groups)["properties"]["item"], "ResNetOptions.groups");
  EXPECT_FALSE(Result(Metric())["properties"].contains("item"));
}

}  // namespace
}  // namespace assay
