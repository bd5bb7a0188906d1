#include "weights/reader/unpickler.h"

#include <cstring>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/base/status_macros.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/pickle_opcodes.h"
#include "weights/reader/tensor_rebuild.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

constexpr uint64_t kMaxOpcodes = 64'000'000;
constexpr size_t kMaxStack = 1'000'000;
constexpr size_t kMaxMarks = 1'000;
constexpr size_t kMaxGlobalLine = 256;

class Unpickler {
 public:
  Unpickler(ByteReader& reader, PickleGraph& graph, PickleContent content)
      : reader_(reader), graph_(graph), content_(content), start_(reader.position()) {}

  absl::StatusOr<Value> Run();

 private:
  absl::Status Step(Opcode opcode);
  absl::Status StepOnNumber(Opcode opcode);
  absl::Status StepOnText(Opcode opcode);
  absl::Status StepOnContainer(Opcode opcode);
  absl::Status StepOnMemo(Opcode opcode);
  absl::Status StepOnObject(Opcode opcode);

  absl::Status Push(absl::StatusOr<Value> value);
  absl::StatusOr<Value> Pop();
  // The topmost value, which stays.
  absl::StatusOr<Value> Top(ValueKind expected, absl::string_view opcode);
  // Where the values above the last mark begin; takes the mark.
  absl::StatusOr<size_t> PopMark();
  absl::Status PushText(ValueKind kind, absl::StatusOr<uint64_t> length);
  absl::Status PushLong(absl::StatusOr<uint64_t> length);
  absl::Status PushTuple(size_t first);
  absl::Status PushGlobal(absl::string_view module, absl::string_view name);
  absl::Status AppendFrom(size_t first);
  absl::Status SetItemsFrom(size_t first);
  absl::Status Build();
  absl::Status Put(uint64_t index);
  absl::Status Get(uint64_t index);
  absl::Status BeginFrame();

  template <typename Integer>
  absl::StatusOr<uint64_t> ReadLength() {
    ASSAY_ASSIGN_OR_RETURN(const Integer value, reader_.ReadLittleEndian<Integer>());
    return static_cast<uint64_t>(value);
  }

  ByteReader& reader_;
  PickleGraph& graph_;
  const PickleContent content_;
  const size_t start_;
  std::vector<Value> stack_;
  std::vector<size_t> marks_;  // sizes of the stack
  std::deque<std::optional<Value>> memo_;
  std::optional<size_t> frame_end_;
};

absl::StatusOr<Value> Unpickler::Run() {
  ASSAY_ASSIGN_OR_RETURN(const uint8_t first, reader_.ReadLittleEndian<uint8_t>());
  ASSAY_ASSIGN_OR_RETURN(const uint8_t protocol, reader_.ReadLittleEndian<uint8_t>());
  if (static_cast<Opcode>(first) != Opcode::kProto) return absl::InvalidArgumentError("no pickle of protocol 2 or later begins here");
  if (protocol < 2 || protocol > 5) return absl::InvalidArgumentError(absl::StrCat("pickle protocol ", protocol, ", expected 2 to 5"));
  for (uint64_t count = 0; count < kMaxOpcodes; ++count) {
    if (frame_end_.has_value() && reader_.position() >= *frame_end_) {
      if (reader_.position() > *frame_end_) return absl::InvalidArgumentError("a frame ends inside an opcode");
      frame_end_.reset();
    }
    ASSAY_ASSIGN_OR_RETURN(const uint8_t byte, reader_.ReadLittleEndian<uint8_t>());
    const Opcode opcode = static_cast<Opcode>(byte);
    if (opcode != Opcode::kStop) {
      ASSAY_RETURN_IF_ERROR(Step(opcode));
      continue;
    }
    if (frame_end_.has_value() && reader_.position() != *frame_end_) return absl::InvalidArgumentError("STOP inside a frame");
    ASSAY_ASSIGN_OR_RETURN(const Value result, Pop());
    if (!stack_.empty() || !marks_.empty()) return absl::InvalidArgumentError("STOP leaves values on the stack");
    return result;
  }
  return absl::ResourceExhaustedError(absl::StrCat("has more than ", kMaxOpcodes, " opcodes"));
}

