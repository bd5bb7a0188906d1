#include "harness/compatibility/measured_update.h"

#include "absl/strings/str_cat.h"
#include "harness/accuracy/golden_accuracy.h"
#include "harness/accuracy/known_datasets.h"

namespace assay::bc {
namespace {

UpdateRule RuleOf(const std::string& dataset) {
  UpdateRule rule;
  if (const auto spec = FindDataset(dataset); spec.ok()) rule.margin = spec->margin_points() / 100;
  return rule;
}

}  // namespace

std::string MeasuredUpdate::Text() const { return absl::StrCat("on ", dataset, " ", Describe(verdict, counts)); }

std::vector<MeasuredUpdate> CompareMeasured(const proto::EntryGolden& before, const proto::EntryGolden& after) {
  std::vector<MeasuredUpdate> updates;
  for (const proto::AccuracyGolden& was : before.accuracy()) {
    for (const proto::AccuracyGolden& is : after.accuracy()) {
      if (was.data_digest() != is.data_digest()) continue;
      const auto counts = PairAccuracies(was, is);
      if (!counts.ok()) continue;
      updates.push_back({was.dataset(), JudgeUpdate(*counts, RuleOf(was.dataset())), *counts});
    }
  }
  return updates;
}

}  // namespace assay::bc
