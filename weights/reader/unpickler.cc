#include "weights/reader/unpickler.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/base/status_macros.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/pickle_opcodes.h"
#include "weights/reader/pickle_stack.h"
#include "weights/reader/tensor_rebuild.h"
#include "weights/reader/utf8.h"

namespace assay {
namespace {

constexpr uint64_t kMaxOpcodes = 64'000'000;
constexpr size_t kMaxGlobalLine = 256;

class Unpickler {
 public:
  Unpickler(ByteReader& reader, PickleGraph& graph, PickleContent content)
      : reader_(reader),
        graph_(graph),
        content_(content),
        start_(reader.position()),
        stack_(graph.budget),
        memo_(graph.budget) {}

  absl::StatusOr<Value> Run();

 private:
  absl::Status Step(Opcode opcode);
  absl::Status StepOnNumber(Opcode opcode);
  absl::Status StepOnText(Opcode opcode);
  absl::Status StepOnContainer(Opcode opcode);
  absl::Status StepOnMemo(Opcode opcode);
  absl::Status StepOnObject(Opcode opcode);

  absl::Status PushText(ValueKind kind, absl::StatusOr<uint64_t> length);
  absl::Status PushLong(absl::StatusOr<uint64_t> length);
  absl::Status PushTuple(const absl::StatusOr<PickleValues>& elements);
  absl::Status PushGlobal(absl::string_view module, absl::string_view name);
  absl::Status Append(const absl::StatusOr<PickleValues>& elements);
  absl::Status SetItems(const absl::StatusOr<PickleValues>& items);
  absl::Status Build();
  absl::Status Put(uint64_t index);
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
  PickleStack stack_;
  PickleMemo memo_;
  std::optional<size_t> frame_end_;
};

absl::StatusOr<Value> Unpickler::Run() {
  ASSAY_ASSIGN_OR_RETURN(const uint8_t first, reader_.ReadLittleEndian<uint8_t>());
  ASSAY_ASSIGN_OR_RETURN(const uint8_t protocol, reader_.ReadLittleEndian<uint8_t>());
  if (static_cast<Opcode>(first) != Opcode::kProto)
    return absl::InvalidArgumentError("no pickle of protocol 2 or later begins here");
  if (protocol < 2 || protocol > 5)
    return absl::InvalidArgumentError(absl::StrCat("pickle protocol ", protocol, ", expected 2 to 5"));
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
    if (frame_end_.has_value() && reader_.position() != *frame_end_)
      return absl::InvalidArgumentError("STOP inside a frame");
    ASSAY_ASSIGN_OR_RETURN(const Value result, stack_.Pop());
    if (!stack_.empty()) return absl::InvalidArgumentError("STOP leaves values on the stack");
    return result;
  }
  return absl::InvalidArgumentError(absl::StrCat("has more than ", kMaxOpcodes, " opcodes"));
}

absl::Status Unpickler::Step(Opcode opcode) {
  switch (opcode) {
    case Opcode::kNone:
      return stack_.Push(Value{ValueKind::kNone, 0});
    case Opcode::kNewTrue:
      return stack_.Push(Value{ValueKind::kBool, 1});
    case Opcode::kNewFalse:
      return stack_.Push(Value{ValueKind::kBool, 0});
    case Opcode::kBinInt:
    case Opcode::kBinInt1:
    case Opcode::kBinInt2:
    case Opcode::kLong1:
    case Opcode::kLong4:
    case Opcode::kBinFloat:
      return StepOnNumber(opcode);
    case Opcode::kBinString:
    case Opcode::kShortBinString:
    case Opcode::kBinUnicode:
    case Opcode::kShortBinUnicode:
    case Opcode::kBinUnicode8:
    case Opcode::kBinBytes:
    case Opcode::kShortBinBytes:
    case Opcode::kBinBytes8:
      return StepOnText(opcode);
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
    case Opcode::kSetItems:
      return StepOnContainer(opcode);
    case Opcode::kBinPut:
    case Opcode::kLongBinPut:
    case Opcode::kMemoize:
    case Opcode::kBinGet:
    case Opcode::kLongBinGet:
      return StepOnMemo(opcode);
    case Opcode::kGlobal:
    case Opcode::kStackGlobal:
    case Opcode::kReduce:
    case Opcode::kBinPersId:
    case Opcode::kBuild:
      return StepOnObject(opcode);
    case Opcode::kFrame:
      return BeginFrame();
    case Opcode::kProto:
      return absl::InvalidArgumentError("PROTO inside a pickle");
    case Opcode::kStop:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("opcode 0x%02x, which a file of weights has no need of", static_cast<int>(opcode)));
}

absl::Status Unpickler::StepOnNumber(Opcode opcode) {
  switch (opcode) {
    case Opcode::kBinInt: {
      ASSAY_ASSIGN_OR_RETURN(const int32_t value, reader_.ReadLittleEndian<int32_t>());
      return stack_.Push(graph_.AddInt(value));
    }
    case Opcode::kBinInt1: {
      ASSAY_ASSIGN_OR_RETURN(const uint8_t value, reader_.ReadLittleEndian<uint8_t>());
      return stack_.Push(graph_.AddInt(value));
    }
    case Opcode::kBinInt2: {
      ASSAY_ASSIGN_OR_RETURN(const uint16_t value, reader_.ReadLittleEndian<uint16_t>());
      return stack_.Push(graph_.AddInt(value));
    }
    case Opcode::kLong1:
      return PushLong(ReadLength<uint8_t>());
    case Opcode::kLong4:
      return PushLong(ReadLength<uint32_t>());
    default: {
      ASSAY_ASSIGN_OR_RETURN(const uint64_t swapped, reader_.ReadLittleEndian<uint64_t>());
      const uint64_t bits = __builtin_bswap64(swapped);  // the only big-endian number of the format
      double value;
      std::memcpy(&value, &bits, sizeof(value));
      return stack_.Push(graph_.AddDouble(value));
    }
  }
}

absl::Status Unpickler::StepOnText(Opcode opcode) {
  switch (opcode) {
    case Opcode::kBinString:
    case Opcode::kBinUnicode:
      return PushText(ValueKind::kString, ReadLength<uint32_t>());
    case Opcode::kShortBinString:
    case Opcode::kShortBinUnicode:
      return PushText(ValueKind::kString, ReadLength<uint8_t>());
    case Opcode::kBinUnicode8:
      return PushText(ValueKind::kString, ReadLength<uint64_t>());
    case Opcode::kBinBytes:
      return PushText(ValueKind::kBytes, ReadLength<uint32_t>());
    case Opcode::kShortBinBytes:
      return PushText(ValueKind::kBytes, ReadLength<uint8_t>());
    default:
      return PushText(ValueKind::kBytes, ReadLength<uint64_t>());
  }
}

absl::Status Unpickler::StepOnContainer(Opcode opcode) {
  switch (opcode) {
    case Opcode::kMark:
      return stack_.PushMark();
    case Opcode::kEmptyTuple:
      return stack_.Push(graph_.AddTuple(nullptr, 0));
    case Opcode::kEmptyList:
      return stack_.Push(graph_.AddList());
    case Opcode::kEmptyDict:
      return stack_.Push(graph_.AddDict(/*ordered=*/false));
    case Opcode::kTuple1:
      return PushTuple(stack_.Pop(1));
    case Opcode::kTuple2:
      return PushTuple(stack_.Pop(2));
    case Opcode::kTuple3:
      return PushTuple(stack_.Pop(3));
    case Opcode::kTuple:
      return PushTuple(stack_.PopToMark());
    case Opcode::kAppend:
      return Append(stack_.Pop(1));
    case Opcode::kAppends:
      return Append(stack_.PopToMark());
    case Opcode::kSetItem:
      return SetItems(stack_.Pop(2));
    case Opcode::kSetItems:
      return SetItems(stack_.PopToMark());
    default:
      break;
  }
  // LIST and DICT make a container of what lies above the mark.
  const absl::StatusOr<PickleValues> values = stack_.PopToMark();
  const bool is_list = opcode == Opcode::kList;
  ASSAY_RETURN_IF_ERROR(stack_.Push(is_list ? graph_.AddList() : graph_.AddDict(/*ordered=*/false)));
  return is_list ? Append(values) : SetItems(values);
}

absl::Status Unpickler::StepOnMemo(Opcode opcode) {
  if (opcode == Opcode::kMemoize) return Put(memo_.size());
  const bool is_short = opcode == Opcode::kBinPut || opcode == Opcode::kBinGet;
  ASSAY_ASSIGN_OR_RETURN(const uint64_t index, is_short ? ReadLength<uint8_t>() : ReadLength<uint32_t>());
  return opcode == Opcode::kBinPut || opcode == Opcode::kLongBinPut ? Put(index) : stack_.Push(memo_.Get(index));
}

absl::Status Unpickler::StepOnObject(Opcode opcode) {
  if (content_ != PickleContent::kTensors)
    return absl::InvalidArgumentError("an object where only plain values belong");
  switch (opcode) {
    case Opcode::kGlobal: {
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view module, reader_.ReadLine(kMaxGlobalLine));
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view name, reader_.ReadLine(kMaxGlobalLine));
      return PushGlobal(module, name);
    }
    case Opcode::kStackGlobal: {
      ASSAY_ASSIGN_OR_RETURN(const Value name, stack_.Pop());
      ASSAY_ASSIGN_OR_RETURN(const Value module, stack_.Pop());
      if (name.kind != ValueKind::kString || module.kind != ValueKind::kString) {
        return absl::InvalidArgumentError("STACK_GLOBAL without two strings");
      }
      return PushGlobal(graph_.StringAt(module), graph_.StringAt(name));
    }
    case Opcode::kReduce: {
      ASSAY_ASSIGN_OR_RETURN(const Value arguments, stack_.Pop());
      ASSAY_ASSIGN_OR_RETURN(const Value callee, stack_.Pop());
      return stack_.Push(Call(graph_, callee, arguments));
    }
    case Opcode::kBinPersId: {
      ASSAY_ASSIGN_OR_RETURN(const Value id, stack_.Pop());
      return stack_.Push(LoadStorage(graph_, id));
    }
    default:
      return Build();
  }
}