absl::Status Unpickler::Step(Opcode opcode) {
  switch (opcode) {
    case Opcode::kNone: return Push(Value{ValueKind::kNone, 0});
    case Opcode::kNewTrue: return Push(Value{ValueKind::kBool, 1});
    case Opcode::kNewFalse: return Push(Value{ValueKind::kBool, 0});
    case Opcode::kBinInt:
    case Opcode::kBinInt1:
    case Opcode::kBinInt2:
    case Opcode::kLong1:
    case Opcode::kLong4:
    case Opcode::kBinFloat: return StepOnNumber(opcode);
    case Opcode::kBinString:
    case Opcode::kShortBinString:
    case Opcode::kBinUnicode:
    case Opcode::kShortBinUnicode:
    case Opcode::kBinUnicode8:
    case Opcode::kBinBytes:
    case Opcode::kShortBinBytes:
    case Opcode::kBinBytes8: return StepOnText(opcode);
    case Opcode::kMark:
    case Opcode::kEmptyTuple:
    case Opcode::kEmptyList:
    case Opcode::kEmptyDict:
    case Opcode::kTuple:
    case Opcode::kTuple1:
    case Opcode::kTuple2:
    case Opcode::kTuple3:
    case Opcode::kList:
    case Opcode::kDict:
    case Opcode::kAppend:
    case Opcode::kAppends:
    case Opcode::kSetItem:
    case Opcode::kSetItems: return StepOnContainer(opcode);
    case Opcode::kBinPut:
    case Opcode::kLongBinPut:
    case Opcode::kMemoize:
    case Opcode::kBinGet:
    case Opcode::kLongBinGet: return StepOnMemo(opcode);
    case Opcode::kGlobal:
    case Opcode::kStackGlobal:
    case Opcode::kReduce:
    case Opcode::kBinPersId:
    case Opcode::kBuild: return StepOnObject(opcode);
    case Opcode::kFrame: return BeginFrame();
    case Opcode::kProto: return absl::InvalidArgumentError("PROTO inside a pickle");
    case Opcode::kStop: break;
  }
  return absl::InvalidArgumentError(absl::StrFormat("opcode 0x%02x, which a file of weights has no need of", static_cast<int>(opcode)));
}

absl::Status Unpickler::StepOnNumber(Opcode opcode) {
  switch (opcode) {
    case Opcode::kBinInt: {
      ASSAY_ASSIGN_OR_RETURN(const int32_t value, reader_.ReadLittleEndian<int32_t>());
      return Push(graph_.AddInt(value));
    }
    case Opcode::kBinInt1: {
      ASSAY_ASSIGN_OR_RETURN(const uint8_t value, reader_.ReadLittleEndian<uint8_t>());
      return Push(graph_.AddInt(value));
    }
    case Opcode::kBinInt2: {
      ASSAY_ASSIGN_OR_RETURN(const uint16_t value, reader_.ReadLittleEndian<uint16_t>());
      return Push(graph_.AddInt(value));
    }
    case Opcode::kLong1: return PushLong(ReadLength<uint8_t>());
    case Opcode::kLong4: return PushLong(ReadLength<uint32_t>());
    default: {
      ASSAY_ASSIGN_OR_RETURN(const uint64_t swapped, reader_.ReadLittleEndian<uint64_t>());
      const uint64_t bits = __builtin_bswap64(swapped);  // the only big-endian number of the format
      double value;
      std::memcpy(&value, &bits, sizeof(value));
      return Push(graph_.AddDouble(value));
    }
  }
}

absl::Status Unpickler::StepOnText(Opcode opcode) {
  switch (opcode) {
    case Opcode::kBinString:
    case Opcode::kBinUnicode: return PushText(ValueKind::kString, ReadLength<uint32_t>());
    case Opcode::kShortBinString:
    case Opcode::kShortBinUnicode: return PushText(ValueKind::kString, ReadLength<uint8_t>());
    case Opcode::kBinUnicode8: return PushText(ValueKind::kString, ReadLength<uint64_t>());
    case Opcode::kBinBytes: return PushText(ValueKind::kBytes, ReadLength<uint32_t>());
    case Opcode::kShortBinBytes: return PushText(ValueKind::kBytes, ReadLength<uint8_t>());
    default: return PushText(ValueKind::kBytes, ReadLength<uint64_t>());
  }
}

absl::Status Unpickler::StepOnContainer(Opcode opcode) {
  const size_t base = marks_.empty() ? 0 : marks_.back();
  const auto last = [&](size_t count) { return stack_.size() - base >= count ? stack_.size() - count : stack_.size() + 1; };
  switch (opcode) {
    case Opcode::kMark:
      if (marks_.size() >= kMaxMarks) return absl::InvalidArgumentError(absl::StrCat("nests more than ", kMaxMarks, " marks"));
      marks_.push_back(stack_.size());
      return absl::OkStatus();
    case Opcode::kEmptyTuple: return Push(graph_.AddTuple(nullptr, 0));
    case Opcode::kEmptyList: return Push(graph_.AddList());
    case Opcode::kEmptyDict: return Push(graph_.AddDict(/*ordered=*/false));
    case Opcode::kTuple1: return PushTuple(last(1));
    case Opcode::kTuple2: return PushTuple(last(2));
    case Opcode::kTuple3: return PushTuple(last(3));
    case Opcode::kAppend: return AppendFrom(last(1));
    case Opcode::kSetItem: return SetItemsFrom(last(2));
    default: break;
  }
  ASSAY_ASSIGN_OR_RETURN(const size_t first, PopMark());
  switch (opcode) {
    case Opcode::kTuple: return PushTuple(first);
    case Opcode::kAppends: return AppendFrom(first);
    case Opcode::kSetItems: return SetItemsFrom(first);
    case Opcode::kList: {
      ASSAY_ASSIGN_OR_RETURN(const Value list, graph_.AddList());
      stack_.insert(stack_.begin() + first, list);
      return AppendFrom(first + 1);
    }
    default: {
      ASSAY_ASSIGN_OR_RETURN(const Value dict, graph_.AddDict(/*ordered=*/false));
      stack_.insert(stack_.begin() + first, dict);
      return SetItemsFrom(first + 1);
    }
  }
}

