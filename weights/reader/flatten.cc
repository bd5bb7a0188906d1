#include "weights/reader/flatten.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/graph_rules.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/quantized_rebuild.h"
#include "weights/reader/quoted.h"

namespace assay {
namespace {

// A list that holds a list twice, thirty times over, has a billion entries: what is shared counts each time.
constexpr size_t kMaxVisits = 4'000'000;

// Expanded tensors (stride 0) and many views of one storage may claim far more elements than the file has bytes. A
// reader of all of them (a digest, a copy) must stay linear in the file's size.
constexpr int64_t kViewedBytesBase = int64_t{64} << 20;
constexpr int64_t kViewedBytesFactor = 16;
// The same for names and texts: a key of a mebibyte that a thousand dicts share would be put together a thousand times.
constexpr int64_t kTextBytesBase = int64_t{8} << 20;
constexpr int64_t kTextBytesFactor = 4;

class Flattener {
 public:
  Flattener(const PickleGraph& graph, absl::Span<const absl::Span<const std::byte>> storages, size_t file_bytes,
            WeightContents& contents)
      : graph_(graph),
        storages_(storages),
        viewed_bytes_left_(kViewedBytesBase + kViewedBytesFactor * static_cast<int64_t>(file_bytes)),
        text_bytes_left_(kTextBytesBase + kTextBytesFactor * static_cast<int64_t>(file_bytes)),
        contents_(contents) {}

  absl::Status Run(Value root) {
    // What a parameter repeats is rarely seen without it; if it is, it pays for more room then.
    reserved_ = graph_.tensors.size() - graph_.parameters;
    ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(reserved_ * sizeof(TensorView)));
    contents_.tensors.reserve(reserved_);
    return Visit(root, 0);
  }

 private:
  absl::Status Visit(Value value, int depth);
  absl::Status VisitList(Value list, int depth);
  absl::Status VisitTuple(Value tuple, int depth);
  absl::Status VisitDict(Value dict, int depth);
  absl::Status VisitChild(absl::string_view key, Value value, int depth);
  absl::Status CountText(size_t bytes);
  absl::Status ChargeName(size_t key_bytes);
  absl::Status AddTensor(const TensorRow& row);
  absl::Status AddScalar(Value value);
  std::vector<int64_t> Sizes(uint32_t tuple) const;
  std::string Here() const { return name_.empty() ? "the object" : Quoted(name_, 100); }

  const PickleGraph& graph_;
  const absl::Span<const absl::Span<const std::byte>> storages_;
  int64_t viewed_bytes_left_;
  int64_t text_bytes_left_;
  WeightContents& contents_;
  size_t reserved_ = 0;
  size_t visits_ = 0;
  std::string name_;  // of what is being visited
  size_t longest_name_ = 0;
};

absl::Status Flattener::Visit(Value value, int depth) {
  if (++visits_ > kMaxVisits)
    return absl::InvalidArgumentError(absl::StrCat("holds more than ", kMaxVisits, " entries"));
  switch (value.kind) {
    case ValueKind::kTensor:
      return AddTensor(graph_.tensors[value.payload]);
    case ValueKind::kList:
      return VisitList(value, depth);
    case ValueKind::kTuple:
      return VisitTuple(value, depth);
    case ValueKind::kDict:
      return VisitDict(value, depth);
    default:
      return AddScalar(value);
  }
}

absl::Status Flattener::VisitList(Value list, int depth) {
  const std::vector<Value>& elements = graph_.lists[list.payload];
  for (size_t i = 0; i < elements.size(); ++i) ASSAY_RETURN_IF_ERROR(VisitChild(absl::StrCat(i), elements[i], depth));
  return absl::OkStatus();
}

absl::Status Flattener::VisitTuple(Value value, int depth) {
  const TupleRow& tuple = graph_.TupleAt(value);
  for (size_t i = 0; i < tuple.length; ++i)
    ASSAY_RETURN_IF_ERROR(VisitChild(absl::StrCat(i), graph_.Element(tuple, i), depth));
  return absl::OkStatus();
}

absl::Status Flattener::VisitDict(Value dict, int depth) {
  for (const auto& [key, value] : graph_.ItemsOf(dict)) {
    if (key.kind == ValueKind::kString) {
      ASSAY_RETURN_IF_ERROR(VisitChild(graph_.StringAt(key), value, depth));
    } else if (key.kind != ValueKind::kSmallInt && key.kind != ValueKind::kInt) {
      return absl::InvalidArgumentError(
          absl::StrCat("a key of the dict at ", Here(), " is ", KindName(key.kind), ", expected a str or an int"));
    } else {
      ASSAY_ASSIGN_OR_RETURN(const int64_t number, graph_.Int(key, "a key"));
      ASSAY_RETURN_IF_ERROR(VisitChild(absl::StrCat(number), value, depth));
    }
  }
  return absl::OkStatus();
}

absl::Status Flattener::VisitChild(absl::string_view key, Value value, int depth) {
  const size_t length = name_.size();
  ASSAY_RETURN_IF_ERROR(ChargeName(key.size() + 1));
  if (depth > 0) name_.push_back('.');
  name_.append(key.data(), key.size());
  ASSAY_RETURN_IF_ERROR(Visit(value, depth + 1));
  name_.resize(length);
  return absl::OkStatus();
}

absl::Status Flattener::CountText(size_t bytes) {
  text_bytes_left_ -= static_cast<int64_t>(bytes);
  if (text_bytes_left_ >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("its names and texts add up to more than ", kTextBytesFactor,
                                                 " times the file's size and ", kTextBytesBase >> 20, " MiB"));
}

absl::Status Flattener::ChargeName(size_t key_bytes) {
  ASSAY_RETURN_IF_ERROR(CountText(key_bytes));
  if (name_.size() + key_bytes <= longest_name_) return absl::OkStatus();
  // Three times: the old and the doubled text while it grows.
  ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(3 * (name_.size() + key_bytes - longest_name_)));
  longest_name_ = name_.size() + key_bytes;
  return absl::OkStatus();
}

