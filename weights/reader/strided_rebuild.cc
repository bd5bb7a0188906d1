#include "weights/reader/strided_rebuild.h"

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/checked_shape.h"
#include "weights/reader/quoted.h"
#include "weights/reader/rebuild_arguments.h"

namespace assay {

absl::StatusOr<Value> RebuildStridedTensor(PickleGraph& graph, Value storage_value, Value offset_value,
                                           Value shape_value, Value strides_value, const DType* dtype) {
  ASSAY_RETURN_IF_ERROR(CheckKind(storage_value, ValueKind::kStorage, "a tensor's storage"));
  const StorageView view = graph.storage_views[storage_value.payload];
  StorageRow& storage = graph.storages[view.storage];
  // An untyped storage takes the type of its first tensor, and keeps it.
  if (storage.untyped && dtype != nullptr) storage.dtype = *dtype;
  storage.untyped = false;
  if (dtype != nullptr && storage.dtype != *dtype) {
    return absl::InvalidArgumentError(
        absl::StrCat("a tensor of ", DTypeName(*dtype), " views a storage of ", DTypeName(storage.dtype)));
  }
  ASSAY_ASSIGN_OR_RETURN(const Sizes shape, ReadSizes(graph, shape_value, "a tensor's shape"));
  ASSAY_ASSIGN_OR_RETURN(const Sizes strides, ReadSizes(graph, strides_value, "a tensor's strides"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t offset, graph.Int(offset_value, "a tensor's storage offset"));
  if (shape.size() != strides.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a tensor has ", shape.size(), " sizes and ", strides.size(), " strides"));
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t extent, CheckedExtent(shape, strides, storage.dtype));
  int64_t begin = 0;
  int64_t end = 0;
  if (offset < 0 || __builtin_mul_overflow(offset, static_cast<int64_t>(ItemSize(storage.dtype)), &begin) ||
      __builtin_add_overflow(begin, extent, &end) || end > view.bytes) {
    return absl::InvalidArgumentError(absl::StrCat("a tensor reaches outside its storage ", Quoted(storage.key, 40),
                                                   " (offset ", offset, ", ", extent,
                                                   " bytes from there, the storage has ", view.bytes, ")"));
  }
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(TensorRow)));
  graph.tensors.push_back(
      {view.storage, shape_value.payload, strides_value.payload, storage.dtype, false, view.offset_bytes + begin});
  return Value{ValueKind::kTensor, static_cast<uint32_t>(graph.tensors.size() - 1)};
}

}  // namespace assay