absl::Status Unpickler::StepOnMemo(Opcode opcode) {
  if (opcode == Opcode::kMemoize) return Put(memo_.size());
  const bool is_short = opcode == Opcode::kBinPut || opcode == Opcode::kBinGet;
  ASSAY_ASSIGN_OR_RETURN(const uint64_t index, is_short ? ReadLength<uint8_t>() : ReadLength<uint32_t>());
  return opcode == Opcode::kBinPut || opcode == Opcode::kLongBinPut ? Put(index) : Get(index);
}

absl::Status Unpickler::StepOnObject(Opcode opcode) {
  if (content_ != PickleContent::kTensors) return absl::InvalidArgumentError("an object where only plain values belong");
  switch (opcode) {
    case Opcode::kGlobal: {
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view module, reader_.ReadLine(kMaxGlobalLine));
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view name, reader_.ReadLine(kMaxGlobalLine));
      return PushGlobal(module, name);
    }
    case Opcode::kStackGlobal: {
      ASSAY_ASSIGN_OR_RETURN(const Value name, Pop());
      ASSAY_ASSIGN_OR_RETURN(const Value module, Pop());
      if (name.kind != ValueKind::kString || module.kind != ValueKind::kString) {
        return absl::InvalidArgumentError("STACK_GLOBAL without two strings");
      }
      return PushGlobal(graph_.StringAt(module), graph_.StringAt(name));
    }
    case Opcode::kReduce: {
      ASSAY_ASSIGN_OR_RETURN(const Value arguments, Pop());
      ASSAY_ASSIGN_OR_RETURN(const Value callee, Pop());
      return Push(Call(graph_, callee, arguments));
    }
    case Opcode::kBinPersId: {
      ASSAY_ASSIGN_OR_RETURN(const Value id, Pop());
      return Push(LoadStorage(graph_, id));
    }
    default: return Build();
  }
}

absl::Status Unpickler::Push(absl::StatusOr<Value> value) {
  if (!value.ok()) return std::move(value).status();
  if (stack_.size() >= kMaxStack) return absl::ResourceExhaustedError(absl::StrCat("needs a stack of more than ", kMaxStack, " values"));
  stack_.push_back(*value);
  return absl::OkStatus();
}

absl::StatusOr<Value> Unpickler::Pop() {
  const size_t base = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= base) return absl::InvalidArgumentError("an opcode finds no value on the stack");
  const Value value = stack_.back();
  stack_.pop_back();
  return value;
}

absl::StatusOr<Value> Unpickler::Top(ValueKind expected, absl::string_view opcode) {
  const size_t base = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= base) return absl::InvalidArgumentError(absl::StrCat(opcode, " finds no value on the stack"));
  if (stack_.back().kind != expected) {
    return absl::InvalidArgumentError(absl::StrCat(opcode, " on ", KindName(stack_.back().kind), ", allowed on ", KindName(expected), " only"));
  }
  return stack_.back();
}

absl::StatusOr<size_t> Unpickler::PopMark() {
  if (marks_.empty()) return absl::InvalidArgumentError("an opcode finds no mark on the stack");
  const size_t first = marks_.back();
  marks_.pop_back();
  return first;
}

absl::Status Unpickler::PushText(ValueKind kind, absl::StatusOr<uint64_t> length) {
  if (!length.ok()) return std::move(length).status();
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view text, reader_.ReadBytes(*length));
  if (kind == ValueKind::kString && !IsUtf8(text)) return absl::InvalidArgumentError("a string is not UTF-8");
  return Push(graph_.AddString(kind, text));
}

