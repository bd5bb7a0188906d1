// The part that all tensors of a pickle have: a storage seen through an offset, a shape and strides.
#ifndef ASSAY_WEIGHTS_READER_STRIDED_REBUILD_H_
#define ASSAY_WEIGHTS_READER_STRIDED_REBUILD_H_

#include "absl/status/statusor.h"
#include "weights/reader/dtype.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

// A new tensor, every element of which lies inside its storage. `dtype`, where there is one, must be the storage's.
// Errors: InvalidArgument for what breaks that, or is beyond the budget.
absl::StatusOr<Value> RebuildStridedTensor(PickleGraph& graph, Value storage, Value offset, Value shape, Value strides,
                                           const DType* dtype = nullptr);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_STRIDED_REBUILD_H_
