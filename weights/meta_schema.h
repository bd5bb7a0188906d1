// Which meta-data an entry has, by its task: the table that docs/meta-data.md shows, and that the build and the harness
// hold every entry against.
//
//   const TaskSchema* schema = FindTaskSchema("classification");
//   schema->NeedOf("categories");   // Need::kRequired: the build of a textproto without them fails
//   schema->NeedOf("min_size");     // Need::kMeasured: `assay validate` finds it by trying, and fails where it differs
//   schema->NeedOf("sample_rate");  // Need::kForbidden: no classifier has one
//   schema->FindMetric("acc@1");    // from 0 to 100
#ifndef ASSAY_WEIGHTS_META_SCHEMA_H_
#define ASSAY_WEIGHTS_META_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

enum class Need {
  kForbidden,  // It means nothing for this task.
  kPermitted,  // It may be left out.
  kMeasured,  // It may be left out of a textproto that nobody validates; validation states the number, and asks for it.
  kRequired,  // The build fails without it.
};

// One field of assay.proto.Meta.
struct MetaField {
  std::string name;     // "min_size"
  std::string what;     // "the smallest image that the model takes"
  std::string example;  // "min_size { height: 1 width: 1 }"
  std::string checked;  // How validation checks it: "by trying".
};

// All fields, in the order of the table.
absl::Span<const MetaField> MetaFields();

// A metric that entries of a task may state, and what it can be.
struct MetricRule {
  std::string name;  // "acc@1"
  double low = 0;
  double high = 100;
};

struct TaskSchema {
  std::string task;  // "classification"
  // Beside what all tasks have. What is in none of the lists is forbidden.
  std::vector<std::string> required;
  std::vector<std::string> measured;
  std::vector<std::string> permitted;
  std::vector<MetricRule> metrics;

  Need NeedOf(absl::string_view field) const;
  // The fields of a need, in the table's order.
  std::vector<std::string> Fields(Need need) const;
  // Null for a metric that the task does not have.
  const MetricRule* FindMetric(absl::string_view name) const;
  // "acc@1, acc@5".
  std::string MetricNames() const;
};

// One for each value of assay.proto.Task.
absl::Span<const TaskSchema> TaskSchemas();

// Null for an unknown task.
const TaskSchema* FindTaskSchema(absl::string_view task);

// The two tables, of tasks and of fields, as Markdown.
std::string MetaSchemaMarkdown();

}  // namespace assay

#endif  // ASSAY_WEIGHTS_META_SCHEMA_H_
