// The parts of the gate against the whole: over every change of the toy library that has a rule, and many acceptances
// files, all `*_bc_test`s together find what `assay bc` finds, and pass where it passes.
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/compatibility/bc_part.h"
#include "harness/compatibility/judge.h"
#include "harness/compatibility/lock_path.h"
#include "harness/compatibility/release_files.h"
#include "harness/compatibility/report.h"
#include "harness/compatibility/testing/lock_folder.h"
#include "harness/compatibility/testing/release_as_is.h"
#include "harness/compatibility/testing/rule_cases.h"

namespace assay {
namespace {

const absl::CivilDay kToday(2026, 11, 24);

// What is known of a finding by whoever accepts or reviews it: rule, subject, item, accepted.
using Keys = std::set<std::tuple<std::string, std::string, std::string, bool>>;

void AddBreaking(const std::vector<Finding>& findings, Keys& keys) {
  for (const Finding& finding : findings) {
    if (finding.breaking()) keys.emplace(finding.rule, finding.subject, finding.item, finding.accepted);
  }
}

// A repository's golden/ with a release 1.0 of `was` and the present `is`.
class Golden {
 public:
  Golden(const ToyLibrary& was, const ToyLibrary& is) {
    Write(was);
    EXPECT_TRUE(ReleaseAsIs(folder_.path(), "1.0").ok());
    const MemoryLockFiles before = was.Lock("");
    for (const auto& [path, sha256] : before.Files()) folder_.Remove(path);
    Write(is);
    for (const proto::Tombstone& stone : is.tombstones.tombstone()) {
      absl::StrAppend(&stones_, "tombstone { name: '", stone.name(), "' removed_in: '1.0' reason: 'r' use_instead: '",
                      stone.use_instead(), "' }\n");
    }
    folder_.Write("tombstones.textproto", stones_);
  }

  void Accept(const std::string& text) const { folder_.Write("acceptances.textproto", text); }

  // As `assay bc`.
  std::vector<Finding> Whole() const {
    const auto promised = OpenNewestRelease(folder_.path());
    const auto present = LockFiles::InFolder(folder_.path());
    const auto by_hand = ReadByHand(folder_.path());
    EXPECT_TRUE(promised.ok() && present.ok() && by_hand.ok()) << by_hand.status();
    const auto findings = Judge(**promised, **present, *by_hand, kToday);
    EXPECT_TRUE(findings.ok()) << findings.status();
    return *findings;
  }

  // As the tests that the BUILD files declare: one for each version and entry that there is, and the library's two.
  std::vector<Finding> Parts() const {
    std::vector<Finding> findings;
    const auto add = [&](const absl::StatusOr<PartJudgement>& part) {
      ASSERT_TRUE(part.ok()) << part.status();
      findings.insert(findings.end(), part->findings.begin(), part->findings.end());
    };
    const auto present = LockFiles::InFolder(folder_.path());
    EXPECT_TRUE(present.ok()) << present.status();
    for (const auto& [path, sha256] : (*present)->Files()) {
      const LockPath::Kind kind = ParseLockPath(path).kind;
      if (kind == LockPath::kBuilder || kind == LockPath::kEntry)
        add(JudgeSubject(folder_.path(), path.substr(0, path.rfind(".textproto"))));
    }
    add(JudgeLibrary(folder_.path()));
    add(JudgeAcceptances(folder_.path(), kToday));
    return findings;
  }

 private:
  void Write(const ToyLibrary& library) const {
    const MemoryLockFiles files = library.Lock("");
    for (const auto& [path, sha256] : files.Files()) folder_.Write(path, files.Read(path).value());
  }