absl::Status Unpickler::PushText(ValueKind kind, absl::StatusOr<uint64_t> length) {
  if (!length.ok()) return std::move(length).status();
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view text, reader_.ReadBytes(*length));
  if (kind == ValueKind::kString && !IsUtf8(text)) return absl::InvalidArgumentError("a string is not UTF-8");
  return stack_.Push(graph_.AddString(kind, text));
}

absl::Status Unpickler::PushLong(absl::StatusOr<uint64_t> length) {
  if (!length.ok()) return std::move(length).status();
  ASSAY_ASSIGN_OR_RETURN(const absl::string_view digits, reader_.ReadBytes(*length));
  const bool is_uint64 = digits.size() == 9 && digits[8] == 0;
  if (digits.size() > 8 && !is_uint64) return stack_.Push(graph_.AddString(ValueKind::kWideInt, digits));
  uint64_t value = !digits.empty() && static_cast<int8_t>(digits.back()) < 0 ? ~uint64_t{0} : 0;
  for (size_t i = std::min<size_t>(digits.size(), 8); i-- > 0;) value = value << 8 | static_cast<uint8_t>(digits[i]);
  return stack_.Push(is_uint64 ? graph_.AddUInt(value) : graph_.AddInt(static_cast<int64_t>(value)));
}