absl::Status Unpickler::PushLong(absl::StatusOr<uint64_t> length) {
  if (!length.ok()) return std::move(length).status();
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view digits, reader_.ReadBytes(*length));
  const bool is_uint64 = digits.size() == 9 && digits[8] == 0;
  if (digits.size() > 8 && !is_uint64) return Push(graph_.AddString(ValueKind::kWideInt, digits));
  uint64_t value = !digits.empty() && static_cast<int8_t>(digits.back()) < 0 ? ~uint64_t{0} : 0;
  for (size_t i = std::min<size_t>(digits.size(), 8); i-- > 0;) value = value << 8 | static_cast<uint8_t>(digits[i]);
  return Push(is_uint64 ? graph_.AddUInt(value) : graph_.AddInt(static_cast<int64_t>(value)));
}

absl::Status Unpickler::PushTuple(size_t first) {
  if (first > stack_.size()) return absl::InvalidArgumentError("a tuple finds too few values on the stack");
  ASSAY_ASSIGN_OR_RETURN(const Value tuple, graph_.AddTuple(stack_.data() + first, stack_.size() - first));
  stack_.resize(first);
  return Push(tuple);
}

absl::Status Unpickler::PushGlobal(absl::string_view module, absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t index, FindGlobal(module, name));
  return Push(Value{ValueKind::kGlobal, index});
}

absl::Status Unpickler::AppendFrom(size_t first) {
  if (first > stack_.size()) return absl::InvalidArgumentError("APPEND finds too few values on the stack");
  const std::vector<Value> elements(stack_.begin() + first, stack_.end());
  stack_.resize(first);
  ASSAY_ASSIGN_OR_RETURN(const Value list, Top(ValueKind::kList, "APPEND(S)"));
  for (const Value element : elements) ASSAY_RETURN_IF_ERROR(graph_.Append(list, element));
  return absl::OkStatus();
}

absl::Status Unpickler::SetItemsFrom(size_t first) {
  if (first > stack_.size() || (stack_.size() - first) % 2 != 0) {
    return absl::InvalidArgumentError("SETITEM(S) finds no pairs of key and value on the stack");
  }
  const std::vector<Value> items(stack_.begin() + first, stack_.end());
  stack_.resize(first);
  ASSAY_ASSIGN_OR_RETURN(const Value dict, Top(ValueKind::kDict, "SETITEM(S)"));
  for (size_t i = 0; i < items.size(); i += 2) ASSAY_RETURN_IF_ERROR(graph_.SetItem(dict, items[i], items[i + 1]));
  return absl::OkStatus();
}

// What a state dict carries beside its items (`_metadata`: versions of modules) is checked and left aside: no tensor lies there.
absl::Status Unpickler::Build() {
  ASSAY_ASSIGN_OR_RETURN(const Value state, Pop());
  ASSAY_ASSIGN_OR_RETURN(const Value target, Top(ValueKind::kDict, "BUILD"));
  if (!graph_.DictAt(target).ordered) return absl::InvalidArgumentError("BUILD on a dict, allowed on an OrderedDict only");
  if (state.kind != ValueKind::kDict) {
    return absl::InvalidArgumentError(absl::StrCat("BUILD with ", KindName(state.kind), " as the state, expected a dict"));
  }
  return absl::OkStatus();
}

absl::Status Unpickler::Put(uint64_t index) {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) return absl::InvalidArgumentError("the memo finds no value on the stack");
  // A writer numbers its entries one by one, so that a number is below the bytes that the pickle has taken.
  if (index >= reader_.position() - start_) return absl::InvalidArgumentError(absl::StrCat("memo entry ", index, " comes out of order"));
  if (index >= memo_.size()) {
    ASSAY_RETURN_IF_ERROR(graph_.budget->Charge((index + 1 - memo_.size()) * sizeof(memo_[0])));
    memo_.resize(index + 1);
  }
  memo_[index] = stack_.back();
  return absl::OkStatus();
}

absl::Status Unpickler::Get(uint64_t index) {
  if (index >= memo_.size() || !memo_[index].has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("memo entry ", index, " is asked for before it is made"));
  }
  return Push(*memo_[index]);
}

absl::Status Unpickler::BeginFrame() {
  if (frame_end_.has_value()) return absl::InvalidArgumentError("a frame inside a frame");
  ASSAY_ASSIGN_OR_RETURN(const uint64_t length, reader_.ReadLittleEndian<uint64_t>());
  if (length > reader_.remaining()) return absl::DataLossError(absl::StrCat("is cut short: a frame of ", length, " bytes, ", reader_.remaining(), " left"));
  frame_end_ = reader_.position() + length;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Value> Unpickle(ByteReader& reader, PickleGraph& graph, PickleContent content) {
  absl::StatusOr<Value> result = Unpickler(reader, graph, content).Run();
  if (result.ok()) return result;
  return absl::Status(result.status().code(), absl::StrCat(result.status().message(), " (pickle, at byte ", reader.position(), ")"));
}

}  // namespace assay