std::vector<int64_t> Flattener::Sizes(uint32_t row) const {
  const TupleRow& tuple = graph_.tuples[row];
  std::vector<int64_t> sizes(tuple.length);
  // The unpickler has read these as integers when it made the tensor.
  for (size_t i = 0; i < sizes.size(); ++i) sizes[i] = graph_.Int(graph_.Element(tuple, i), "a size").value_or(0);
  return sizes;
}

absl::Status Flattener::AddTensor(const TensorRow& row) {
  ASSAY_RETURN_IF_ERROR(CountText(name_.size()));
  const size_t rank = graph_.tuples[row.shape].length;
  const size_t beyond_reserve = contents_.tensors.size() < reserved_ ? 0 : 3 * sizeof(TensorView);
  const size_t sizes_bytes = rank == 0 ? 0 : 2 * HeapBytes(rank * sizeof(int64_t));
  ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(beyond_reserve + HeapBytes(name_.size() + 1) + sizes_bytes));
  TensorView tensor;
  tensor.name = name_;
  tensor.dtype = row.dtype;
  tensor.is_parameter = row.is_parameter;
  tensor.shape = Sizes(row.shape);
  tensor.strides = Sizes(row.strides);
  tensor.data = storages_[row.storage].data() + row.offset_bytes;
  ASSAY_ASSIGN_OR_RETURN(tensor.quantization, ReadQuantization(graph_, row, storages_));
  // What an element costs a reader that gathers it: no less than four bytes, however small it is.
  const int64_t cost = std::max<int64_t>(4, static_cast<int64_t>(ItemSize(tensor.dtype)));
  if (tensor.numel() > viewed_bytes_left_ / cost) {
    return absl::InvalidArgumentError(absl::StrCat("its tensors view their storages many times over: more than ",
                                                   kViewedBytesFactor, " times the file's size and ",
                                                   kViewedBytesBase >> 20, " MiB, at ", Here()));
  }
  viewed_bytes_left_ -= tensor.numel() * cost;
  contents_.tensors.push_back(std::move(tensor));
  return absl::OkStatus();
}

absl::Status Flattener::AddScalar(Value value) {
  ASSAY_RETURN_IF_ERROR(CountText(name_.size()));
  Scalar scalar{name_, std::monostate()};
  size_t text_bytes = 0;
  switch (value.kind) {
    case ValueKind::kNone:
      break;
    case ValueKind::kBool:
      scalar.value = value.payload != 0;
      break;
    case ValueKind::kSmallInt:
      scalar.value = int64_t{value.small_int()};
      break;
    case ValueKind::kInt:
      scalar.value = graph_.ints[value.payload];
      break;
    case ValueKind::kUInt:
      scalar.value = static_cast<uint64_t>(graph_.ints[value.payload]);
      break;
    case ValueKind::kDouble:
      scalar.value = graph_.doubles[value.payload];
      break;
    case ValueKind::kString:
      text_bytes = graph_.StringAt(value).size();
      ASSAY_RETURN_IF_ERROR(CountText(text_bytes));
      ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(text_bytes));
      scalar.value = std::string(graph_.StringAt(value));
      break;
    case ValueKind::kGlobal:
      if (GlobalAt(value.payload).kind == GlobalKind::kDType) {
        scalar.value = absl::StrCat("torch.", GlobalAt(value.payload).name);
        break;
      }
      [[fallthrough]];
    default:
      return absl::InvalidArgumentError(
          absl::StrCat(Here(), " is ", KindName(value.kind), ", expected tensors, numbers and strings"));
  }
  ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(3 * sizeof(Scalar) + name_.size()));
  contents_.scalars.push_back(std::move(scalar));
  return absl::OkStatus();
}

}  // namespace

absl::Status Flatten(const PickleGraph& graph, Value root, absl::Span<const absl::Span<const std::byte>> storages,
                     size_t file_bytes, WeightContents& contents) {
  ASSAY_RETURN_IF_ERROR(CheckGraph(graph));
  return Flattener(graph, storages, file_bytes, contents).Run(root);
}

}  // namespace assay
