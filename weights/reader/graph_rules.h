// The rules that a pickle's values keep together, whether a tensor hangs on them or not.
#ifndef ASSAY_WEIGHTS_READER_GRAPH_RULES_H_
#define ASSAY_WEIGHTS_READER_GRAPH_RULES_H_

#include "absl/status/status.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

// Containers do not nest deeper, nor do they hold themselves.
inline constexpr int kMaxDepth = 128;

// Errors: InvalidArgument for a container that contains itself or nests too deep, a dict with one key twice (Python
// keeps the last, others the first: such a file has two contents), a storage's view described
// in two ways, and attributes (graph.attributes) that are more
// than plain values and tensors under names that hide nothing.
absl::Status CheckGraph(const PickleGraph& graph);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_GRAPH_RULES_H_
