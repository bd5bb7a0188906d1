// Accepting a version's break, and the entries that move along with it: those that the acceptance names, and no others.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/acceptances.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::CivilDay kToday(2026, 11, 24);

std::string Acceptance(const std::string& rule, const std::string& subject, const std::string& more = "") {
  return absl::StrCat("acceptance { rule: '", rule, "' subject: '", subject, "' reason: 'r' expires: '2026-12-31' ",
                      more, " }\n");
}

std::vector<Finding> Judged(const ToyLibrary& was, const ToyLibrary& is, const std::string& acceptances) {
  std::vector<Finding> findings = Compare(was, is);
  const auto parsed = ParseAcceptances(acceptances, "a", kToday);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  if (parsed.ok()) ApplyAcceptances(*parsed, kToday, findings);
  return findings;
}

// "PROBE_OUTPUT_CHANGED toynet" of each that breaks and is not accepted.
std::vector<std::string> Left(const std::vector<Finding>& findings) {
  std::vector<std::string> left;
  for (const Finding& finding : findings) {
    if (finding.breaking() && !finding.accepted) left.push_back(absl::StrCat(finding.rule, " ", finding.subject));
  }
  return left;
}

class AcceptedEntries : public testing::Test {
 protected:
  AcceptedEntries() { is_.MoveEps(); }
  std::vector<std::string> LeftWith(const std::string& acceptances) const {
    return Left(Judged(was_, is_, acceptances));
  }
  ToyLibrary was_, is_;
};

TEST_F(AcceptedEntries, NothingAccepted_IsOneFinding) {
  EXPECT_THAT(LeftWith(""), ElementsAre("PROBE_OUTPUT_CHANGED toynet"));
}

TEST_F(AcceptedEntries, VersionAlone_LeavesEachEntryThatMovesAlong) {
  const std::vector<Finding> findings = Judged(was_, is_, Acceptance("PROBE_OUTPUT_CHANGED", "toynet"));
  EXPECT_THAT(Left(findings),
              ElementsAre("PROBE_OUTPUT_CHANGED toynet x DATA_V1", "PROBE_OUTPUT_CHANGED toynet x DATA_V2"));
  ASSERT_EQ(findings.size(), 3);
  EXPECT_TRUE(findings[0].accepted);
  EXPECT_THAT(findings[0].breaks, HasSubstr("with it its entries DATA_V1, DATA_V2"));
  EXPECT_EQ(findings[1].level, Level::kOutput);
  EXPECT_EQ(findings[1].module, "bn");
  EXPECT_THAT(
      findings[1].witness,
      testing::StartsWith("moves along with toynet, whose break is accepted without it: bn (FrozenBatchNorm2d)"));
  EXPECT_THAT(findings[1].remedy, AllOf(HasSubstr("imply ContextParams<FrozenBatchNorm2d>{.eps = 0.0}"),
                                        HasSubstr("name it in the acceptance of toynet: entries: \"DATA_V1\"")));
}

TEST_F(AcceptedEntries, NamedEntries_AreCoveredAndNoOthers) {
  EXPECT_THAT(LeftWith(Acceptance("PROBE_OUTPUT_CHANGED", "toynet", "entries: 'DATA_V1'")),
              ElementsAre("PROBE_OUTPUT_CHANGED toynet x DATA_V2"));
  EXPECT_THAT(LeftWith(Acceptance("PROBE_OUTPUT_CHANGED", "toynet", "entries: ['DATA_V1', 'DATA_V2']")), IsEmpty());
}

TEST_F(AcceptedEntries, EntryThatIsLeft_MayBeAcceptedByItself) {
  EXPECT_THAT(LeftWith(Acceptance("PROBE_OUTPUT_CHANGED", "toynet", "entries: 'DATA_V1'") +
                       Acceptance("PROBE_OUTPUT_CHANGED", "toynet x DATA_V2")),
              IsEmpty());
}

