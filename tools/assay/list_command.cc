// assay list: builders, and the weights of each.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/registry.h"
#include "tools/assay/commands.h"
#include "tools/assay/json.h"
#include "tools/assay/names.h"
#include "tools/assay/old_and_new.h"
#include "tools/assay/table.h"
#include "tools/base/suggest.h"
#include "weights/catalog.h"
#include "weights/locate.h"

namespace assay {
namespace {

absl::Status CheckTask(const std::string& task) {
  std::set<std::string> tasks;
  for (const std::string& name : list()) tasks.insert((*FindBuilder(name))->task);
  if (task.empty() || tasks.count(task)) return absl::OkStatus();
  const std::vector<std::string> known(tasks.begin(), tasks.end());
  return absl::NotFoundError(absl::StrCat("no builder's task is \"", task, "\"", DidYouMean(task, known),
                                          " (there are: ", absl::StrJoin(tasks, ", "), ")"));
}

// The builders that are asked for.
absl::StatusOr<std::vector<const Builder*>> Select(const Arguments& arguments) {
  const ListOptions options = {
      .task = arguments.Value("task"), .include = arguments.Values("include"), .exclude = arguments.Values("exclude")};
  for (const absl::Status& status :
       {CheckTask(options.task), CheckGlobs(options.include, list()), CheckGlobs(options.exclude, list())}) {
    if (!status.ok()) return status;
  }
  std::vector<const Builder*> builders;
  for (const std::string& name : list(options)) builders.push_back(*FindBuilder(name));
  if (builders.empty()) return absl::NotFoundError("no builder is left: the options exclude each other");
  return builders;
}

Json ListJson(const std::vector<const Builder*>& builders) {
  Json json = {{"builders", Json::array()}};
  for (const Builder* builder : builders) {
    Json weights = Json::array();
    for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder->name)) {
      weights.push_back({{"name", entry->FullName()},
                         {"default", entry->is_default},
                         {"latest", entry->latest},
                         {"available", Locate(*entry).ok()}});
    }
    json["builders"].push_back({{"name", builder->name}, {"task", builder->task}, {"weights", std::move(weights)}});
  }
  return json;
}

Table ListTable(const std::vector<const Builder*>& builders) {
  Table table({"builder", "task", "weights", "file", ""});
  for (const Builder* builder : builders) {
    const auto entries = Catalog::Global().ForBuilder(builder->name);
    if (entries.empty()) table.AddRow({{builder->name}, {builder->task}, {"-"}});
    for (const WeightEntry* entry : entries) {
      const auto file = Locate(*entry);
      std::vector<std::string> marks;
      if (entry->is_default) marks.push_back("default");
      if (entry->latest) marks.push_back("latest");
      table.AddRow({{builder->name},
                    {builder->task},
                    {entry->FullName()},
                    {file.ok() ? file->from : "-", file.ok() ? Style::kGood : Style::kPlain},
                    {absl::StrJoin(marks, ", ")}});
    }
  }
  return table;
}

ExitCode Compare(const std::vector<const Builder*>& builders, bool json) {
  std::vector<std::string> names;
  for (const Builder* builder : builders) names.push_back(builder->name);
  const std::vector<OldAndNew> rows = CompareOldAndNew(Catalog::Global(), names);
  if (json) {
    std::cout << JsonLine(OldAndNewJson(rows));
  } else if (rows.empty()) {
    std::cout << "nothing to compare: no builder of these has several versions of an entry\n";
  } else {
    std::cout << OldAndNewTable(rows).Text(ColourWanted(STDOUT_FILENO));
  }
  return kFine;
}

ExitCode List(const Arguments& arguments) {
  const auto builders = Select(arguments);
  if (!builders.ok()) return Fail(builders.status());
  if (arguments.Has("compare")) return Compare(*builders, arguments.Has("json"));
  std::cout << (arguments.Has("json") ? JsonLine(ListJson(*builders))
                                      : ListTable(*builders).Text(ColourWanted(STDOUT_FILENO)));
  return kFine;
}

}  // namespace

Command ListCommand() {
  return {.name = "list",
          .usage = "[--task=T] [--include=GLOB] [--exclude=GLOB] [--compare] [--json]",
          .summary = "list builders and their weights, and whose file is at hand",
          .details =
              "  assay list --include='resnet*' --exclude=resnet152\n"
              "  assay list --task=classification --json\n"
              "  assay list --compare --include='regnet*'\n\n"
              "The column \"file\" says where a weight file was found; \"-\" where it is not at hand.\n"
              "With --compare there is a row for each builder that has several versions of an entry\n"
              "(IMAGENET1K_V1, IMAGENET1K_V2): what the authors of the oldest and of the newest\n"
              "measured, and the difference.\n",
          .options = {{.name = "task",
                       .value = Option::Value::kRequired,
                       .placeholder = "T",
                       .help = "only builders of this task"},
                      {.name = "include",
                       .value = Option::Value::kRequired,
                       .placeholder = "GLOB",
                       .help = "only builders that match; may be given several times",
                       .repeatable = true},
                      {.name = "exclude",
                       .value = Option::Value::kRequired,
                       .placeholder = "GLOB",
                       .help = "no builders that match; may be given several times",
                       .repeatable = true},
                      {.name = "compare", .help = "how good old and new weights are, as their authors measured"},
                      {.name = "json", .help = "one JSON document"}},
          .most_words = 0,
          .run = List};
}

}  // namespace assay
