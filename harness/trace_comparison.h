// Where two traces part, in numbers of steps; harness/localise.h says it in words.
#ifndef ASSAY_HARNESS_TRACE_COMPARISON_H_
#define ASSAY_HARNESS_TRACE_COMPARISON_H_

#include <string>
#include <vector>

#include "harness/align_traces.h"
#include "harness/golden.pb.h"
#include "harness/trace_modules.h"

namespace assay {

// One of the two, with what is looked up in it often. `trace` must outlive it.
struct TraceSide {
  explicit TraceSide(const proto::Trace& trace)
      : trace(trace), modules(trace), last(LastModules(trace)), next(NextModules(trace)), values(trace) {}

  const proto::TraceStep& step(int i) const { return trace.step(i); }
  // Whether it uses no module's tensors.
  bool IsBetween(int i) const { return !step(i).has_module(); }
  int size() const { return trace.step_size(); }
  // The steps whose outputs step `i` takes, in order.
  std::vector<int> Inputs(int i) const;
  // The step whose output is the model's `k`th; -1 where no step made it.
  int Output(int k) const;

  const proto::Trace& trace;
  TraceModules modules;
  std::vector<std::string> last, next;  // LastModules, NextModules
  TraceValues values;
};

// Steps are those of `is` unless their names say otherwise; -1 stands for none.
class TraceComparison {
 public:
  TraceComparison(const proto::Trace& was, const proto::Trace& is, double noise);

  const TraceSide was, is;

  // The step of `was` that does the work of `i`.
  int Partner(int i) const { return alignment_.was_of_is[i]; }
  bool Same(int was_step, int is_step) const {
    return DistanceEstimate(was.step(was_step), is.step(is_step)) <= noise_;
  }

  // Of the steps whose values are new and reach an output that moved through nothing but new values, the first. What it
  // takes is not new: else that would be among them, and earlier.
  int SourceOfOutputs() const;
  // The first output that moved, yet is a value that was there before.
  int RewiredOutput() const;
  // The first step of a module whose value is new although no output moved: normalisation may hide that.
  int HiddenSource() const;

  // Inputs of the partner of `i` that `i` does not take, and the other way round.
  struct Inputs {
    std::vector<int> only_was, only_is;
  };
  Inputs CompareInputs(int i) const;
  // A step of `was` that the partner of `i` took and that nothing does any more, although its module, if it is of one,
  // may still be there.
  int Gone(int i) const;

  // How far what leaves the module of `i`, or the row of operators between two modules, moved.
  double Moved(int i) const;

 private:
  bool IsKnown(int i) const { return was.values.Has(is.step(i), noise_); }
  bool OutputMoved(int k) const;
  int Outputs() const;

  double noise_;
  Alignment alignment_;
};

}  // namespace assay

#endif  // ASSAY_HARNESS_TRACE_COMPARISON_H_
