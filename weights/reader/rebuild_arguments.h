// Checks of what a pickle hands to the functions that make tensors.
#ifndef ASSAY_WEIGHTS_READER_REBUILD_ARGUMENTS_H_
#define ASSAY_WEIGHTS_READER_REBUILD_ARGUMENTS_H_

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

using Sizes = absl::InlinedVector<int64_t, 8>;

// Errors: InvalidArgument, of the value that the message calls `what`.
absl::Status CheckKind(Value value, ValueKind kind, absl::string_view what);
absl::Status CheckCount(const TupleRow& tuple, uint32_t least, uint32_t most, absl::string_view what);
absl::StatusOr<Sizes> ReadSizes(const PickleGraph& graph, Value value, absl::string_view what);
absl::Status CheckNoHooks(const PickleGraph& graph, Value hooks);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_REBUILD_ARGUMENTS_H_