  const LockFolder folder_;
  std::string stones_;
};

std::string Acceptance(const std::string& rule, const std::string& subject, const std::string& item,
                       const std::string& entries) {
  return absl::StrCat("acceptance { rule: '", rule, "' subject: '", subject, "' reason: 'r' expires: '2026-12-31'",
                      item.empty() ? "" : absl::StrCat(" item: '", item, "'"), entries, " }\n");
}

// Every way to accept a finding: not at all, it alone, and with each of the entries that move along, alone and
// together.
std::vector<std::string> WaysToAccept(const Finding& finding) {
  std::vector<std::string> ways = {""};
  const auto accept = [&](const std::string& entries) {
    ways.push_back(Acceptance(finding.rule, finding.subject, finding.item, entries));
  };
  accept("");
  std::string all;
  for (const MovedEntry& moved : finding.moved_along) {
    absl::StrAppend(&all, " entries: '", moved.entry, "'");
    accept(absl::StrCat(" entries: '", moved.entry, "'"));
    // The entry by itself, with its version and without.
    const std::string alone = Acceptance(moved.rule, absl::StrCat(finding.subject, " x ", moved.entry), "", "");
    ways.push_back(alone);
    ways.push_back(absl::StrCat(ways[1], alone));
  }
  if (finding.moved_along.size() > 1) accept(all);
  if (!all.empty()) accept(absl::StrCat(all, " entries: 'NO_SUCH_ENTRY'"));
  return ways;
}

// The acceptances files of all findings' ways, and one that nothing needs.
std::vector<std::string> AcceptancesFiles(const std::vector<Finding>& findings) {
  std::vector<std::string> files = {""};
  for (const Finding& finding : findings) {
    // What may not be accepted makes the file none.
    const bool never = finding.rule == "TOMBSTONE_REUSED" || finding.rule == "DEFAULT_WORSE";
    if (!finding.breaking() || never || files.size() > 64) continue;
    std::vector<std::string> longer;
    for (const std::string& way : WaysToAccept(finding)) {
      for (const std::string& file : files) longer.push_back(absl::StrCat(file, way));
    }
    files = std::move(longer);
  }
  files.push_back(absl::StrCat(files.back(), Acceptance("LICENCE_CHANGED", "toynet x NO_SUCH_ENTRY", "", "")));
  return files;
}

void ExpectPartsToBeTheWhole(const ToyLibrary& was, const ToyLibrary& is) {
  const Golden golden(was, is);
  for (const std::string& acceptances : AcceptancesFiles(golden.Whole())) {
    golden.Accept(acceptances);
    const std::vector<Finding> whole = golden.Whole(), parts = golden.Parts();
    Keys of_whole, of_parts;
    AddBreaking(whole, of_whole);
    AddBreaking(parts, of_parts);
    EXPECT_EQ(of_parts, of_whole) << "accepted:\n"
                                  << acceptances << "whole:\n"
                                  << Describe(whole) << "parts:\n"
                                  << Describe(parts);
    EXPECT_EQ(CountFindings(parts).breaking == 0, CountFindings(whole).breaking == 0) << acceptances;
  }
}

class PartsAreTheWhole : public testing::TestWithParam<RuleCase> {};

TEST_P(PartsAreTheWhole, Change_OfTheToyLibrary_IsFoundByTheTestsAsByTheCommand) {
  ToyLibrary was, is;
  GetParam().promise(was);
  GetParam().change(is);
  ExpectPartsToBeTheWhole(was, is);
}

std::vector<RuleCase> AllCases() {
  std::vector<RuleCase> all;
  for (const auto& cases : {ApiCases(), SignatureCases(), LoadCases(), OutputCases(), EntryCases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

INSTANTIATE_TEST_SUITE_P(Cases, PartsAreTheWhole, testing::ValuesIn(AllCases()),
                         [](const auto& info) { return info.param.name; });

TEST(PartsAreTheWholeOf, VersionAndEntriesThatMoveAlike) {
  ToyLibrary was, is;
  is.MoveEps();
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, VersionAndOneEntry_WhileTheOtherImpliesTheOldDefault) {
  ToyLibrary was, is;
  is.MoveEps();
  *is.v1().mutable_probe() = was.v1().probe();
  ToyLibrary::AddField(is.v1(), "implied_overrides.FrozenBatchNorm2d.eps", "0");
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, EntryThatMovesElsewhereThanItsVersion) {
  ToyLibrary was, is;
  is.MoveEps();
  is.v1().mutable_probe()->mutable_output()->set_l2(4.5);
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, EntryAlone) {
  ToyLibrary was, is;
  is.v1().mutable_probe()->mutable_output()->set_l2(4.5);
  is.v1().mutable_photograph(0)->set_logit(3, 4.5);
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, VersionThatMoved_AndTheMatrixOfOthersEntries) {
  ToyLibrary was, is;
  is.MoveEps();
  is.entries.at("toynet_v2/DATA_V1").mutable_cross_version(0)->set_verdict(proto::CrossVersion::DIFFERS);
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, FamilyThatMoved_WithAVersionThatMoved) {
  ToyLibrary was, is;
  is.MoveEps();
  for (auto& [name, builder] : is.builders) builder.mutable_api()->set_family("games");
  is.entries.at("toynet_v2/DATA_V1").mutable_cross_version(0)->set_verdict(proto::CrossVersion::DIFFERS);
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, EnumThatWasRenamed_AndItsLegacyCalls) {
  ToyLibrary was, is;
  is.toynet().mutable_api()->set_weights_enum("Toy_Weights");
  is.legacy.mutable_row(0)->set_weights("Toy_Weights.DATA_V1");
  for (proto::EntryGolden* entry : {&is.v1(), &is.v2()}) ToyLibrary::Field(*entry, "enum") = "Toy_Weights";
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, ListOfCategories_ThatAnEntryTells) {
  ToyLibrary was, is;
  is.categories["animals"].mutable_name()->SwapElements(0, 1);
  is.v1().set_categories_sha256("ca7f");
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, LibraryThatWasMeasuredAnew) {
  ToyLibrary was, is;
  is.MoveEps();
  is.readers().set_measured_by(2);
  for (auto& [name, builder] : is.builders) builder.mutable_probe()->set_measured_by(2);
  for (auto& [name, entry] : is.entries) entry.mutable_probe()->set_measured_by(2);
  ExpectPartsToBeTheWhole(was, is);
}

TEST(PartsAreTheWholeOf, NameThatComesBack) {
  ToyLibrary was, is;
  was.entries.erase("toynet/DATA_V1");
  was.builders.erase("toynet_v2");
  was.entries.erase("toynet_v2/DATA_V1");
  was.traces.erase("toynet_v2");
  AddStone(is, "toynet_v2");
  AddStone(is, "ToyNet_Weights.DATA_V1");
  ExpectPartsToBeTheWhole(was, is);
}

}  // namespace
}  // namespace assay
