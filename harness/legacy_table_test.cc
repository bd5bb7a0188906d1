#include "harness/legacy_table.h"

#include <regex>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/golden_files.h"
#include "harness/legacy_forms.h"
#include "harness/result.h"
#include "models/legacy.h"
#include "models/registry.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Every builder and the whole catalogue are linked.
TEST(LegacyTable, EveryFormOfEveryBuilder_MeansWhatTheLockSays) {
  const auto golden = ReadTextproto<proto::LegacyTable>("golden/legacy.textproto");
  ASSERT_TRUE(golden.ok()) << golden.status();
  EXPECT_THAT(CompareLegacyTables(*golden, MeasureLegacyTable()), IsEmpty())
      << "an old call means what it meant when it was written; a new builder is blessed: " << BlessCommand("NAME");
}

// What a page has between its mark for a builder and the next end.
std::string TableOfPage(const std::string& page, const std::string& builder) {
  const std::string mark = "<!-- golden/legacy.textproto: " + builder + " -->\n";
  const size_t begin = page.find(mark);
  if (begin == std::string::npos) return "no mark of " + builder;
  return page.substr(begin + mark.size(), page.find("<!-- end -->", begin) - begin - mark.size());
}

TEST(LegacyTable, MigrationPage_HasTheLocksRows) {
  const auto golden = ReadTextproto<proto::LegacyTable>("golden/legacy.textproto");
  const auto page = ReadFile("docs/migration.md");
  ASSERT_TRUE(golden.ok() && page.ok());
  for (const char* builder : {"resnet50", "resnet50_fpn"}) {
    EXPECT_EQ(TableOfPage(*page, builder), LegacyMarkdown(*golden, builder)) << "copy it into docs/migration.md";
  }
}

// Every form of every builder: whether the call that a warning advises means all that the old one means. That advised
// calls compile is models/legacy_advice_test.cc's.
std::string CallOf(const std::string& builder, const GetOptions& options) {
  const auto entry = [](const WeightEntry& entry) {
    return entry.enum_name.empty() ? std::string("entry") : "get_weight(\"" + entry.FullName() + "\").value()";
  };
  std::string fields;
  const auto add = [&](const std::string& field) { fields += (fields.empty() ? "" : ", ") + field; };
  if (options.weights) add(".weights = " + entry(*options.weights));
  if (options.weights_backbone) add(".weights_backbone = " + entry(*options.weights_backbone));
  if (!options.progress) add(".progress = false");
  if (options.num_classes) add(".num_classes = " + std::to_string(*options.num_classes));
  return "get(\"" + builder + "\", {" + fields + "})";
}

// The two short forms of today's call, written out.
std::string WrittenOut(std::string call) {
  static const std::regex kNone(R"re((get\("\w+", )std::nullopt\))re"), kName(R"re((get\("\w+", )("[\w.]+")\))re");
  call = std::regex_replace(call, kNone, "$1{})");
  return std::regex_replace(call, kName, "$1{.weights = get_weight($2).value()})");
}

TEST(LegacyTable, EveryAdvice_MeansAllOfTheOldCall) {
  int advised = 0;
  for (const std::string& builder : list()) {
    for (const LegacyForm& form : LegacyForms(builder)) {
      const auto call = TranslateLegacy(builder, form.parameters);
      if (!call.ok() || !call->warning) continue;
      std::string advice = call->warning->message;
      advice = advice.substr(advice.find("; write ") + 8);
      advice = advice.substr(0, advice.find(" for the same"));
      EXPECT_EQ(WrittenOut(advice), CallOf(builder, call->options)) << builder << form.text;
      ++advised;
    }
  }
  EXPECT_GT(advised, 200);
}

class CompareTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* call : {"get(\"a\", {true})", "get(\"b\", {true})"}) {
      proto::LegacyCall& row = *golden_.add_row();
      row.set_call(call);
      row.set_weights("A_Weights.V1");
      row.set_warning("write V1");
    }
    now_ = golden_;
  }
  std::vector<std::string> Findings() const { return CompareLegacyTables(golden_, now_); }
  proto::LegacyTable golden_, now_;
};

TEST_F(CompareTest, SameTables_DoNotDiffer) { EXPECT_THAT(Findings(), IsEmpty()); }

TEST_F(CompareTest, OtherWeights_AreNamedWithBoth) {
  now_.mutable_row(0)->set_weights("A_Weights.V2");
  EXPECT_THAT(Findings(), ElementsAre("get(\"a\", {true}) means other things: it is weights: \"A_Weights.V2\" warning: "
                                      "\"write V1\", was weights: \"A_Weights.V1\" warning: \"write V1\""));
}

TEST_F(CompareTest, WarningThatIsGone_IsNamed) {
  now_.mutable_row(1)->clear_warning();
  EXPECT_THAT(Findings(), ElementsAre("get(\"b\", {true}) means other things: it is weights: \"A_Weights.V1\", was "
                                      "weights: \"A_Weights.V1\" warning: \"write V1\""));
}

TEST_F(CompareTest, RefusedCallThatIsTaken_IsNamed) {
  golden_.mutable_row(0)->Clear();
  golden_.mutable_row(0)->set_call("get(\"a\", {true})");
  golden_.mutable_row(0)->set_refused("no");
  EXPECT_EQ(Findings().size(), 1u);
}

TEST_F(CompareTest, RowThatIsThereTwice_IsNamed) {
  *golden_.add_row() = golden_.row(0);
  EXPECT_THAT(Findings(), ElementsAre("get(\"a\", {true}) is in the lock twice"));
  *now_.add_row() = now_.row(1);
  EXPECT_THAT(Findings(), ElementsAre("get(\"a\", {true}) is in the lock twice", "get(\"b\", {true}) was tried twice"));
}

TEST_F(CompareTest, RowOnOneSideAlone_IsNamed) {
  now_.mutable_row(1)->set_call("get(\"c\", {true})");
  EXPECT_THAT(Findings(), ElementsAre("get(\"c\", {true}) is new", "get(\"b\", {true}) is gone"));
}

}  // namespace
}  // namespace assay
