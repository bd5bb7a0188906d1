#include "harness/trace_comparison.h"

#include <algorithm>
#include <set>

namespace assay {

// Projections are written to 1e-10 of the norm.
constexpr double kWrittenPrecision = 5e-10;

std::vector<int> TraceSide::Inputs(int i) const {
  if (step(i).back_size() == 0) return i > 0 ? std::vector<int>{i - 1} : std::vector<int>();
  std::vector<int> inputs;
  for (const int back : step(i).back()) {
    if (back >= 1 && back <= i) inputs.push_back(i - back);
  }
  return inputs;
}

int TraceSide::Output(int k) const {
  const int output = k < trace.output_size() ? trace.output(k) : -1;
  return output < size() ? output : -1;
}

TraceComparison::TraceComparison(const proto::Trace& was, const proto::Trace& is, double noise)
    : was(was), is(is), noise_(std::max(noise, kWrittenPrecision)), alignment_(AlignTraces(was, is, noise_)) {}

int TraceComparison::Outputs() const { return std::min(was.trace.output_size(), is.trace.output_size()); }

bool TraceComparison::OutputMoved(int k) const {
  const int was_step = was.Output(k), is_step = is.Output(k);
  return was_step < 0 || is_step < 0 ? was_step != is_step : !Same(was_step, is_step);
}

int TraceComparison::SourceOfOutputs() const {
  std::set<int> unseen;
  for (int k = 0; k < Outputs(); ++k) {
    if (OutputMoved(k) && is.Output(k) >= 0) unseen.insert(is.Output(k));
  }
  int first = -1;
  // A step takes only what ran before it: from the last to the first each is looked at once.
  while (!unseen.empty()) {
    const int step = *unseen.rbegin();
    unseen.erase(step);
    if (IsKnown(step)) continue;
    first = step;
    for (const int input : is.Inputs(step)) unseen.insert(input);
  }
  return first;
}

int TraceComparison::RewiredOutput() const {
  for (int k = 0; k < Outputs(); ++k) {
    if (OutputMoved(k)) return k;
  }
  return -1;
}

int TraceComparison::HiddenSource() const {
  for (int i = 0; i < is.size(); ++i) {
    const int partner = Partner(i);
    if (partner < 0 || is.IsBetween(i) || was.step(partner).op() != is.step(i).op()) continue;
    if (!Same(partner, i) && !IsKnown(i) && !is.values.Has(was.step(partner), noise_)) return i;
  }
  return -1;
}

TraceComparison::Inputs TraceComparison::CompareInputs(int i) const {
  Inputs inputs{.only_is = is.Inputs(i)};
  if (Partner(i) < 0) return inputs;
  for (const int input : was.Inputs(Partner(i))) {
    const auto same =
        std::find_if(inputs.only_is.begin(), inputs.only_is.end(), [&](int other) { return Same(input, other); });
    if (same == inputs.only_is.end()) {
      inputs.only_was.push_back(input);
    } else {
      inputs.only_is.erase(same);
    }
  }
  return inputs;
}

int TraceComparison::Gone(int i) const {
  for (const int input : CompareInputs(i).only_was) {
    if (alignment_.is_of_was[input] >= 0) continue;
    const auto runs = [&](const proto::TraceStep& step) {
      return step.has_module() && step.module() == was.step(input).module();
    };
    if (was.IsBetween(input) || std::none_of(is.trace.step().begin(), is.trace.step().end(), runs)) return input;
  }
  return -1;
}

double TraceComparison::Moved(int i) const {
  int last = i;
  while (last + 1 < is.size() && is.last[last + 1] == is.last[i] && is.IsBetween(last + 1) == is.IsBetween(i)) ++last;
  for (int step = last; step >= i; --step) {
    const double moved = Partner(step) < 0 ? 0 : DistanceEstimate(was.step(Partner(step)), is.step(step));
    if (moved > noise_) return moved;
  }
  return 0;
}

}  // namespace assay
