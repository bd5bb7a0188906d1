#include "harness/legacy_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/golden_files.h"
#include "harness/result.h"

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

TEST_F(CompareTest, RowOnOneSideAlone_IsNamed) {
  now_.mutable_row(1)->set_call("get(\"c\", {true})");
  EXPECT_THAT(Findings(), ElementsAre("get(\"c\", {true}) is new", "get(\"b\", {true}) is gone"));
}

}  // namespace
}  // namespace assay
