#include "harness/compatibility/compare_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "harness/compare_probe.h"

namespace assay::bc {
namespace {

// "1e-12" and "1e-05" of "BertOptions.layer_norm_eps: default 1e-12 -> 1e-05".
bool SameChange(const Finding& option, const Finding& behaviour) {
  const std::vector<std::string> halves = absl::StrSplit(option.witness, ": default ");
  if (halves.size() != 2) return false;
  const std::vector<std::string> values = absl::StrSplit(halves[1], " -> ");
  if (values.size() != 2) return false;
  // As the trace words it: "eps is 1e-05, was 1e-12".
  return absl::StrContains(behaviour.witness, absl::StrCat(" is ", values[1], ", was ", values[0]));
}

// What the model does otherwise because of what was changed about its signature. An option's default is the cause where
// it shows in the model with the same two values; other inputs are, since the probe feeds inputs by their names.
bool IsCause(const Finding& finding, const Finding& behaviour) {
  if (finding.rule == "OPTION_DEFAULT_CHANGED") return SameChange(finding, behaviour);
  return finding.rule == "INPUTS_CHANGED" && behaviour.level == Level::kOutput && behaviour.rule != "INIT_CHANGED";
}

void JoinWithCause(BuilderComparison& comparison, std::vector<Finding> behaviour) {
  std::vector<Finding>& findings = comparison.findings;
  for (Finding& moved : behaviour) {
    const auto cause =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) { return IsCause(finding, moved); });
    // Initial values are no matter of entries: they load others.
    if (moved.rule != "INIT_CHANGED") comparison.behaviour.emplace(cause - findings.begin(), moved.rule);
    if (cause == findings.end()) {
      findings.push_back(std::move(moved));
      continue;
    }
    absl::StrAppend(&cause->witness, "; ", moved.witness);
    cause->module = moved.module;
    absl::StrAppend(&cause->breaks, "; and ", moved.breaks);
  }
}

}  // namespace

BuilderComparison CompareBuilder(const Subject& subject, const proto::BuilderGolden& was,
                                 const proto::BuilderGolden& is, ProbeEvidence evidence) {
  BuilderComparison comparison;
  if (was.has_api()) CompareApis(subject, was.api(), is.api(), comparison);
  if (was.has_probe()) {
    comparison.probe = CompareModelProbes(was.probe(), was.blessing(), is.probe(), is.blessing());
    evidence.was = &was.probe();
    evidence.is = &is.probe();
    evidence.was_blessing = &was.blessing();
    evidence.is_blessing = &is.blessing();
    JoinWithCause(comparison, ProbeFindings(subject, comparison.probe, evidence));
  }
  return comparison;
}

}  // namespace assay::bc
