#include "harness/compatibility/probe_change.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compare_probe.h"
#include "harness/compatibility/measurement_change.h"

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

bool SameNames(const proto::Probe& was, const proto::Probe& is) {
  return was.output_name() == is.output_name() &&
         std::equal(was.other_output().begin(), was.other_output().end(), is.other_output().begin(),
                    is.other_output().end(), [](const auto& a, const auto& b) { return a.name() == b.name(); });
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
  if (MeasuredOtherwise(was, is)) return change;  // told of the library
  bool rect_moved = false, other_moved = false;
  const bool same_outputs = was.other_output_size() == is.other_output_size();
  for (const ProbePart& part :
       CompareProbes(was, same_outputs ? is : KnownOutputs(was, is), ToleranceOf(was, draws_alike))) {
    if (part.kind == ProbePart::Kind::kState || part.findings.empty()) continue;
    if (part.kind == ProbePart::Kind::kOutput) (part.name == "rect" ? rect_moved : other_moved) = true;
    std::optional<ProbeChange::Part>& moved = PartOf(change, part.kind);
    if (moved) {
      moved->error = std::max(moved->error, part.error);
    } else {
      moved = ProbeChange::Part{.error = part.error, .floor = part.tolerance, .sentence = part.findings[0]};
    }
  }
  change.rect_alone = rect_moved && !other_moved;
  return change;
}

ProbeChange CompareModelProbes(const proto::Probe& was, const proto::Blessing& was_blessing, const proto::Probe& is,
                               const proto::Blessing& is_blessing) {
  if (is.has_failure() && !was.has_failure()) {
    ProbeChange change;
    change.output = {.error = std::numeric_limits<double>::infinity(),
                     .floor = ToleranceOf(was).output,
                     .sentence = absl::StrCat("the model does not run any more: ", is.failure())};
    return change;
  }
  const bool draws_alike = DrawAlike(was_blessing.cpu_capability(), is_blessing.cpu_capability());
  if (SameNames(was, is)) return CompareProbeParts(was, is, draws_alike);
  proto::Probe renamed = is;
  if (was.has_output_name()) renamed.set_output_name(was.output_name());
  for (int i = 0; i < std::min(was.other_output_size(), is.other_output_size()); ++i)
    renamed.mutable_other_output(i)->set_name(was.other_output(i).name());
  return CompareProbeParts(was, renamed, draws_alike);
}

}  // namespace assay::bc
