#include "weights/meta_schema.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

// What every task has.
constexpr absl::string_view kAlwaysRequired[] = {"task", "num_params", "licence"};
constexpr absl::string_view kAlwaysMeasured[] = {"file_size"};
constexpr absl::string_view kAlwaysPermitted[] = {"recipe", "metrics", "docs"};

template <class List>
bool Has(const List& list, absl::string_view field) {
  return std::find(std::begin(list), std::end(list), field) != std::end(list);
}

template <class List>
std::string Code(const List& fields) {
  if (std::begin(fields) == std::end(fields)) return "";
  return absl::StrCat("`", absl::StrJoin(fields, "`, `"), "`");
}

std::string Metrics(const TaskSchema& schema) {
  return absl::StrJoin(schema.metrics, ", ", [](std::string* out, const MetricRule& metric) {
    absl::StrAppend(out, "`", metric.name, "` ", metric.low, "..", metric.high);
  });
}

}  // namespace

absl::Span<const MetaField> MetaFields() {
  static const auto& fields = *new std::vector<MetaField>{
      {"task", "what the model is for", "task: CLASSIFICATION", "against the builder's"},
      {"num_params", "elements of all parameters", "num_params: 3504872", "by counting"},
      {"licence", "the weights' own, with a link", "licence { spdx: \"BSD-3-Clause\" url: \"https://host/LICENSE\" }",
       "a known SPDX identifier, an https link"},
      {"recipe", "how the weights were trained", "recipe: \"https://host/recipe\"", "an https link"},
      {"metrics", "what their authors measured",
       "metrics { dataset: \"ImageNet-1K\" metric { name: \"acc@1\" value: 71.878 } }",
       "a metric of the task, in range"},
      {"file_size", "MiB of the file", "file_size: 13.555", "where the file is at hand, to 0.0015"},
      {"docs", "a sentence for people", "docs: \"...\"", ""},
      {"categories", "the names of the outputs", "categories { file: \"imagenet1k\" count: 1000 }",
       "against the file and a classifier's outputs"},
      {"min_size", "the smallest image that the model takes", "min_size { height: 1 width: 1 }", "by trying"},
      {"smallest_taken", "what it takes in fact, where its authors state a larger `min_size`",
       "smallest_taken { height: 1 width: 1 }", "by trying"},
      {"ops", "10^9 multiply-adds for one image of the crop's size", "ops: 0.301", "by counting, to three decimals"},
      {"keypoint_names", "the points that are found of each object, in order", "keypoint_names: \"nose\"", ""},
      {"embedding_size", "numbers in the embedding of a text", "embedding_size: 384", "against the model's output"},
      {"vocabulary_size", "tokens that there are", "vocabulary_size: 30522", "by trying"},
      {"languages", "what the texts are in, as BCP 47 tags", "languages: \"en\"", "well-formed"},
      {"sample_rate", "of the sound, in Hz", "sample_rate: 22050", ""},
      {"symbols", "what a text is split into, and how many there are", "symbols { kind: \"characters\" count: 38 }",
       ""},
  };
  return fields;
}

absl::Span<const TaskSchema> TaskSchemas() {
  static const auto& schemas = *new std::vector<TaskSchema>{
      {.task = "classification",
       .required = {"categories"},
       .measured = {"min_size", "ops"},
       .permitted = {"smallest_taken"},
       .metrics = {{"acc@1"}, {"acc@5"}}},
      {.task = "detection",
       .required = {"categories"},
       .permitted = {"keypoint_names", "min_size", "smallest_taken", "ops"},
       .metrics = {{"box_map"}, {"mask_map"}, {"kp_map"}}},
      {.task = "segmentation",
       .required = {"categories"},
       .permitted = {"min_size", "smallest_taken", "ops"},
       .metrics = {{"miou"}, {"pixel_acc"}}},
      {.task = "text_encoding",
       .required = {"embedding_size", "vocabulary_size", "languages"},
       .metrics = {{"sts_spearman", -100, 100}}},
      {.task = "speech", .required = {"sample_rate", "symbols", "languages"}, .metrics = {{"mos", 1, 5}}},
      {.task = "features", .permitted = {"min_size", "smallest_taken", "ops"}},
  };
  return schemas;
}

const TaskSchema* FindTaskSchema(absl::string_view task) {
  for (const TaskSchema& schema : TaskSchemas()) {
    if (schema.task == task) return &schema;
  }
  return nullptr;
}

Need TaskSchema::NeedOf(absl::string_view field) const {
  if (Has(kAlwaysRequired, field) || Has(required, field)) return Need::kRequired;
  if (Has(kAlwaysMeasured, field) || Has(measured, field)) return Need::kMeasured;
  if (Has(kAlwaysPermitted, field) || Has(permitted, field)) return Need::kPermitted;
  return Need::kForbidden;
}

std::vector<std::string> TaskSchema::Fields(Need need) const {
  std::vector<std::string> names;
  for (const MetaField& field : MetaFields()) {
    if (NeedOf(field.name) == need) names.push_back(field.name);
  }
  return names;
}

const MetricRule* TaskSchema::FindMetric(absl::string_view name) const {
  for (const MetricRule& metric : metrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::string TaskSchema::MetricNames() const {
  return absl::StrJoin(metrics, ", ",
                       [](std::string* out, const MetricRule& metric) { absl::StrAppend(out, metric.name); });
}

std::string MetaSchemaMarkdown() {
  std::string text = "| task | required | measured | permitted | metrics |\n| --- | --- | --- | --- | --- |\n";
  absl::StrAppend(&text, "| *every task* | ", Code(kAlwaysRequired), " | ", Code(kAlwaysMeasured), " | ",
                  Code(kAlwaysPermitted), " | |\n");
  for (const TaskSchema& schema : TaskSchemas()) {
    absl::StrAppend(&text, "| ", schema.task, " | ", Code(schema.required), " | ", Code(schema.measured), " | ",
                    Code(schema.permitted), " | ", Metrics(schema), " |\n");
  }
  absl::StrAppend(&text, "\n| field | says | for example | validation checks it |\n| --- | --- | --- | --- |\n");
  for (const MetaField& field : MetaFields()) {
    absl::StrAppend(&text, "| `", field.name, "` | ", field.what, " | `", field.example, "` | ", field.checked, " |\n");
  }
  return text;
}

}  // namespace assay
