// Where a change of behaviour comes from: the first module whose output differs although what it got does not, read
// from two traces (harness/trace.h). No model runs.
//
//   if (const auto source = FirstDifference(was, is, noise)) std::cerr << source->Sentence();
//   // layer3.0.bn2 (BatchNorm2d): eps is 0.001, was 1e-05; its output moved 3e-03
//
// Traces are compared by the values that pass through them, not by how they are written: an activation that became a
// module, operators in another order or branches that run in another order are no difference.
#ifndef ASSAY_HARNESS_LOCALISE_H_
#define ASSAY_HARNESS_LOCALISE_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/golden.pb.h"

namespace assay {

// A module, and what about it is another.
struct Localisation {
  // The module's path; empty for the model itself. An operator that uses no tensor of a module (an activation, a
  // pooling, an addition) belongs to a module without tensors that stands there and is of its kind, else to the
  // innermost one that encloses what runs before and after it.
  std::string module;
  std::string type;   // "BatchNorm2d"
  std::string where;  // Of an operator of the enclosing module: "between its bn1 and its conv2".
  std::string what;   // "eps is 0.001, was 1e-05"
  std::string op;     // "batch_norm"; empty where no operator's output differs, as with an attribute of training.
  // How far the output moved, relative to its norm, within a factor of 2 nine times in ten (DistanceEstimate in
  // harness/align_traces.h); infinite where it has another number of elements. Zero where no output is known to have
  // moved.
  double relative = 0;
  int others = 0;  // how many other modules changed in the same way

  // "layer3.0.bn2"; "layer1.0 between its bn1 and its conv2"; "the model after its bn1".
  std::string Place() const;
  // "layer3.0.bn2 (BatchNorm2d): eps is 0.001, was 1e-05; its output moved 3e-03 (and 52 others)".
  std::string Sentence() const;
};

// The source of what moved. Where several modules changed, the first that ran; those that changed as it did are
// counted. `noise`: relative distances up to this are rounding; none is below 5e-10, to which traces are written.
// Returns: null where no output moved, of the model or, where normalisation hides it, of a module.
std::optional<Localisation> FirstDifference(const proto::Trace& was, const proto::Trace& is, double noise);

// What a module says of itself, which training alone may show: a dropout's rate, a momentum.
struct AttributeChange {
  std::string module;
  std::string type;
  std::string attribute;  // "p"; "type" where the module is of another type
  std::string was, is;    // "none" where one has no such attribute
};

// All of them, in the order of the modules; modules that only one trace has are none.
std::vector<AttributeChange> AttributeChanges(const proto::Trace& was, const proto::Trace& is);

// The source of a change that only training shows: the first attribute that changed, else the first operator whose
// arguments did, such as a dropout's rate. Those like it are counted.
// Returns: null where nothing that traces tell is another.
std::optional<Localisation> FirstAttributeChange(const proto::Trace& was, const proto::Trace& is);

// The module of the first value (an initial sum, a gradient's norm, a calibrated statistic) that is another; the other
// modules with such values are counted. Names are keys of the state dict, "layer1.0.conv1.weight". `trace` says the
// types; it may be empty. |is - was| <= tolerance * max(|was|, floor) is rounding.
// Returns: null where all values that both have agree.
using NamedValues = google::protobuf::RepeatedPtrField<proto::NamedValue>;
std::optional<Localisation> FirstDifferentTensor(const NamedValues& was, const NamedValues& is, double tolerance,
                                                 double floor, const proto::Trace& trace);

}  // namespace assay

#endif  // ASSAY_HARNESS_LOCALISE_H_
