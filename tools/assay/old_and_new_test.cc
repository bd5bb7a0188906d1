#include "tools/assay/old_and_new.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Metric(const std::string& dataset, const std::string& name, double value) {
  return absl::StrCat("metrics { dataset: \"", dataset, "\" metric { name: \"", name, "\" value: ", value, " } }\n");
}

// An entry of a task with these metrics.
std::string Entry(const std::string& name, const std::string& metrics, const std::string& task = "CLASSIFICATION") {
  return absl::StrCat(
      "entry { name: \"", name,
      R"(" constant: "kX" url: "https://host/toy-01234567.pth" sha256: "01234567" taxonomy: "Set" latest: true
    meta { task: )",
      task, R"( categories { file: "two" count: 2 } num_params: 1 licence { spdx: "MIT" url: "https://host/l" } )",
      metrics, "} }\n");
}

class OldAndNewTest : public testing::Test {
 protected:
  void Add(const std::string& enum_name, const std::string& builder, const std::string& entries) {
    const absl::Status added = catalog_.AddTextproto(
        absl::StrCat("name: \"", enum_name, "\" cpp_name: \"X\" builder: \"", builder, "\"\n", entries), enum_name);
    ASSERT_TRUE(added.ok()) << added;
  }

  // "toy Set acc@1 SET_V1 70 SET_V2 80.5", in order.
  std::vector<std::string> Rows(const std::vector<std::string>& builders) const {
    std::vector<std::string> texts;
    for (const OldAndNew& row : CompareOldAndNew(catalog_, builders)) {
      texts.push_back(absl::StrCat(row.builder, " ", row.dataset, " ", row.metric, " ", row.old_entry->name, " ",
                                   row.old_value, " ", row.new_entry->name, " ", row.new_value));
    }
    return texts;
  }

  Catalog catalog_;
};

TEST_F(OldAndNewTest, TheOldest_IsHeldAgainstTheNewest) {
  Add("Toy_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 70)) + Entry("SET_V2", Metric("Set", "acc@1", 75)) +
          Entry("SET_V10", Metric("Set", "acc@1", 80.5)));
  EXPECT_THAT(Rows({"toy"}), ElementsAre("toy Set acc@1 SET_V1 70 SET_V10 80.5"));
}

TEST_F(OldAndNewTest, EntriesOfOtherNames_AreNotHeldAgainstEachOther) {
  Add("Toy_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 70)) + Entry("SET_SWAG_V2", Metric("Set", "acc@1", 75)) +
          Entry("SET", Metric("Set", "acc@1", 80)));
  EXPECT_THAT(Rows({"toy"}), IsEmpty());
  EXPECT_THAT(Rows({}), IsEmpty());
  EXPECT_THAT(Rows({"nobody"}), IsEmpty());
}

TEST_F(OldAndNewTest, EnumsOfOneBuilder_AreComparedEachForItself) {
  Add("Toy_EN_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 70)) + Entry("SET_V2", Metric("Set", "acc@1", 71)));
  Add("Toy_FR_Weights", "toy", Entry("SET_V1", Metric("Set", "acc@1", 60)));
  EXPECT_THAT(Rows({"toy"}), ElementsAre("toy Set acc@1 SET_V1 70 SET_V2 71"));
}

TEST_F(OldAndNewTest, DataSetOrMetricOfOneAlone_HasNoRow) {
  Add("Toy_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 70) + Metric("Other", "acc@1", 50)) +
          Entry("SET_V2", Metric("Set", "acc@5", 90) + Metric("Other", "acc@1", 49)));
  EXPECT_THAT(Rows({"toy"}), ElementsAre("toy Other acc@1 SET_V1 50 SET_V2 49"));
}

TEST_F(OldAndNewTest, EachTask_IsComparedInItsFirstMetric) {
  Add("Boxes_Weights", "boxes",
      Entry("SET_V1", Metric("Set", "box_map", 37), "DETECTION") +
          Entry("SET_V2", Metric("Set", "box_map", 46), "DETECTION"));
  Add("Toy_Weights", "toy", Entry("SET_V1", Metric("Set", "acc@1", 70)) + Entry("SET_V2", Metric("Set", "acc@1", 71)));
  EXPECT_THAT(Rows({"toy", "boxes"}),
              ElementsAre("toy Set acc@1 SET_V1 70 SET_V2 71", "boxes Set box_map SET_V1 37 SET_V2 46"));
}

TEST_F(OldAndNewTest, Json_HasTheNamesAndNoNoiseOfTheSubtraction) {
  Add("Toy_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 76.13)) + Entry("SET_V2", Metric("Set", "acc@1", 80.858)));
  EXPECT_EQ(OldAndNewJson(CompareOldAndNew(catalog_, std::vector<std::string>{"toy"})).dump(),
            R"({"compared":[{"builder":"toy","metric":"acc@1","dataset":"Set",)"
            R"("old":{"weights":"Toy_Weights.SET_V1","value":76.13},)"
            R"("new":{"weights":"Toy_Weights.SET_V2","value":80.858},"difference":4.728}]})");
  EXPECT_EQ(OldAndNewJson({}).dump(), R"({"compared":[]})");
}

TEST_F(OldAndNewTest, Table_SaysWhatIsWorseToo) {
  Add("Toy_Weights", "toy",
      Entry("SET_V1", Metric("Set", "acc@1", 76.13)) + Entry("SET_V2", Metric("Set", "acc@1", 75)));
  EXPECT_EQ(OldAndNewTable(CompareOldAndNew(catalog_, std::vector<std::string>{"toy"})).Text(/*colour=*/false),
            "builder  data set  metric  old             new             difference\n"
            "toy      Set       acc@1   SET_V1  76.130  SET_V2  75.000  -1.130\n");
}

// docs/weights-old-and-new.md: between its marks stands what this makes of the catalogue.
TEST(OldAndNewPage, TheTable_IsTheCatalogues) {
  const Catalog& catalog = Catalog::Global();
  const std::vector<OldAndNew> rows = CompareOldAndNew(catalog, catalog.Builders());
  // The announcement's 23 that are no quantized models, MobileNetV2, and the digits.
  EXPECT_EQ(rows.size(), 25u);
  std::ifstream file(
      absl::StrCat(std::getenv("TEST_SRCDIR"), "/", std::getenv("TEST_WORKSPACE"), "/docs/weights-old-and-new.md"));
  const std::string page(std::istreambuf_iterator<char>(file), {});
  const std::string begin = "<!-- assay list --compare -->\n```\n", end = "```\n<!-- end -->\n";
  const size_t from = page.find(begin), to = page.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const std::string table = OldAndNewTable(rows).Text(/*colour=*/false);
  EXPECT_EQ(page.substr(from + begin.size(), to - from - begin.size()), table)
      << "copy the table from here into docs/weights-old-and-new.md:\n"
      << table;
}

}  // namespace
}  // namespace assay
