#include "weights/reader/tensor_rebuild.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/checked_shape.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/quantized_rebuild.h"
#include "weights/reader/quoted.h"
#include "weights/reader/rebuild_arguments.h"
#include "weights/reader/strided_rebuild.h"

namespace assay {
namespace {

absl::Status CheckNoMetadata(const PickleGraph& graph, Value metadata) {
  if (metadata.kind == ValueKind::kNone) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckKind(metadata, ValueKind::kDict, "a tensor's metadata"));
  const auto& entries = graph.ItemsOf(metadata);
  if (entries.size() > 2) return absl::InvalidArgumentError("a tensor's metadata holds more than 'conj' and 'neg'");
  for (const auto& [key, value] : entries) {
    if (key.kind != ValueKind::kString || (graph.StringAt(key) != "conj" && graph.StringAt(key) != "neg"))
      return absl::InvalidArgumentError("a tensor's metadata holds more than 'conj' and 'neg'");
    if (value.kind == ValueKind::kBool && value.payload == 0) continue;
    return absl::InvalidArgumentError(
        "a tensor is a lazy conjugate or negative; save its resolve_conj().resolve_neg()");
  }
  return absl::OkStatus();
}

absl::StatusOr<Value> RebuildTensorCall(PickleGraph& graph, GlobalKind function, const TupleRow& arguments) {
  const auto argument = [&](size_t i) { return graph.Element(arguments, i); };
  const DType* dtype = nullptr;
  size_t taken = 4;
  if (function != GlobalKind::kRebuildTensor) {
    const uint32_t least = function == GlobalKind::kRebuildTensorV3 ? 7 : 6;
    ASSAY_RETURN_IF_ERROR(CheckCount(arguments, least, least + 1, "a tensor"));
    ASSAY_RETURN_IF_ERROR(CheckKind(argument(4), ValueKind::kBool, "a tensor's requires_grad"));
    ASSAY_RETURN_IF_ERROR(CheckNoHooks(graph, argument(5)));
    taken = 6;
  }
  if (function == GlobalKind::kRebuildTensorV3) {
    ASSAY_RETURN_IF_ERROR(CheckKind(argument(6), ValueKind::kGlobal, "a tensor's dtype"));
    if (GlobalAt(argument(6).payload).kind != GlobalKind::kDType)
      return absl::InvalidArgumentError("a tensor's dtype is no dtype");
    dtype = &GlobalAt(argument(6).payload).dtype;
    taken = 7;
  }
  ASSAY_RETURN_IF_ERROR(
      CheckCount(arguments, taken, function == GlobalKind::kRebuildTensor ? taken : taken + 1, "a tensor"));
  if (arguments.length > taken) ASSAY_RETURN_IF_ERROR(CheckNoMetadata(graph, argument(taken)));
  ASSAY_ASSIGN_OR_RETURN(const Value tensor,
                         RebuildStridedTensor(graph, argument(0), argument(1), argument(2), argument(3), dtype));
  if (IsQuantized(graph.tensors[tensor.payload].dtype))
    return absl::InvalidArgumentError("a tensor over a quantized storage has no scale");
  return tensor;
}

absl::StatusOr<Value> RebuildParameter(PickleGraph& graph, bool with_state, const TupleRow& arguments) {
  ASSAY_RETURN_IF_ERROR(CheckCount(arguments, with_state ? 4 : 3, with_state ? 4 : 3, "a parameter"));
  const Value data = graph.Element(arguments, 0);
  ASSAY_RETURN_IF_ERROR(CheckKind(data, ValueKind::kTensor, "a parameter's data"));
  ASSAY_RETURN_IF_ERROR(CheckKind(graph.Element(arguments, 1), ValueKind::kBool, "a parameter's requires_grad"));
  ASSAY_RETURN_IF_ERROR(CheckNoHooks(graph, graph.Element(arguments, 2)));
  // Attributes that Python code hung on the parameter: data that nothing here reads.
  if (with_state) {
    const Value state = graph.Element(arguments, 3);
    ASSAY_RETURN_IF_ERROR(CheckKind(state, ValueKind::kDict, "a parameter's state"));
    ASSAY_RETURN_IF_ERROR(graph.AddAttributes(state));
  }
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(TensorRow)));
  TensorRow row = graph.tensors[data.payload];
  row.is_parameter = true;
  ++graph.parameters;
  graph.tensors.push_back(row);
  return Value{ValueKind::kTensor, static_cast<uint32_t>(graph.tensors.size() - 1)};
}

// OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
absl::StatusOr<Value> MakeOrderedDict(PickleGraph& graph, const TupleRow& arguments) {
  ASSAY_RETURN_IF_ERROR(CheckCount(arguments, 0, 1, "OrderedDict"));
  ASSAY_ASSIGN_OR_RETURN(const Value dict, graph.AddDict(/*ordered=*/true));
  if (arguments.length == 0) return dict;
  const Value pairs = graph.Element(arguments, 0);
  ASSAY_RETURN_IF_ERROR(CheckKind(pairs, ValueKind::kList, "OrderedDict's argument"));
  for (const Value pair : graph.lists[pairs.payload]) {
    ASSAY_RETURN_IF_ERROR(CheckKind(pair, ValueKind::kList, "an item of an OrderedDict"));
    const std::vector<Value>& item = graph.lists[pair.payload];
    if (item.size() != 2) return absl::InvalidArgumentError("an item of an OrderedDict is no pair");
    ASSAY_RETURN_IF_ERROR(graph.SetItem(dict, item[0], item[1]));
  }
  return dict;
}

// Numbers, as PyTorch writes them. A long one that the memo repeats would be hashed or compared each time.
absl::Status CheckStorageKey(const PickleGraph& graph, Value key, absl::string_view what) {
  constexpr size_t kMostBytes = 64;
  ASSAY_RETURN_IF_ERROR(CheckKind(key, ValueKind::kString, what));
  if (graph.StringAt(key).size() <= kMostBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " has more than ", kMostBytes, " bytes"));
}

// The part of a storage that (key, offset, size) names; the offset and size count elements.
absl::Status ApplyView(PickleGraph& graph, Value view_value, const StorageRow& storage, StorageView& view) {
  if (view_value.kind == ValueKind::kNone) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckKind(view_value, ValueKind::kTuple, "a storage's view"));
  const TupleRow& tuple = graph.TupleAt(view_value);
  ASSAY_RETURN_IF_ERROR(CheckCount(tuple, 3, 3, "a storage's view"));
  ASSAY_RETURN_IF_ERROR(CheckStorageKey(graph, graph.Element(tuple, 0), "a storage view's key"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t offset, graph.Int(graph.Element(tuple, 1), "a storage view's offset"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t numel, graph.Int(graph.Element(tuple, 2), "a storage view's size"));
  if (offset < 0 || numel < 0 || offset > storage.record_numel || numel > storage.record_numel - offset) {
    return absl::InvalidArgumentError(absl::StrCat("a storage view of ", numel, " elements at ", offset,
                                                   " reaches outside its storage of ", storage.record_numel));
  }
  const int64_t item_size = static_cast<int64_t>(ItemSize(storage.dtype));
  view.offset_bytes = offset * item_size;
  view.bytes = numel * item_size;
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(ViewRow)));
  graph.named_views.push_back({graph.StringAt(graph.Element(tuple, 0)), view});
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> FindOrAddStorage(PickleGraph& graph, const StorageRow& storage) {
  if (const std::optional<uint32_t> found = graph.storage_keys.Find(storage.key); found.has_value()) {
    const StorageRow& known = graph.storages[*found];
    const bool same_type = storage.untyped || known.dtype == storage.dtype;
    if (!same_type || known.bytes != storage.bytes || known.record_numel != storage.record_numel) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the storage ", Quoted(storage.key, 40), " is described in two ways: ", known.record_numel, " of ",
          DTypeName(known.dtype), " and ", storage.record_numel, " of ", DTypeName(storage.dtype)));
    }
    return *found;
  }
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(StorageRow) + StorageKeys::kBytesEach));
  const uint32_t row = static_cast<uint32_t>(graph.storages.size());
  graph.storages.push_back(storage);
  graph.storage_keys.Insert(row);
  return row;
}

}  // namespace

