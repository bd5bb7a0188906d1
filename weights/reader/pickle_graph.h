// What a restricted unpickler makes of a pickle: plain values in tables, tensors as descriptions, nothing that runs.
//
// A value is 4 bytes: its kind and either the value itself or its row in a table. Strings stay in the mapped file. So a
// pickle of 100,000 tensors fits the memory budget, and dropping a deeply nested one takes no recursion.
#ifndef ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_
#define ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
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
  kSmallInt,  // payload: the int, sign and all
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
  static constexpr int kPayloadBits = 27;  // far more rows than the budget pays for

  constexpr Value() : Value(ValueKind::kNone, 0) {}
  constexpr Value(ValueKind its_kind, uint32_t its_payload) : kind(its_kind), payload(its_payload) {}

  // Of a kSmallInt.
  int32_t small_int() const {
    constexpr int kSpare = 32 - kPayloadBits;
    return static_cast<int32_t>(uint32_t{payload} << kSpare) >> kSpare;
  }

  ValueKind kind : 32 - kPayloadBits;
  uint32_t payload : kPayloadBits;
};
static_assert(sizeof(Value) == 4 && MemoryBudget::kDefaultLimit / sizeof(Value) < size_t{1} << Value::kPayloadBits);

struct TupleRow {
  uint32_t first;  // index in tuple_elements, which the budget keeps far below 2^32
  uint32_t length;
};

using DictItems = std::vector<std::pair<Value, Value>>;

// Every tensor brings the empty dict of its hooks along.
struct DictRow {
  uint32_t items : 31;   // one more than the row of dict_items; 0 while the dict is empty
  uint32_t ordered : 1;  // collections.OrderedDict: the only kind that BUILD may touch
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

// What a file before PyTorch 0.4 calls a part of a storage; one name is one part.
struct ViewRow {
  absl::string_view key;
  StorageView part;
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

// Rows of storages by their keys, which the rows themselves hold.
class StorageKeys {
 public:
  using Rows = std::deque<StorageRow>;
  explicit StorageKeys(const Rows* rows) : rows_(0, Hash{rows}, Equal{rows}) {}

  void Insert(uint32_t row) { rows_.insert(row); }
  std::optional<uint32_t> Find(absl::string_view key) const {
    const auto found = rows_.find(key);
    if (found == rows_.end()) return std::nullopt;
    return *found;
  }

  // A slot and its spare room while the table grows.
  static constexpr size_t kBytesEach = 20;

 private:
  struct Key {
    using is_transparent = void;
    const Rows* rows;
    absl::string_view Of(uint32_t row) const { return (*rows)[row].key; }
    static absl::string_view Of(absl::string_view key) { return key; }
  };
  struct Hash : Key {
    template <typename A>
    size_t operator()(A a) const {
      return absl::HashOf(this->Of(a));
    }
  };
  struct Equal : Key {
    template <typename A, typename B>
    bool operator()(A a, B b) const {
      return this->Of(a) == this->Of(b);
    }
  };

  absl::flat_hash_set<uint32_t, Hash, Equal> rows_;
};

struct PickleGraph {
  explicit PickleGraph(MemoryBudget* memory) : budget(memory) {}
  PickleGraph(const PickleGraph&) = delete;  // its keys know where its storages lie
  PickleGraph& operator=(const PickleGraph&) = delete;

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
  absl::Status AddAttributes(Value dict);

  absl::string_view StringAt(Value value) const { return strings[value.payload]; }
  const TupleRow& TupleAt(Value value) const { return tuples[value.payload]; }
  Value Element(const TupleRow& tuple, size_t i) const { return tuple_elements[tuple.first + i]; }
  bool IsOrdered(Value dict) const { return dicts[dict.payload].ordered != 0; }
  const DictItems& ItemsOf(Value dict) const;

  MemoryBudget* budget;
  bool storages_have_views = false;  // as in the legacy format
  // Deques: growing one copies nothing, so that its peak is what was charged.
  std::deque<int64_t> ints;
  std::deque<double> doubles;
  std::deque<absl::string_view> strings;
  std::deque<TupleRow> tuples;
  std::deque<Value> tuple_elements;
  std::deque<std::vector<Value>> lists;
  std::deque<DictRow> dicts;
  std::deque<DictItems> dict_items;
  std::vector<Value> attributes;  // dicts that BUILD and parameters hang on objects, and nothing here reads
  std::deque<StorageRow> storages;
  std::deque<StorageView> storage_views;
  std::deque<ViewRow> named_views;
  std::deque<TensorRow> tensors;
  size_t parameters = 0;  // rows of tensors that repeat another as an nn.Parameter
  std::deque<QuantizerRow> quantizers;
  StorageKeys storage_keys{&storages};
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_PICKLE_GRAPH_H_
