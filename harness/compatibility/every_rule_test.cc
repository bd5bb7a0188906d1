// Each rule: a change of the toy library that it names, with its level, subject, module and witness, as the one
// finding; and beside each the harmless neighbour that nobody is bothered with.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/rules.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

using testing::HasSubstr;

std::vector<RuleCase> AllCases() {
  std::vector<RuleCase> all;
  for (const auto& cases : {ApiCases(), SignatureCases(), LoadCases(), OutputCases(), EntryCases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

class EveryRule : public testing::TestWithParam<RuleCase> {};

TEST_P(EveryRule, Change_OfTheToyLibrary_IsThisAndNothingElse) {
  ToyLibrary was, is;
  GetParam().promise(was);
  GetParam().change(is);
  const std::vector<Finding> findings = Compare(was, is);
  ASSERT_EQ(findings.size(), GetParam().expected.size()) << Describe(findings);
  for (const Expected& expected : GetParam().expected) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == expected.rule && finding.subject == expected.subject;
    });
    ASSERT_NE(found, findings.end()) << expected.rule << " " << expected.subject << " of\n" << Describe(findings);
    EXPECT_THAT(found->witness, HasSubstr(expected.witness));
    EXPECT_EQ(LevelName(found->level), std::string(LevelName(expected.level)));
    EXPECT_EQ(found->severity, expected.severity) << Describe(findings);
    EXPECT_EQ(found->module, expected.module);
    EXPECT_EQ(found->breaks.empty(), !found->breaking()) << found->breaks;
    EXPECT_THAT(found->breaks, Not(HasSubstr("{"))) << "a template is left";
    EXPECT_FALSE(found->remedy.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, EveryRule, testing::ValuesIn(AllCases()),
                         [](const auto& info) { return info.param.name; });

// Rule, subject and item are what an acceptance and a review know a finding by: no two findings may share them.
TEST(EveryRule, ManyChangesOfOneSubject_HaveItemsOfTheirOwn) {
  ToyLibrary was, is;
  for (const char* option : {"depth", "dilation"}) Options(was).add_option()->set_name(option);
  Options(is).mutable_option()->DeleteSubrange(1, 2);
  Options(is).add_option()->set_name("stem");
  was.toynet().mutable_api()->add_implied_option("mode");
  is.toynet().mutable_api()->clear_implied_option();
  is.toynet().mutable_api()->set_takes_num_classes(false);
  AddStone(is, "ToyNetOptions.groups");
  AddStone(is, "ToyNetOptions.stem");
  AddStone(is, "toynet");
  was.overrides.mutable_target(1)->add_parameter()->set_name("gain");
  is.overrides.mutable_target(1)->mutable_parameter(0)->clear_choice();
  is.overrides.mutable_target(1)->clear_base();
  ToyLibrary::Field(is.v1(), "meta.docs") = "Other words.";
  ToyLibrary::Field(is.v1(), "meta.metrics.ImageNet-1K.acc@1") = "77";
  is.legacy.mutable_row(0)->set_weights("ToyNet_Weights.DATA_V2");
  is.legacy.mutable_row(1)->set_warning("please write none");
  is.legacy.mutable_row(2)->clear_refused();
  const std::vector<Finding> findings = Compare(was, is);
  std::set<std::string> keys;
  for (const Finding& finding : findings)
    EXPECT_TRUE(keys.insert(finding.rule + ", " + finding.subject + ", " + finding.item).second) << Describe(findings);
  for (const char* key :
       {"OPTION_REMOVED, toynet, ToyNetOptions.width", "OPTION_REMOVED, toynet, ToyNetOptions.norm_eps",
        "OPTION_REMOVED, toynet, ToyNetOptions.depth", "OPTION_REMOVED, toynet, ToyNetOptions.dilation",
        "OPTION_REMOVED, toynet, num_classes", "IMPLIED_OPTION_REMOVED, toynet, aux_logits",
        "IMPLIED_OPTION_REMOVED, toynet, mode", "TOMBSTONE_REUSED, toynet, ToyNetOptions.groups",
        "TOMBSTONE_REUSED, toynet, ToyNetOptions.stem", "TOMBSTONE_REUSED, toynet, ", "OVERRIDE_REMOVED, Pyramid, gain",
        "OVERRIDE_REMOVED, Pyramid, init.all", "OVERRIDE_REMOVED, Pyramid, init.children",
        "OVERRIDE_CHANGED, Pyramid, ", "META_CHANGED, toynet x DATA_V1, ",
        "META_CHANGED, toynet x DATA_V1, meta.metrics", "LEGACY_CALL_CHANGED, toynet, ",
        "LEGACY_CALL_CHANGED, toynet, words", "LEGACY_CALL_CHANGED, toynet, calls that were refused"})
    EXPECT_TRUE(keys.count(key)) << key << " is none of\n" << Describe(findings);
}

// These are about the comparison, the acceptances, the measurement or the benchmarks, and are tested there.
TEST(EveryRule, Table_IsCoveredByTheCasesAbove) {
  const std::set<std::string> elsewhere = {"ACCEPTANCE_UNUSED", "ACCEPTANCE_EXPIRED", "LOCK_STALE",
                                           "WRONG_IN_ITSELF",   "SPEED_DROPPED",      "MEASUREMENT_CHANGED"};
  std::set<std::string> covered = elsewhere;
  for (const RuleCase& rule_case : AllCases()) {
    for (const Expected& expected : rule_case.expected) covered.insert(expected.rule);
  }
  for (const Rule& rule : Rules()) EXPECT_TRUE(covered.count(std::string(rule.name))) << rule.name;
}

struct HarmlessCase {
  std::string name;
  std::function<void(ToyLibrary&)> change;
};

class Harmless : public testing::TestWithParam<HarmlessCase> {};

TEST_P(Harmless, Change_OfTheToyLibrary_IsNoFinding) {
  ToyLibrary was, is;
  GetParam().change(is);
  const std::vector<Finding> findings = Compare(was, is);
  EXPECT_TRUE(findings.empty()) << Describe(findings);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Harmless,
    testing::Values(
        HarmlessCase{"Nothing", [](ToyLibrary&) {}},
        HarmlessCase{"BlessedAnew",
                     [](ToyLibrary& now) {
                       now.toynet().mutable_blessing()->set_reason("again");
                       now.v1().mutable_blessing()->set_threads(8);
                     }},
        HarmlessCase{"WithinTheNoise",
                     [](ToyLibrary& now) {
                       Probe(now).mutable_output()->set_l2(4 * (1 + 1e-13));
                       Probe(now).mutable_gradient_l2(0)->set_value(2 * (1 + 1e-13));
                     }},
        HarmlessCase{"TraceAlone", [](ToyLibrary& now) { now.trace().mutable_step(1)->set_op("native_batch_norm"); }},
        HarmlessCase{"OptionalInputAtTheEnd",
                     [](ToyLibrary& now) { now.toynet().mutable_api()->add_optional_input("size"); }},
        HarmlessCase{"NewImpliedOption",
                     [](ToyLibrary& now) { now.toynet().mutable_api()->add_implied_option("mode"); }},
        HarmlessCase{"NewLegacyCall", [](ToyLibrary& now) { now.legacy.add_row()->set_call("get(\"toynet\", 1)"); }},
        HarmlessCase{"NewReaderCase", [](ToyLibrary& now) { now.readers().add_item()->set_name("new.pth"); }},
        HarmlessCase{"NewComponent", [](ToyLibrary& now) { now.components["text"].set_component("text"); }},
        HarmlessCase{"NewPhotograph",
                     [](ToyLibrary& now) {
                       *now.v1().add_photograph() = now.v1().photograph(0);
                       now.v1().mutable_photograph(1)->set_name("dog.png");
                     }},
        HarmlessCase{"NewStage",
                     [](ToyLibrary& now) {
                       *now.v1().add_preprocessing() = now.v1().preprocessing(0);
                       now.v1().mutable_preprocessing(2)->set_input("tiny");
                     }},
        HarmlessCase{"NewCategoryList", [](ToyLibrary& now) { now.categories["birds"].set_file("birds"); }},
        HarmlessCase{"StoneOfAnotherName", [](ToyLibrary& now) { AddStone(now, "toynet_old"); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace assay
