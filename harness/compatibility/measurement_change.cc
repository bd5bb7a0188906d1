#include "harness/compatibility/measurement_change.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "harness/compatibility/make_finding.h"

namespace assay::bc {

void AddMeasurementChange(const std::string& lock, const proto::Probe& was, const proto::Probe& is,
                          std::vector<MeasurementChange>& changes) {
  // Of an empty probe nothing was measured, whatever the default says.
  if (!was.has_output() || !is.has_output() || !MeasuredOtherwise(was, is)) return;
  changes.push_back({.lock = lock, .was = was.measured_by(), .is = is.measured_by()});
}

void AddMeasurementChange(const proto::ComponentGolden& was, const proto::ComponentGolden& is,
                          std::vector<MeasurementChange>& changes) {
  const std::string lock = absl::StrCat("components/", was.component());
  if (MeasuredOtherwise(was, is)) {
    changes.push_back({.lock = lock, .was = was.measured_by(), .is = is.measured_by()});
    return;
  }
  for (const proto::ComponentCase& before : was.item()) {
    for (const proto::ComponentCase& now : is.item()) {
      if (now.name() != before.name()) continue;
      const size_t count = changes.size();
      AddMeasurementChange(lock, before.probe(), now.probe(), changes);
      if (changes.size() > count) return;
    }
  }
}

std::optional<Finding> MeasurementFinding(const std::vector<MeasurementChange>& changes) {
  if (changes.empty()) return std::nullopt;
  constexpr size_t kShown = 3;
  std::string witness = absl::StrCat(changes.size() == 1 ? "one lock was" : absl::StrCat(changes.size(), " locks were"),
                                     " measured by another protocol than what was promised: ");
  for (size_t i = 0; i < std::min(changes.size(), kShown); ++i) {
    absl::StrAppend(&witness, i == 0 ? "" : ", ", changes[i].lock, " (", changes[i].was, " -> ", changes[i].is, ")");
  }
  if (changes.size() > kShown) absl::StrAppend(&witness, " and ", changes.size() - kShown, " more");
  Finding finding = MakeFinding("MEASUREMENT_CHANGED", {.builder = "library"}, std::move(witness));
  const bool components = std::all_of(changes.begin(), changes.end(), [](const MeasurementChange& change) {
    return absl::StartsWith(change.lock, "components/");
  });
  finding.file = components ? "harness/components/component.h" : "harness/probe.h";
  return finding;
}

}  // namespace assay::bc