absl::Status Unpickler::PushTuple(const absl::StatusOr<PickleValues>& elements) {
  if (!elements.ok()) return elements.status();
  return stack_.Push(graph_.AddTuple(elements->data(), elements->size()));
}

absl::Status Unpickler::PushGlobal(absl::string_view module, absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const uint32_t index, FindGlobal(module, name));
  return stack_.Push(Value{ValueKind::kGlobal, index});
}

absl::Status Unpickler::Append(const absl::StatusOr<PickleValues>& elements) {
  if (!elements.ok()) return elements.status();
  ASSAY_ASSIGN_OR_RETURN(const Value list, stack_.Top(ValueKind::kList, "APPEND(S)"));
  for (const Value element : *elements) ASSAY_RETURN_IF_ERROR(graph_.Append(list, element));
  return absl::OkStatus();
}

absl::Status Unpickler::SetItems(const absl::StatusOr<PickleValues>& items) {
  if (!items.ok()) return items.status();
  if (items->size() % 2 != 0) return absl::InvalidArgumentError("SETITEMS finds a key without a value");
  ASSAY_ASSIGN_OR_RETURN(const Value dict, stack_.Top(ValueKind::kDict, "SETITEM(S)"));
  for (size_t i = 0; i < items->size(); i += 2)
    ASSAY_RETURN_IF_ERROR(graph_.SetItem(dict, (*items)[i], (*items)[i + 1]));
  return absl::OkStatus();
}

// What a state dict carries beside its items (`_metadata`: versions of modules) is left aside, once it has been checked
// (graph_rules.h).
absl::Status Unpickler::Build() {
  ASSAY_ASSIGN_OR_RETURN(const Value state, stack_.Pop());
  ASSAY_ASSIGN_OR_RETURN(const Value target, stack_.Top(ValueKind::kDict, "BUILD"));
  if (!graph_.IsOrdered(target)) return absl::InvalidArgumentError("BUILD on a dict, allowed on an OrderedDict only");
  if (state.kind != ValueKind::kDict) {
    return absl::InvalidArgumentError(
        absl::StrCat("BUILD with ", KindName(state.kind), " as the state, expected a dict"));
  }
  if (state.payload == target.payload) return absl::InvalidArgumentError("BUILD of a dict with itself");
  return graph_.AddAttributes(state);
}

absl::Status Unpickler::Put(uint64_t index) {
  ASSAY_ASSIGN_OR_RETURN(const Value top, stack_.Top());
  return memo_.Put(index, top, reader_.position() - start_);
}

absl::Status Unpickler::BeginFrame() {
  if (frame_end_.has_value()) return absl::InvalidArgumentError("a frame inside a frame");
  ASSAY_ASSIGN_OR_RETURN(const uint64_t length, reader_.ReadLittleEndian<uint64_t>());
  if (length > reader_.remaining())
    return absl::DataLossError(
        absl::StrCat("is cut short: a frame of ", length, " bytes, ", reader_.remaining(), " left"));
  frame_end_ = reader_.position() + length;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Value> Unpickle(ByteReader& reader, PickleGraph& graph, PickleContent content) {
  absl::StatusOr<Value> result = Unpickler(reader, graph, content).Run();
  if (result.ok()) return result;
  return absl::Status(result.status().code(),
                      absl::StrCat(result.status().message(), " (pickle, at byte ", reader.position(), ")"));
}

}  // namespace assay
