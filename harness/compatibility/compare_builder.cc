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

// An option's default that shows in the model with the same two values is the cause of what the model does otherwise.
void JoinWithDefault(std::vector<Finding>& findings, std::vector<Finding> behaviour) {
  for (Finding& moved : behaviour) {
    const auto cause = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == "OPTION_DEFAULT_CHANGED" && SameChange(finding, moved);
    });
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
    comparison.probe = CompareProbeParts(was.probe(), is.probe(),
                                         DrawAlike(was.blessing().cpu_capability(), is.blessing().cpu_capability()));
    evidence.was = &was.probe();
    evidence.is = &is.probe();
    evidence.was_blessing = &was.blessing();
    evidence.is_blessing = &is.blessing();
    JoinWithDefault(comparison.findings, ProbeFindings(subject, comparison.probe, evidence));
  }
  return comparison;
}

}  // namespace assay::bc
