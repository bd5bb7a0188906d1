// What the functions that a weight file's pickle calls would have made, as rows of the graph. No Python, no torch: each
// call's arguments are checked and described.
#ifndef ASSAY_WEIGHTS_READER_TENSOR_REBUILD_H_
#define ASSAY_WEIGHTS_READER_TENSOR_REBUILD_H_

#include "absl/status/statusor.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

// The storage that ('storage', type, key, location, numel[, view]) names; the same key always gives the same storage.
// Errors: InvalidArgument when the id is of another form, or contradicts what an earlier one said of the key.
absl::StatusOr<Value> LoadStorage(PickleGraph& graph, Value persistent_id);

// The result of callee(*arguments), as pickle's REDUCE asks for it.
// Errors: InvalidArgument for arguments that the function would not take, or a tensor that reaches outside its storage.
absl::StatusOr<Value> Call(PickleGraph& graph, Value callee, Value arguments);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_TENSOR_REBUILD_H_
