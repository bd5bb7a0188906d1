#include "weights/reader/pickle_graph.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// A row is charged once; a table's blocks and a vector's spare capacity are covered by the factor.
template <typename Table, typename Row>
absl::StatusOr<uint32_t> AddRow(MemoryBudget* budget, Table& table, Row row) {
  ASSAY_RETURN_IF_ERROR(budget->Charge(sizeof(Row)));
  table.push_back(std::move(row));
  return static_cast<uint32_t>(table.size() - 1);
}

constexpr size_t kVectorGrowth = 3;  // the old and the doubled array while a vector grows

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
  if (value.kind == ValueKind::kSmallInt) return static_cast<int32_t>(value.payload);
  if (value.kind == ValueKind::kInt) return ints[value.payload];
  if (value.kind == ValueKind::kUInt || value.kind == ValueKind::kWideInt) {
    return absl::InvalidArgumentError(absl::StrCat(what, " does not fit 64 bits"));
  }
  return absl::InvalidArgumentError(absl::StrCat(what, " is ", KindName(value.kind), ", expected an int"));
}

absl::StatusOr<Value> PickleGraph::AddInt(int64_t value) {
  if (value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max()) {
    return Value{ValueKind::kSmallInt, static_cast<uint32_t>(static_cast<int32_t>(value))};
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
  ASSAY_ASSIGN_OR_RETURN(const uint32_t row, AddRow(budget, dicts, DictRow{{}, ordered}));
  return Value{ValueKind::kDict, row};
}

absl::Status PickleGraph::Append(Value list, Value element) {
  ASSAY_RETURN_IF_ERROR(budget->Charge(kVectorGrowth * sizeof(Value)));
  lists[list.payload].push_back(element);
  return absl::OkStatus();
}

absl::Status PickleGraph::SetItem(Value dict, Value key, Value element) {
  ASSAY_RETURN_IF_ERROR(budget->Charge(kVectorGrowth * sizeof(std::pair<Value, Value>)));
  dicts[dict.payload].entries.emplace_back(key, element);
  return absl::OkStatus();
}

}  // namespace assay