absl::StatusOr<Value> LoadStorage(PickleGraph& graph, Value persistent_id) {
  ASSAY_RETURN_IF_ERROR(CheckKind(persistent_id, ValueKind::kTuple, "a persistent id"));
  const TupleRow& id = graph.TupleAt(persistent_id);
  if (id.length == 0 || graph.Element(id, 0).kind != ValueKind::kString ||
      graph.StringAt(graph.Element(id, 0)) != "storage") {
    return absl::InvalidArgumentError("a persistent id is no storage's (a whole model was saved? save its state dict)");
  }
  // The legacy format has a view behind the size, or None.
  const uint32_t count = graph.storages_have_views ? 6 : 5;
  ASSAY_RETURN_IF_ERROR(CheckCount(id, count, count, "a storage"));
  const Value type = graph.Element(id, 1);
  ASSAY_RETURN_IF_ERROR(CheckKind(type, ValueKind::kGlobal, "a storage's type"));
  const Global& global = GlobalAt(type.payload);
  const bool untyped = global.kind == GlobalKind::kUntypedStorage;
  if (!untyped && global.kind != GlobalKind::kStorage) {
    return absl::InvalidArgumentError(absl::StrCat(global.module, ".", global.name, " is no storage"));
  }
  ASSAY_RETURN_IF_ERROR(CheckStorageKey(graph, graph.Element(id, 2), "a storage's key"));
  ASSAY_RETURN_IF_ERROR(CheckKind(graph.Element(id, 3), ValueKind::kString, "a storage's location"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t numel, graph.Int(graph.Element(id, 4), "a storage's size"));
  const DType dtype = untyped ? DType::kUInt8 : global.dtype;
  ASSAY_ASSIGN_OR_RETURN(const int64_t bytes, CheckedBytes({numel}, dtype));
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row,
                         FindOrAddStorage(graph, {graph.StringAt(graph.Element(id, 2)), dtype, untyped, numel, bytes}));
  StorageView view{row, 0, bytes};
  if (id.length == 6) ASSAY_RETURN_IF_ERROR(ApplyView(graph, graph.Element(id, 5), graph.storages[row], view));
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(sizeof(StorageView)));
  graph.storage_views.push_back(view);
  return Value{ValueKind::kStorage, static_cast<uint32_t>(graph.storage_views.size() - 1)};
}

absl::StatusOr<Value> Call(PickleGraph& graph, Value callee, Value arguments) {
  ASSAY_RETURN_IF_ERROR(CheckKind(callee, ValueKind::kGlobal, "what REDUCE calls"));
  ASSAY_RETURN_IF_ERROR(CheckKind(arguments, ValueKind::kTuple, "the arguments of REDUCE"));
  const TupleRow& tuple = graph.TupleAt(arguments);
  const Global& global = GlobalAt(callee.payload);
  switch (global.kind) {
    case GlobalKind::kOrderedDict:
      return MakeOrderedDict(graph, tuple);
    case GlobalKind::kRebuildTensor:
    case GlobalKind::kRebuildTensorV2:
    case GlobalKind::kRebuildTensorV3:
      return RebuildTensorCall(graph, global.kind, tuple);
    case GlobalKind::kRebuildQuantizedTensor:
      return RebuildQuantizedTensor(graph, tuple);
    case GlobalKind::kRebuildParameter:
      return RebuildParameter(graph, /*with_state=*/false, tuple);
    case GlobalKind::kRebuildParameterWithState:
      return RebuildParameter(graph, /*with_state=*/true, tuple);
    case GlobalKind::kSize: {
      ASSAY_RETURN_IF_ERROR(CheckCount(tuple, 1, 1, "torch.Size"));
      ASSAY_ASSIGN_OR_RETURN(const Sizes sizes, ReadSizes(graph, graph.Element(tuple, 0), "torch.Size"));
      for (const int64_t size : sizes) {
        if (size < 0) return absl::InvalidArgumentError(absl::StrCat("torch.Size of the negative size ", size));
      }
      return graph.Element(tuple, 0);
    }
    case GlobalKind::kDType:
    case GlobalKind::kStorage:
    case GlobalKind::kUntypedStorage:
    case GlobalKind::kPerTensorAffine:
    case GlobalKind::kPerChannelAffine:
      break;
  }
  return absl::InvalidArgumentError(absl::StrCat("calls ", global.module, ".", global.name, ", which is no function"));
}

}  // namespace assay
