#include "weights/meta_schema.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "weights/catalog.pb.h"

namespace assay {
namespace {

using testing::ElementsAre;

std::vector<std::string> StatedFields(const proto::Meta& meta) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  meta.GetReflection()->ListFields(meta, &fields);
  std::vector<std::string> names;
  for (const auto* field : fields) names.push_back(field->name());
  return names;
}

TEST(MetaFields, EachFieldOfTheSchemaFile_HasItsRow) {
  std::set<std::string> rows, fields;
  for (const MetaField& field : MetaFields()) EXPECT_TRUE(rows.insert(field.name).second) << field.name;
  const auto* meta = proto::Meta::descriptor();
  for (int i = 0; i < meta->field_count(); ++i) fields.insert(meta->field(i)->name());
  EXPECT_EQ(rows, fields);
}

TEST(MetaFields, EachExample_ParsesAndStatesItsField) {
  for (const MetaField& field : MetaFields()) {
    proto::Meta meta;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(field.example, &meta)) << field.example;
    EXPECT_THAT(StatedFields(meta), ElementsAre(field.name));
  }
}

TEST(TaskSchemas, EachTaskOfTheSchemaFile_HasItsRow) {
  std::vector<std::string> rows, tasks;
  for (const TaskSchema& schema : TaskSchemas()) rows.push_back(schema.task);
  const auto* task = proto::Task_descriptor();
  for (int i = 0; i < task->value_count(); ++i) tasks.push_back(absl::AsciiStrToLower(task->value(i)->name()));
  EXPECT_EQ(rows, tasks);
}

TEST(TaskSchemas, EachFieldThatATaskNames_Exists) {
  std::set<std::string> known;
  for (const MetaField& field : MetaFields()) known.insert(field.name);
  for (const TaskSchema& schema : TaskSchemas()) {
    std::set<std::string> named;
    for (const auto* list : {&schema.required, &schema.measured, &schema.permitted}) {
      for (const std::string& field : *list) {
        EXPECT_EQ(known.count(field), 1) << schema.task << ": " << field;
        EXPECT_TRUE(named.insert(field).second) << schema.task << " names " << field << " twice";
      }
    }
  }
}

TEST(FindTaskSchema, Needs_AreTheTables) {
  const TaskSchema* schema = FindTaskSchema("classification");
  ASSERT_NE(schema, nullptr);
  EXPECT_EQ(schema->NeedOf("task"), Need::kRequired);
  EXPECT_EQ(schema->NeedOf("categories"), Need::kRequired);
  EXPECT_EQ(schema->NeedOf("min_size"), Need::kMeasured);
  EXPECT_EQ(schema->NeedOf("recipe"), Need::kPermitted);
  EXPECT_EQ(schema->NeedOf("sample_rate"), Need::kForbidden);
  EXPECT_EQ(schema->NeedOf("nothing"), Need::kForbidden);
  EXPECT_THAT(schema->Fields(Need::kMeasured), ElementsAre("file_size", "min_size", "ops"));
  EXPECT_EQ(schema->MetricNames(), "acc@1, acc@5");
  EXPECT_EQ(schema->FindMetric("acc@5")->high, 100);
  EXPECT_EQ(schema->FindMetric("box_map"), nullptr);
  EXPECT_EQ(FindTaskSchema("Classification"), nullptr);
}

TEST(MetaSchemaMarkdown, Documentation_ShowsTheTable) {
  std::ifstream file(
      absl::StrCat(std::getenv("TEST_SRCDIR"), "/", std::getenv("TEST_WORKSPACE"), "/docs/meta-data.md"));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string begin = "<!-- weights/meta_schema.cc -->\n", end = "<!-- end -->";
  const size_t from = text.find(begin), to = text.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const std::string shown = text.substr(from + begin.size(), to - from - begin.size());
  EXPECT_EQ(shown, MetaSchemaMarkdown()) << "copy the table from here into docs/meta-data.md:\n"
                                         << MetaSchemaMarkdown();
}

}  // namespace
}  // namespace assay
