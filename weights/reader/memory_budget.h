// What a reader may allocate beyond the map: a hostile file must not be able to ask for more.
//
//   MemoryBudget budget;
//   ASSAY_RETURN_IF_ERROR(budget.Charge(count * sizeof(Entry)));
//   entries.reserve(count);
#ifndef ASSAY_WEIGHTS_READER_MEMORY_BUDGET_H_
#define ASSAY_WEIGHTS_READER_MEMORY_BUDGET_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

namespace assay {

// What the allocator takes beside a small block, with the rounding of its size.
inline constexpr size_t kBlockOverhead = 32;

// What the allocator takes for a block of `bytes`: a word beside it, in steps of two words, never less than four.
constexpr size_t HeapBytes(size_t bytes) {
  const size_t rounded = (bytes + 8 + 15) / 16 * 16;
  return rounded < 32 ? 32 : rounded;
}

class MemoryBudget {
 public:
  // 64 MiB is the promise; the rest is for what is not worth counting (the allocator's own, short messages).
  static constexpr size_t kDefaultLimit = size_t{60} << 20;

  explicit MemoryBudget(size_t limit = kDefaultLimit) : left_(limit) {}

  // Takes `bytes` from what is left.
  // Errors: InvalidArgument when less is left: the fault is the file's, ResourceExhausted would be the system's.
  absl::Status Charge(size_t bytes) {
    if (bytes > left_) {
      return absl::InvalidArgumentError(
          "describing its tensors would take more than 64 MiB of memory, the limit for a weight file");
    }
    left_ -= bytes;
    return absl::OkStatus();
  }

  // The same of `count` things of `bytes` each, whose product may be more than a number holds.
  absl::Status CheckedCharge(uint64_t count, size_t bytes) {
    return Charge(count > left_ / bytes ? left_ + 1 : static_cast<size_t>(count) * bytes);
  }

  // Gives back what was charged, for what has been freed.
  void Release(size_t bytes) { left_ += bytes; }

 private:
  size_t left_;
};

}  // namespace assay

#endif  // ASSAY_WEIGHTS_READER_MEMORY_BUDGET_H_
