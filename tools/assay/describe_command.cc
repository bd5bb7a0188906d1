// assay describe NAME: everything that is known about a builder or a weight entry.
#include <unistd.h>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/cross_version_table.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/entry_json.h"
#include "tools/assay/golden.h"
#include "tools/assay/json.h"
#include "tools/assay/names.h"
#include "tools/assay/table.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"
#include "weights/locate.h"

namespace assay {
namespace {

// The entry, and what becomes of its weights in the other versions of its family, as the lock has it.
absl::StatusOr<Json> DescribeEntry(const Builder& builder, const WeightEntry& entry) {
  const auto golden = ReadGolden<proto::EntryGolden>(GoldenPath(builder, entry));
  if (!golden.ok()) return golden.status();
  Json json = EntryJson(entry, Locate(entry));
  json["versions"] = Json::object();
  if (!golden->has_value()) return json;
  for (const proto::CrossVersion& row : (*golden)->cross_version())
    json["versions"][row.builder()] = CrossVersionText(row);
  return json;
}

absl::StatusOr<Json> BuilderJson(const Builder& builder) {
  Json json;
  json["name"] = builder.name;
  json["family"] = builder.family;
  json["task"] = builder.task;
  json["weights_enum"] = builder.weights_enum;
  json["default"] = nullptr;
  json["weights"] = Json::array();
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder.name)) {
    if (entry->is_default) json["default"] = entry->FullName();
    auto described = DescribeEntry(builder, *entry);
    if (!described.ok()) return described.status();
    json["weights"].push_back(*std::move(described));
  }
  return json;
}

// The builder or entry of that name; a weights enum's name stands for its builder.
absl::StatusOr<Json> DescriptionOf(const std::string& name) {
  for (const std::string& builder_name : list()) {
    const Builder& builder = **FindBuilder(builder_name);
    if (name == builder.name || name == builder.weights_enum) return BuilderJson(builder);
  }
  if (name.find('.') != std::string::npos) {
    const auto entry = get_weight(name);
    if (!entry.ok()) return entry.status();
    const auto builder = FindBuilder(entry->builder);
    if (!builder.ok()) return builder.status();
    return DescribeEntry(**builder, *entry);
  }
  return absl::NotFoundError(
      absl::StrCat("no builder and no weights are called \"", name, "\"", DidYouMean(name, AllNames())));
}

// A builder's entries by name alone: each is described on its own.
std::string DescriptionText(Json json) {
  if (json.contains("weights")) {
    std::vector<std::string> names;
    for (const Json& entry : json["weights"]) names.push_back(entry["name"]);
    json["weights"] = absl::StrJoin(names, ", ");
  }
  const auto lines = Flatten(json);
  Table table({lines.front().first, lines.front().second});
  for (size_t i = 1; i < lines.size(); ++i) table.AddRow({{lines[i].first}, {lines[i].second}});
  return table.Text(false);
}

ExitCode Describe(const Arguments& arguments) {
  const auto json = DescriptionOf(arguments.words().front());
  if (!json.ok()) return Fail(json.status());
  std::cout << (arguments.Has("json") ? JsonLine(*json) : DescriptionText(*json));
  return kFine;
}

}  // namespace

Command DescribeCommand() {
  return {
      .name = "describe",
      .usage = "NAME [--json]",
      .summary = "tell what the catalogue says about a builder or weights",
      .details =
          "  assay describe resnet50\n"
          "  assay describe ResNet50_Weights.IMAGENET1K_V2\n"
          "  assay describe ResNet50_Weights.default --json\n",
      .options = {{.name = "json", .help = "one JSON document: every field, under the names of weights/catalog.proto"}},
      .fewest_words = 1,
      .most_words = 1,
      .run = Describe};
}

}  // namespace assay
