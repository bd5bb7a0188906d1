#include "tools/assay/old_and_new.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_format.h"
#include "weights/entry_version.h"
#include "weights/meta_schema.h"

namespace assay {
namespace {

// The first and the last version of one entry's name.
struct Versions {
  std::string enum_name, of;
  const WeightEntry *oldest, *newest;
  int oldest_number, newest_number;
};

// What a builder has several versions of, as the catalogue has them in order.
std::vector<Versions> SeveralVersions(const Catalog& catalog, const std::string& builder) {
  std::vector<Versions> all;
  for (const WeightEntry* entry : catalog.ForBuilder(builder)) {
    const auto version = VersionOf(entry->name);
    if (!version) continue;
    bool known = false;
    for (Versions& versions : all) {
      if (versions.enum_name != entry->enum_name || versions.of != version->of) continue;
      known = true;
      if (version->number < versions.oldest_number) {
        versions.oldest = entry;
        versions.oldest_number = version->number;
      }
      if (version->number > versions.newest_number) {
        versions.newest = entry;
        versions.newest_number = version->number;
      }
    }
    if (!known) all.push_back({entry->enum_name, version->of, entry, entry, version->number, version->number});
  }
  return all;
}

const MetricMeta* FindMetric(const WeightEntry& entry, const std::string& dataset, const std::string& name) {
  for (const MetricMeta& metric : entry.meta.metrics) {
    if (metric.dataset == dataset && metric.name == name) return &metric;
  }
  return nullptr;
}

}  // namespace

double OldAndNew::Difference() const { return std::round((new_value - old_value) * 1e6) / 1e6; }

std::vector<OldAndNew> CompareOldAndNew(const Catalog& catalog, absl::Span<const std::string> builders) {
  std::vector<OldAndNew> rows;
  for (const std::string& builder : builders) {
    for (const Versions& versions : SeveralVersions(catalog, builder)) {
      const TaskSchema* schema = FindTaskSchema(versions.newest->meta.task);
      if (versions.oldest == versions.newest || schema == nullptr || schema->metrics.empty()) continue;
      for (const MetricMeta& old_metric : versions.oldest->meta.metrics) {
        if (old_metric.name != schema->metrics.front().name) continue;
        const MetricMeta* new_metric = FindMetric(*versions.newest, old_metric.dataset, old_metric.name);
        if (new_metric == nullptr) continue;
        rows.push_back({.builder = builder,
                        .dataset = old_metric.dataset,
                        .metric = old_metric.name,
                        .old_entry = versions.oldest,
                        .old_value = old_metric.value,
                        .new_entry = versions.newest,
                        .new_value = new_metric->value});
      }
    }
  }
  return rows;
}

Json OldAndNewJson(absl::Span<const OldAndNew> rows) {
  Json json = {{"compared", Json::array()}};
  for (const OldAndNew& row : rows) {
    json["compared"].push_back({{"builder", row.builder},
                                {"metric", row.metric},
                                {"dataset", row.dataset},
                                {"old", {{"weights", row.old_entry->FullName()}, {"value", row.old_value}}},
                                {"new", {{"weights", row.new_entry->FullName()}, {"value", row.new_value}}},
                                {"difference", row.Difference()}});
  }
  return json;
}

Table OldAndNewTable(absl::Span<const OldAndNew> rows) {
  Table table({"builder", "data set", "metric", "old", "", "new", "", "difference"});
  for (const OldAndNew& row : rows) {
    table.AddRow({{row.builder},
                  {row.dataset},
                  {row.metric},
                  {row.old_entry->name},
                  {absl::StrFormat("%.3f", row.old_value)},
                  {row.new_entry->name},
                  {absl::StrFormat("%.3f", row.new_value)},
                  {absl::StrFormat("%+.3f", row.Difference())}});
  }
  return table;
}

}  // namespace assay
