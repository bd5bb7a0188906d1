#include "weights/reader/pickle_stack.h"

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

constexpr size_t kMaxStack = 1'000'000;
constexpr size_t kMaxMarks = 1'000;

absl::Status TooFew() { return absl::InvalidArgumentError("an opcode finds too few values on the stack"); }

}  // namespace

absl::Status PickleStack::Push(absl::StatusOr<Value> value) {
  if (!value.ok()) return std::move(value).status();
  if (values_.size() >= kMaxStack)
    return absl::InvalidArgumentError(absl::StrCat("needs a stack of more than ", kMaxStack, " values"));
  if (values_.size() == most_) {
    ASSAY_RETURN_IF_ERROR(budget_->Charge(kValueBytes));
    ++most_;
  }
  values_.push_back(*value);
  return absl::OkStatus();
}

absl::Status PickleStack::PushMark() {
  if (marks_.size() >= kMaxMarks)
    return absl::InvalidArgumentError(absl::StrCat("nests more than ", kMaxMarks, " marks"));
  marks_.push_back(values_.size());
  return absl::OkStatus();
}

absl::StatusOr<Value> PickleStack::Pop() {
  if (available() == 0) return TooFew();
  const Value value = values_.back();
  values_.pop_back();
  return value;
}

absl::StatusOr<PickleValues> PickleStack::Pop(size_t count) {
  if (available() < count) return TooFew();
  const auto first = values_.end() - static_cast<std::ptrdiff_t>(count);
  PickleValues result(first, values_.end());
  values_.erase(first, values_.end());
  return result;
}

absl::StatusOr<PickleValues> PickleStack::PopToMark() {
  if (marks_.empty()) return absl::InvalidArgumentError("an opcode finds no mark on the stack");
  absl::StatusOr<PickleValues> result = Pop(available());
  marks_.pop_back();
  return result;
}

absl::StatusOr<Value> PickleStack::Top() const {
  if (available() == 0) return TooFew();
  return values_.back();
}

absl::StatusOr<Value> PickleStack::Top(ValueKind expected, absl::string_view opcode) const {
  ASSAY_ASSIGN_OR_RETURN(const Value top, Top());
  if (top.kind != expected) {
    return absl::InvalidArgumentError(
        absl::StrCat(opcode, " on ", KindName(top.kind), ", allowed on ", KindName(expected), " only"));
  }
  return top;
}

absl::Status PickleMemo::Put(uint64_t index, Value value, uint64_t limit) {
  if (index >= limit) return absl::InvalidArgumentError(absl::StrCat("memo entry ", index, " comes out of order"));
  if (index >= entries_.size()) {
    ASSAY_RETURN_IF_ERROR(budget_->Charge((index + 1 - entries_.size()) * sizeof(Value)));
    entries_.resize(index + 1, Value{ValueKind::kAbsent, 0});
  }
  entries_[index] = value;
  return absl::OkStatus();
}

absl::StatusOr<Value> PickleMemo::Get(uint64_t index) const {
  if (index >= entries_.size() || entries_[index].kind == ValueKind::kAbsent) {
    return absl::InvalidArgumentError(absl::StrCat("memo entry ", index, " is asked for before it is made"));
  }
  return entries_[index];
}

}  // namespace assay
