// From an unpickled object to named tensors and scalars: {'state_dict': {'fc.weight': T}, 'epoch': 3} gives the tensor
// "state_dict.fc.weight" and the scalar "epoch".
#ifndef ASSAY_WEIGHTS_READER_FLATTEN_H_
#define ASSAY_WEIGHTS_READER_FLATTEN_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "weights/reader/pickle_graph.h"
#include "weights/reader/weight_contents.h"

namespace assay {

// Appends what `root` holds, in its order; `storages` are the bytes of graph.storages, row by row.
// Errors: InvalidArgument for a container inside itself, too deep nesting, keys that are neither str nor int, and
// values that are neither tensors nor scalars, and where shared views multiply out to far more than the file of
// `file_bytes`.
absl::Status Flatten(const PickleGraph& graph, Value root, absl::Span<const absl::Span<const std::byte>> storages,
                     size_t file_bytes, WeightContents& contents);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_FLATTEN_H_
