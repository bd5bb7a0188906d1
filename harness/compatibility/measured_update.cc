#include "harness/compatibility/measured_update.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/accuracy/golden_accuracy.h"
#include "harness/accuracy/known_datasets.h"

namespace assay::bc {
namespace {

constexpr size_t kShownDigest = 8;

UpdateRule RuleOf(const std::string& dataset) {
  UpdateRule rule;
  if (const auto spec = FindDataset(dataset); spec.ok()) rule.margin = spec->margin_points() / 100;
  return rule;
}

// What, beside the tensors, decides the answers.
std::map<std::string, std::string> DecidingFields(const proto::EntryGolden& entry) {
  std::map<std::string, std::string> fields;
  for (const proto::Field& field : entry.catalogue()) {
    const std::string& name = field.name();
    if (name == "builder" || absl::StartsWith(name, "transforms") || absl::StartsWith(name, "implied_"))
      fields[name] = field.value();
  }
  return fields;
}

}  // namespace

std::string MeasuredUpdate::Text() const { return absl::StrCat("on ", dataset, " ", Describe(verdict, counts)); }

std::string MeasuredUpdate::Key() const {
  return absl::StrCat("on ", dataset, " ", data_digest.substr(0, kShownDigest), ": ", counts.only_new, " won, ",
                      counts.only_old, " lost of ", counts.total());
}

std::vector<MeasuredUpdate> CompareMeasured(const proto::EntryGolden& before, const proto::EntryGolden& after) {
  const auto judge = AreSameTensors(before, after) ? JudgeSameTensors : JudgeUpdate;
  std::vector<MeasuredUpdate> updates;
  for (const proto::AccuracyGolden& was : before.accuracy()) {
    for (const proto::AccuracyGolden& is : after.accuracy()) {
      if (was.data_digest() != is.data_digest()) continue;
      const auto counts = PairAccuracies(was, is);
      if (!counts.ok()) continue;
      updates.push_back({was.dataset(), was.data_digest(), judge(*counts, RuleOf(was.dataset())), *counts});
    }
  }
  return updates;
}

std::string WhyNotComparable(const proto::AccuracyGolden& measured, const proto::EntryGolden& others) {
  std::string why;
  for (const proto::AccuracyGolden& other : others.accuracy()) {
    if (other.dataset() != measured.dataset()) continue;
    const auto counts = PairAccuracies(measured, other);
    if (counts.ok()) return "";
    why = std::string(counts.status().message());
  }
  return why;
}

bool AreSameTensors(const proto::EntryGolden& one, const proto::EntryGolden& other) {
  const std::string& digest = one.file().tensors_digest();
  return !digest.empty() && digest == other.file().tensors_digest() && DecidingFields(one) == DecidingFields(other);
}

}  // namespace assay::bc
