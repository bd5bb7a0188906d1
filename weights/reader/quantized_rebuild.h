// Quantized tensors of a pickle: integers with a scale and a zero point, or with one of each for every channel.
//
// Source: torch/_utils.py, _rebuild_qtensor of torch 2.11.
#ifndef ASSAY_WEIGHTS_READER_QUANTIZED_REBUILD_H_
#define ASSAY_WEIGHTS_READER_QUANTIZED_REBUILD_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "weights/reader/pickle_graph.h"
#include "weights/reader/tensor_view.h"

namespace assay {

// The tensor that a call of _rebuild_qtensor makes.
// Errors: InvalidArgument for arguments that are none, or beyond the budget.
absl::StatusOr<Value> RebuildQuantizedTensor(PickleGraph& graph, const TupleRow& arguments);

// The scales and zero points of a tensor; null for one that is not quantized.
// Errors: InvalidArgument for a scale that is no positive finite number, or beyond the budget.
absl::StatusOr<std::shared_ptr<const Quantization>> ReadQuantization(
    const PickleGraph& graph, const TensorRow& tensor, absl::Span<const absl::Span<const std::byte>> storages);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_QUANTIZED_REBUILD_H_
