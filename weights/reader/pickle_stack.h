// The unpickler's stack with its marks, and its memo; neither hands out what is not there.
#ifndef ASSAY_WEIGHTS_READER_PICKLE_STACK_H_
#define ASSAY_WEIGHTS_READER_PICKLE_STACK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weights/reader/memory_budget.h"
#include "weights/reader/pickle_graph.h"

namespace assay {

using PickleValues = absl::InlinedVector<Value, 8>;

// No method reaches below the last mark.
class PickleStack {
 public:
  explicit PickleStack(MemoryBudget* budget) : budget_(budget) {}
  ~PickleStack() { budget_->Release(most_ * kValueBytes); }
  PickleStack(const PickleStack&) = delete;
  PickleStack& operator=(const PickleStack&) = delete;

  bool empty() const { return values_.empty() && marks_.empty(); }

  // Passes an error through, so that a value can be made and pushed in one line.
  absl::Status Push(absl::StatusOr<Value> value);
  absl::Status PushMark();

  absl::StatusOr<Value> Pop();
  absl::StatusOr<PickleValues> Pop(size_t count);
  // The values above the last mark, which goes too.
  absl::StatusOr<PickleValues> PopToMark();

  // The topmost value, which stays.
  absl::StatusOr<Value> Top() const;
  // The same, of the one kind that `opcode` is allowed on.
  absl::StatusOr<Value> Top(ValueKind expected, absl::string_view opcode) const;

 private:
  size_t available() const { return values_.size() - (marks_.empty() ? 0 : marks_.back()); }

  // The old and the doubled array while it grows; later the one that stays, and a copy of what is popped.
  static constexpr size_t kValueBytes = 3 * sizeof(Value);

  MemoryBudget* budget_;
  size_t most_ = 0;  // values at any time, which are charged
  std::vector<Value> values_;
  std::vector<size_t> marks_;  // sizes of values_
};

class PickleMemo {
 public:
  explicit PickleMemo(MemoryBudget* budget) : budget_(budget) {}
  ~PickleMemo() { budget_->Release(entries_.size() * sizeof(Value)); }
  PickleMemo(const PickleMemo&) = delete;
  PickleMemo& operator=(const PickleMemo&) = delete;

  size_t size() const { return entries_.size(); }

  // Errors: InvalidArgument when `index` is not below `limit`: a writer numbers its entries one by one, so that none
  // exceeds the bytes that the pickle has taken.
  absl::Status Put(uint64_t index, Value value, uint64_t limit);
  absl::StatusOr<Value> Get(uint64_t index) const;

 private:
  MemoryBudget* budget_;
  std::deque<Value> entries_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_PICKLE_STACK_H_
