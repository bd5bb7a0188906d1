#include "harness/compatibility/probe_change.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/compare_probe.h"

namespace assay::bc {
namespace {

std::optional<ProbeChange::Part>& PartOf(ProbeChange& change, ProbePart::Kind kind) {
  switch (kind) {
    case ProbePart::Kind::kGradient:
      return change.gradient;
    case ProbePart::Kind::kCalibrated:
      return change.calibrated;
    case ProbePart::Kind::kTraining:
      return change.training;
    case ProbePart::Kind::kInit:
      return change.init;
    default:
      return change.output;
  }
}

double FloorOf(ProbePart::Kind kind, const ProbeTolerance& tolerance) {
  switch (kind) {
    case ProbePart::Kind::kGradient:
      return tolerance.gradient;
    case ProbePart::Kind::kCalibrated:
      return tolerance.calibrated;
    case ProbePart::Kind::kTraining:
      return tolerance.training;
    case ProbePart::Kind::kInit:
      return tolerance.init;
    default:
      return tolerance.output;
  }
}

// Without the outputs that `was` does not have.
proto::Probe KnownOutputs(const proto::Probe& was, const proto::Probe& is) {
  std::set<std::string> known;
  for (const proto::NamedOutput& output : was.other_output()) known.insert(output.name());
  proto::Probe kept = is;
  kept.clear_other_output();
  for (const proto::NamedOutput& output : is.other_output()) {
    if (known.count(output.name())) *kept.add_other_output() = output;
  }
  return kept;
}

}  // namespace

ProbeChange CompareProbeParts(const proto::Probe& was, const proto::Probe& is, bool draws_alike) {
  ProbeChange change;
  change.state = CompareStates(was, is);
  const ProbeTolerance tolerance = ToleranceOf(was, draws_alike);
  bool rect_moved = false, other_moved = false;
  const bool same_outputs = was.other_output_size() == is.other_output_size();
  for (const ProbePart& part : CompareProbes(was, same_outputs ? is : KnownOutputs(was, is), tolerance)) {
    if (part.kind == ProbePart::Kind::kState || part.findings.empty()) continue;
    if (part.kind == ProbePart::Kind::kOutput) (part.name == "rect" ? rect_moved : other_moved) = true;
    std::optional<ProbeChange::Part>& moved = PartOf(change, part.kind);
    if (moved) {
      moved->error = std::max(moved->error, part.error);
    } else {
      moved =
          ProbeChange::Part{.error = part.error, .floor = FloorOf(part.kind, tolerance), .sentence = part.findings[0]};
    }
  }
  change.rect_alone = rect_moved && !other_moved;
  return change;
}

}  // namespace assay::bc
