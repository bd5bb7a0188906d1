// Nothing that the catalogue says about weights is lost on the way to `assay describe`.
#include "tools/assay/entry_json.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "weights/catalog.h"
#include "weights/meta_schema.h"

namespace assay {
namespace {

// Whether an entry of the task may state the field. A task without metrics has none to state.
bool MayState(const TaskSchema& schema, const MetaField& field) {
  return schema.NeedOf(field.name) != Need::kForbidden && !(field.name == "metrics" && schema.metrics.empty());
}

// All that an entry of the task may state, from the schema's own examples.
std::string MetaText(const TaskSchema& schema) {
  std::string text;
  for (const MetaField& field : MetaFields()) {
    if (MayState(schema, field)) absl::StrAppend(&text, field.example, "\n");
  }
  const std::string metric = schema.metrics.empty() ? "acc@1" : schema.metrics[0].name;
  return absl::StrReplaceAll(
      text, {{"CLASSIFICATION", absl::AsciiStrToUpper(schema.task)}, {"acc@1", metric}, {"71.878", "4.5"}});
}

TEST(EntryJson, EveryFieldOfEachTask_ArrivesFromTheTextproto) {
  for (const TaskSchema& schema : TaskSchemas()) {
    Catalog catalog;
    const absl::Status added =
        catalog.AddTextproto(absl::StrCat(R"(name: "X_Weights" cpp_name: "XWeights" builder: "x" default_entry: "V1"
                        entry { name: "V1" constant: "kV1" url: "https://host/x-01234567.pth" sha256: "01234567"
                                taxonomy: "Set" latest: true meta { )",
                                          MetaText(schema), "} }"),
                             "x.textproto");
    ASSERT_TRUE(added.ok()) << schema.task << ": " << added;
    const Json json = EntryJson(**catalog.Find("X_Weights.V1"), absl::NotFoundError("not here"));
    for (const MetaField& field : MetaFields()) {
      const bool stated = MayState(schema, field);
      ASSERT_TRUE(json["meta"].contains(field.name)) << field.name;
      const Json& value = json["meta"][field.name];
      EXPECT_EQ(!value.is_null() && value != Json::object(), stated) << schema.task << ": " << field.name;
    }
  }
}

}  // namespace
}  // namespace assay