// The first mend of docs/scenarios/release.md, undone later: the entry implies the old default, the version's break is
// accepted, and then the override goes.
TEST_F(AcceptedEntries, EntryThatStopsImplyingTheOldDefault_IsFound) {
  const std::string accepted = Acceptance("PROBE_OUTPUT_CHANGED", "toynet", "entries: 'DATA_V2'");
  ToyLibrary mended = is_;
  *mended.v1().mutable_probe() = was_.v1().probe();
  ToyLibrary::AddField(mended.v1(), "implied_overrides.FrozenBatchNorm2d.eps", "0");
  EXPECT_THAT(Left(Judged(was_, mended, accepted)), IsEmpty());
  EXPECT_THAT(Left(Judged(was_, is_, accepted)), ElementsAre("PROBE_OUTPUT_CHANGED toynet x DATA_V1"));
}

TEST_F(AcceptedEntries, NameThatDoesNotMoveAlong_IsUnused) {
  const std::vector<Finding> findings =
      Judged(was_, is_, Acceptance("PROBE_OUTPUT_CHANGED", "toynet", "entries: ['DATA_V1', 'DATA_V2', 'DATA_V9']"));
  EXPECT_THAT(Left(findings), ElementsAre("ACCEPTANCE_UNUSED toynet"));
  EXPECT_EQ(findings.back().witness,
            "the acceptance of PROBE_OUTPUT_CHANGED of toynet names DATA_V9 under entries, which does not move along");
}

TEST_F(AcceptedEntries, EntryAloneWithoutItsVersion_IsToldHow) {
  const std::vector<Finding> findings = Judged(was_, is_, Acceptance("PROBE_OUTPUT_CHANGED", "toynet x DATA_V1"));
  EXPECT_THAT(Left(findings), ElementsAre("PROBE_OUTPUT_CHANGED toynet", "ACCEPTANCE_UNUSED toynet x DATA_V1"));
  EXPECT_THAT(findings.back().witness,
              HasSubstr("it moves along with toynet, which is to be accepted with entries: \"DATA_V1\""));
}

TEST_F(AcceptedEntries, OptionThatIsTheCause_CoversItsEntriesOnlyWhereItSaysSo) {
  Options(was_).mutable_option(2)->set_default_value("0");
  Options(is_).mutable_option(2)->set_default_value("1e-05");
  EXPECT_THAT(LeftWith(""), ElementsAre("OPTION_DEFAULT_CHANGED toynet"));
  const std::string item = "item: 'ToyNetOptions.norm_eps' ";
  EXPECT_THAT(LeftWith(Acceptance("OPTION_DEFAULT_CHANGED", "toynet", item + "entries: 'DATA_V1'")),
              ElementsAre("PROBE_OUTPUT_CHANGED toynet x DATA_V2"));
}

TEST_F(AcceptedEntries, InitialValues_AreNoMatterOfEntries) {
  Probe(is_).mutable_init_seed0_sum(0)->set_value(2);
  EXPECT_THAT(LeftWith(Acceptance("INIT_CHANGED", "toynet")), ElementsAre("PROBE_OUTPUT_CHANGED toynet"));
}

// What an entry that says nothing of its own has from its version's preset.
TEST(AcceptedPreset, VersionAlone_LeavesTheEntriesThatHaveIt) {
  ToyLibrary was, is;
  is.toynet().mutable_api()->mutable_transforms(0)->set_value("192");
  is.v1().mutable_preprocessing(1)->set_sha256("cc");
  is.v1().mutable_preprocessing(1)->mutable_summary()->set_l2(9);
  EXPECT_THAT(Left(Compare(was, is)), ElementsAre("TRANSFORM_CHANGED toynet"));
  EXPECT_THAT(Left(Judged(was, is, Acceptance("TRANSFORM_CHANGED", "toynet"))),
              ElementsAre("TRANSFORM_CHANGED toynet x DATA_V1"));
  EXPECT_THAT(Left(Judged(was, is, Acceptance("TRANSFORM_CHANGED", "toynet", "entries: 'DATA_V1'"))), IsEmpty());
}

}  // namespace
}  // namespace assay
