// A restricted unpickler: protocols 2 to 5 as far as files of weights need them, into a PickleGraph. It never executes
// anything.
//
//   PickleGraph graph(&budget);
//   ByteReader reader(bytes);
//   ASSAY_ASSIGN_OR_RETURN(Value root, Unpickle(reader, graph, PickleContent::kTensors));
//
// Rules: globals from the exact list of pickle_globals.h; SETITEM(S) only on dicts, APPEND(S) only on lists, BUILD only
// on an OrderedDict and only with a dict; memo and marks bounded; every length checked against what is left of the
// file. Cycles, depth and keys are the business of who walks the graph (flatten.h): building one takes neither
// recursion nor more than linear time.
#ifndef ASSAY_WEIGHTS_READER_UNPICKLER_H_
#define ASSAY_WEIGHTS_READER_UNPICKLER_H_

#include "absl/status/statusor.h"
#include "weights/reader/byte_reader.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

enum class PickleContent {
  kPlain,    // numbers, strings and containers: the parts of a container file around the object
  kTensors,  // also globals, calls and persistent ids
};

// The value of one pickle, read up to and with its STOP; the reader stands behind it then.
// Errors: DataLoss when the file ends first, InvalidArgument for what breaks a rule or is beyond the budget.
absl::StatusOr<Value> Unpickle(ByteReader& reader, PickleGraph& graph, PickleContent content);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_UNPICKLER_H_
