#include "weights/reader/pickle_graph.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// A row is charged once.
template <typename Table, typename Row>
absl::StatusOr<uint32_t> AddRow(MemoryBudget* budget, Table& table, Row row) {
  ASSAY_RETURN_IF_ERROR(budget->Charge(sizeof(Row)));
  table.push_back(std::move(row));
  return static_cast<uint32_t>(table.size() - 1);
}

// Makes room for one more. What a vector leaves behind as it grows stays charged: it is a hole in the heap.
template <typename Element>
absl::Status Grow(MemoryBudget* budget, std::vector<Element>& elements) {
  if (elements.size() < elements.capacity()) return absl::OkStatus();
  const size_t capacity = std::max<size_t>(4, 2 * elements.capacity());
  ASSAY_RETURN_IF_ERROR(budget->Charge(HeapBytes(capacity * sizeof(Element))));
  elements.reserve(capacity);
  return absl::OkStatus();
}

}  // namespace

absl::string_view KindName(ValueKind kind) {
  switch (kind) {
    case ValueKind::kAbsent:
      return "nothing";
    case ValueKind::kNone:
      return "None";
    case ValueKind::kBool:
      return "a bool";
    case ValueKind::kSmallInt:
    case ValueKind::kInt:
    case ValueKind::kUInt:
    case ValueKind::kWideInt:
      return "an int";
    case ValueKind::kDouble:
      return "a float";
    case ValueKind::kString:
      return "a str";
    case ValueKind::kBytes:
      return "bytes";
    case ValueKind::kTuple:
      return "a tuple";
    case ValueKind::kList:
      return "a list";
    case ValueKind::kDict:
      return "a dict";
    case ValueKind::kGlobal:
      return "a class or function";
    case ValueKind::kStorage:
      return "a storage";
    case ValueKind::kTensor:
      return "a tensor";
  }
  return "unknown";
}

absl::StatusOr<int64_t> PickleGraph::Int(Value value, absl::string_view what) const {
  if (value.kind == ValueKind::kSmallInt) return value.small_int();
  if (value.kind == ValueKind::kInt) return ints[value.payload];
  if (value.kind == ValueKind::kUInt || value.kind == ValueKind::kWideInt) {
    return absl::InvalidArgumentError(absl::StrCat(what, " does not fit 64 bits"));
  }
  return absl::InvalidArgumentError(absl::StrCat(what, " is ", KindName(value.kind), ", expected an int"));
}

absl::StatusOr<Value> PickleGraph::AddInt(int64_t value) {
  constexpr int64_t kSmall = int64_t{1} << (Value::kPayloadBits - 1);
  constexpr uint32_t kPayload = (uint32_t{1} << Value::kPayloadBits) - 1;
  if (value >= -kSmall && value < kSmall) {
    return Value{ValueKind::kSmallInt, static_cast<uint32_t>(value) & kPayload};
  }
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, ints, value));
  return Value{ValueKind::kInt, row};
}

absl::StatusOr<Value> PickleGraph::AddUInt(uint64_t value) {
  if (value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return AddInt(static_cast<int64_t>(value));
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, ints, static_cast<int64_t>(value)));
  return Value{ValueKind::kUInt, row};
}

absl::StatusOr<Value> PickleGraph::AddString(ValueKind kind, absl::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, strings, text));
  return Value{kind, row};
}

absl::StatusOr<Value> PickleGraph::AddDouble(double value) {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, doubles, value));
  return Value{ValueKind::kDouble, row};
}

absl::StatusOr<Value> PickleGraph::AddTuple(const Value* elements, size_t length) {
  ASSAY_RETURN_IF_ERROR(budget->Charge(length * sizeof(Value)));
  const TupleRow tuple{static_cast<uint32_t>(tuple_elements.size()), static_cast<uint32_t>(length)};
  tuple_elements.insert(tuple_elements.end(), elements, elements + length);
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, tuples, tuple));
  return Value{ValueKind::kTuple, row};
}

absl::StatusOr<Value> PickleGraph::AddList() {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, lists, std::vector<Value>()));
  return Value{ValueKind::kList, row};
}

absl::StatusOr<Value> PickleGraph::AddDict(bool ordered) {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, dicts, DictRow{0, ordered}));
  return Value{ValueKind::kDict, row};
}

absl::Status PickleGraph::Append(Value list, Value element) {
  ASSAY_RETURN_IF_ERROR(Grow(budget, lists[list.payload]));
  lists[list.payload].push_back(element);
  return absl::OkStatus();
}

absl::Status PickleGraph::SetItem(Value dict, Value key, Value element) {
  DictRow& row = dicts[dict.payload];
  if (row.items == 0) {
    ASSAY_ASSIGN_OR_RETURN(const uint32_t items, AddRow(budget, dict_items, DictItems()));
    row.items = items + 1;
  }
  DictItems& items = dict_items[row.items - 1];
  ASSAY_RETURN_IF_ERROR(Grow(budget, items));
  items.emplace_back(key, element);
  return absl::OkStatus();
}

absl::Status PickleGraph::AddAttributes(Value dict) {
  ASSAY_RETURN_IF_ERROR(Grow(budget, attributes));
  attributes.push_back(dict);
  return absl::OkStatus();
}

const DictItems& PickleGraph::ItemsOf(Value dict) const {
  static const DictItems* const kEmpty = new DictItems();
  const DictRow& row = dicts[dict.payload];
  return row.items == 0 ? *kEmpty : dict_items[row.items - 1];
}

}  // namespace assay
