// What a restricted unpickler makes of a pickle: plain values in tables, tensors as descriptions, nothing that runs.
//
// A value is 8 bytes: its kind and either the value itself or its row in a table. Strings stay in the mapped file. So a
// pickle of 100,000 tensors fits the memory budget, and dropping a deeply nested one takes no recursion.
#ifndef ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_
#define ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "weights/reader/dtype.h"
#include "weights/reader/memory_budget.h"

namespace assay {

enum class ValueKind : uint8_t {
  kAbsent,  // no value: an empty entry of the memo
  kNone,
  kBool,      // payload: 0 or 1
  kSmallInt,  // payload: the int32
  kInt,       // row of ints
  kUInt,      // row of ints, as uint64
  kWideInt,   // row of strings: little-endian two's complement that fits no 64 bits
  kDouble,    // row of doubles
  kString,    // row of strings, UTF-8
  kBytes,     // row of strings
  kTuple,     // row of tuples
  kList,      // row of lists
  kDict,      // row of dicts
  kGlobal,    // index for GlobalAt (pickle_globals.h)
  kStorage,   // row of storage_views
  kTensor,    // row of tensors
};

// The Python name of a kind, for messages: "a tuple".
absl::string_view KindName(ValueKind kind);

struct Value {
  ValueKind kind = ValueKind::kNone;
  uint32_t payload = 0;
};

struct TupleRow {
  uint32_t first;  // index in tuple_elements, which the budget keeps far below 2^32
  uint32_t length;
};

struct DictRow {
  std::vector<std::pair<Value, Value>> entries;
  bool ordered;  // collections.OrderedDict: the only kind that BUILD may touch
};

// A storage as the persistent id names it; its bytes lie elsewhere in the container.
struct StorageRow {
  absl::string_view key;
  DType dtype;   // of the record; kUInt8 for an untyped storage until a tensor says what it holds
  bool untyped;  // the record counts bytes
  int64_t record_numel;
  int64_t bytes;
};

// The whole storage, or a part of it as files before PyTorch 0.4 wrote them.
struct StorageView {
  uint32_t storage;
  int64_t offset_bytes;
  int64_t bytes;
};

// How a tensor is quantized: by one scale and zero point, or by the values of two tensors.
struct QuantizerRow {
  double scale;
  int64_t zero_point;
  bool per_channel;
  uint32_t scales;  // rows of tensors
  uint32_t zero_points;
  int64_t axis;
};

constexpr uint32_t kNoQuantizer = UINT32_MAX;

struct TensorRow {
  uint32_t storage;
  uint32_t shape;    // row of tuples
  uint32_t strides;  // row of tuples
  DType dtype;
  bool is_parameter;
  int64_t offset_bytes;  // from the start of the storage
  uint32_t quantizer = kNoQuantizer;
};

struct PickleGraph {
  explicit PickleGraph(MemoryBudget* memory) : budget(memory) {}

  // The integer that a value holds.
  // Errors: InvalidArgument that calls the value `what`, when it is no integer of 64 bits.
  absl::StatusOr<int64_t> Int(Value value, absl::string_view what) const;

  absl::StatusOr<Value> AddInt(int64_t value);
  absl::StatusOr<Value> AddUInt(uint64_t value);
  absl::StatusOr<Value> AddString(ValueKind kind, absl::string_view text);
  absl::StatusOr<Value> AddDouble(double value);
  absl::StatusOr<Value> AddTuple(const Value* elements, size_t length);
  absl::StatusOr<Value> AddList();
  absl::StatusOr<Value> AddDict(bool ordered);
  absl::Status Append(Value list, Value element);
  absl::Status SetItem(Value dict, Value key, Value element);

  absl::string_view StringAt(Value value) const { return strings[value.payload]; }
  const TupleRow& TupleAt(Value value) const { return tuples[value.payload]; }
  Value Element(const TupleRow& tuple, size_t i) const { return tuple_elements[tuple.first + i]; }
  const DictRow& DictAt(Value value) const { return dicts[value.payload]; }

  MemoryBudget* budget;
  // Deques: growing one copies nothing, so that its peak is what was charged.
  std::deque<int64_t> ints;
  std::deque<double> doubles;
  std::deque<absl::string_view> strings;
  std::deque<TupleRow> tuples;
  std::deque<Value> tuple_elements;
  std::deque<std::vector<Value>> lists;
  std::deque<DictRow> dicts;
  std::deque<StorageRow> storages;
  std::deque<StorageView> storage_views;
  std::deque<TensorRow> tensors;
  std::deque<QuantizerRow> quantizers;
  absl::flat_hash_map<absl::string_view, uint32_t> storage_by_key;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_
