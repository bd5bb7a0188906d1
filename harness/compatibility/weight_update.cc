#include "harness/compatibility/weight_update.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "harness/compatibility/field_change.h"
#include "harness/compatibility/measured_update.h"
#include "harness/compatibility/metric_order.h"

namespace assay::bc {
namespace {

constexpr absl::string_view kMetrics = "meta.metrics.";

std::map<std::string, std::string> ByName(const Fields& fields, absl::string_view prefix) {
  std::map<std::string, std::string> values;
  for (const proto::Field& field : fields) {
    if (absl::StartsWith(field.name(), prefix)) values[field.name()] = field.value();
  }
  return values;
}

// A row for each field of that beginning that either has; equal ones too where `all`.
void AddRows(const proto::EntryGolden& was, const proto::EntryGolden& is, absl::string_view prefix, bool all,
             std::vector<FindingRow>& rows) {
  const auto old_values = ByName(was.catalogue(), prefix), new_values = ByName(is.catalogue(), prefix);
  std::set<std::string> names;
  for (const auto* values : {&old_values, &new_values}) {
    for (const auto& [name, value] : *values) names.insert(name);
  }
  for (const std::string& name : names) {
    const auto old_value = old_values.find(name), new_value = new_values.find(name);
    FindingRow row{.name = std::string(absl::StripPrefix(name, "meta.")),
                   .was = old_value == old_values.end() ? "-" : old_value->second,
                   .is = new_value == new_values.end() ? "-" : new_value->second};
    if (all || row.was != row.is) rows.push_back(std::move(row));
  }
}

std::string TopText(const proto::PhotographGolden& photograph) {
  if (photograph.top().empty()) return "-";
  return absl::StrFormat("%s %.1f%%", photograph.top(0).category(), 100 * photograph.top(0).score());
}

std::set<std::string> Categories(const proto::PhotographGolden& photograph) {
  std::set<std::string> names;
  for (const proto::TopEntry& top : photograph.top()) names.insert(top.category());
  return names;
}

void ComparePhotographs(const proto::EntryGolden& was, const proto::EntryGolden& is, WeightUpdate& update) {
  for (const proto::PhotographGolden& old : was.photograph()) {
    const auto found = std::find_if(is.photograph().begin(), is.photograph().end(),
                                    [&](const auto& photograph) { return photograph.sha256() == old.sha256(); });
    if (found == is.photograph().end() || old.top().empty() || found->top().empty()) continue;
    ++update.photographs;
    if (old.top(0).category() != found->top(0).category()) ++update.top1_changed;
    if (Categories(old) != Categories(*found)) ++update.top5_changed;
    update.rows.push_back({.name = old.name(), .was = TopText(old), .is = TopText(*found)});
  }
}

// By what was measured of both image by image, which counts more than what their authors state. `updates` is not empty.
std::string MeasuredAdvice(const std::string& old_name, const std::string& new_name, bool moved,
                           const std::vector<MeasuredUpdate>& updates) {
  using Kind = UpdateVerdict::Kind;
  std::vector<std::string> texts;
  std::set<Kind> kinds;
  for (const MeasuredUpdate& update : updates) {
    kinds.insert(update.verdict.kind);
    texts.push_back(update.Text());
  }
  const std::string why = absl::StrCat(": ", absl::StrJoin(texts, "; "));
  if (kinds.count(Kind::kWorse) && kinds.count(Kind::kBetter))
    return absl::StrCat("whether `default` should be ", old_name, " or ", new_name, " depends on the data", why);
  if (kinds.count(Kind::kWorse))
    return absl::StrCat(moved ? absl::StrCat("`default` moved to ", new_name, " and should not")
                              : absl::StrCat("`default` should stay ", old_name),
                        why);
  if (kinds.count(Kind::kUndecided))
    return absl::StrCat("whether `default` should be ", old_name, " or ", new_name, " the images do not tell", why);
  if (kinds.count(Kind::kBetter))
    return absl::StrCat(moved ? "`default` moved to " : "`default` should move to ", new_name, why);
  return absl::StrCat("`default` may be ", old_name, " or ", new_name, why);
}

// By the metrics that both state.
std::string Verdict(const proto::EntryGolden& was, const proto::EntryGolden& is) {
  const auto old_values = ByName(was.catalogue(), kMetrics), new_values = ByName(is.catalogue(), kMetrics);
  int better = 0, worse = 0;
  for (const auto& [name, value] : old_values) {
    const auto found = new_values.find(name);
    if (found == new_values.end() || found->second == value) continue;
    ++(IsWorse(name, value, found->second) ? worse : better);
  }
  if (better > 0 && worse == 0) return "better";
  if (worse > 0 && better == 0) return "worse";
  return better > 0 ? "mixed" : "unknown";
}

std::string Advice(const std::string& old_name, const std::string& new_name, const std::string& default_entry,
                   bool same_taxonomy, const std::string& verdict) {
  if (!same_taxonomy)
    return absl::StrCat("`default` is not concerned: ", new_name, " is for another taxonomy than ", old_name);
  const bool moved = default_entry == new_name;
  if (verdict == "better")
    return moved
               ? absl::StrCat("`default` moved to ", new_name, ", which is better in every metric that both state")
               : absl::StrCat("`default` should move to ", new_name, ": it is better in every metric that both state");
  if (verdict == "worse")
    return moved ? absl::StrCat("`default` moved to ", new_name,
                                " and should not: it is worse in every metric that both state")
                 : absl::StrCat("`default` should stay ", old_name, ": ", new_name,
                                " is worse in every metric that both state");
  return absl::StrCat("whether `default` should be ", old_name, " or ", new_name, ": ",
                      verdict == "mixed" ? "one is better in some metrics, the other in others"
                                         : "no metric that both state tells them apart");
}

}  // namespace

WeightUpdate CompareWeights(const std::string& old_name, const proto::EntryGolden& old_entry,
                            const std::string& new_name, const proto::EntryGolden& new_entry,
                            const std::string& default_entry) {
  WeightUpdate update;
  AddRows(old_entry, new_entry, kMetrics, true, update.rows);
  AddRows(old_entry, new_entry, "meta.num_params", true, update.rows);
  AddRows(old_entry, new_entry, "meta.ops", true, update.rows);
  AddRows(old_entry, new_entry, "meta.file_size", true, update.rows);
  AddRows(old_entry, new_entry, "transforms", false, update.rows);
  AddRows(old_entry, new_entry, "postprocessing", false, update.rows);
  AddRows(old_entry, new_entry, "implied_", false, update.rows);
  ComparePhotographs(old_entry, new_entry, update);
  const bool same_taxonomy = ValueOf(old_entry.catalogue(), "taxonomy") == ValueOf(new_entry.catalogue(), "taxonomy");
  const std::vector<MeasuredUpdate> measured = CompareMeasured(old_entry, new_entry);
  update.advice = same_taxonomy && !measured.empty()
                      ? MeasuredAdvice(old_name, new_name, default_entry == new_name, measured)
                      : Advice(old_name, new_name, default_entry, same_taxonomy, Verdict(old_entry, new_entry));
  return update;
}

}  // namespace assay::bc
