// Which steps of two traces do the same work, and which values both have.
//
//   const TraceValues values(was);
//   if (!values.Has(is.step(7), noise)) ...       // no step of `was` put out what this one does
//   const Alignment alignment = AlignTraces(was, is, noise);
#ifndef ASSAY_HARNESS_ALIGN_TRACES_H_
#define ASSAY_HARNESS_ALIGN_TRACES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

// The distance of two steps' outputs relative to the norm of the first, estimated from their projections onto random
// signs: the mean square of the projections' differences has the distance's square as its expectation. Of four
// projections the estimate is within a factor of 2 nine times in ten, and it is zero for equal outputs: it tells moved
// from same, and says roughly how far. Infinite where the numbers of elements differ.
double DistanceEstimate(const proto::TraceStep& was, const proto::TraceStep& is);

// The outputs of a trace's steps, to be looked up by value.
class TraceValues {
 public:
  // `trace` must outlive this.
  explicit TraceValues(const proto::Trace& trace);

  // The steps that put out what `step` does, up to `noise`, relative.
  std::vector<int> Find(const proto::TraceStep& step, double noise) const;
  bool Has(const proto::TraceStep& step, double noise) const { return !Find(step, noise).empty(); }

 private:
  const proto::Trace& trace_;
  std::vector<std::pair<double, int>> by_norm_;
};

// For each step of one trace the step of the other that does the same work; -1 for none.
struct Alignment {
  std::vector<int> was_of_is, is_of_was;
};

// Steps of one module are aligned by their operators, those without a module by the modules between which they stand;
// what is left, by what it puts out.
Alignment AlignTraces(const proto::Trace& was, const proto::Trace& is, double noise);

// For each step its module; without one, the last module that ran before it, and the next that runs after it. Empty
// where none does.
std::vector<std::string> LastModules(const proto::Trace& trace);
std::vector<std::string> NextModules(const proto::Trace& trace);

}  // namespace assay

#endif  // ASSAY_HARNESS_ALIGN_TRACES_H_
