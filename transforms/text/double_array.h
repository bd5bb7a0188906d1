// A trie over bytes in two arrays, so that a byte costs one addition and one comparison.
//
//   DoubleArray trie({"he", "hello"});
//   DoubleArray::State state = trie.Walk(DoubleArray::kRoot, "he");
//   trie.Value(state);  // 0: the index of "he"
#ifndef ASSAY_TRANSFORMS_TEXT_DOUBLE_ARRAY_H_
#define ASSAY_TRANSFORMS_TEXT_DOUBLE_ARRAY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace assay {

// Source: Aoe, "An efficient digital search algorithm by using a double-array structure", 1989; values stand in the
// cells here, instead of behind an end mark.
class DoubleArray {
 public:
  using State = int32_t;
  static constexpr State kRoot = 0;
  static constexpr State kNowhere = -1;
  static constexpr int32_t kNoValue = -1;

  // The trie of keys that are distinct and not empty, of 2^24 bytes together at most.
  explicit DoubleArray(absl::Span<const std::string> keys);

  // Where one more byte leads; kNowhere if no key goes on so. `state` must not be kNowhere.
  State Step(State state, uint8_t byte) const {
    const State next = cells_[state].base + byte;
    return cells_[next].parent == state ? next : kNowhere;
  }

  // Where many bytes lead.
  State Walk(State state, absl::string_view bytes) const {
    for (size_t i = 0; i < bytes.size() && state != kNowhere; ++i) state = Step(state, static_cast<uint8_t>(bytes[i]));
    return state;
  }

  // The index of the key that ends here; kNoValue if none does.
  int32_t Value(State state) const { return cells_[state].value; }

 private:
  struct Cell {
    int32_t base = 0;         // the children's cells are base + byte
    State parent = kNowhere;  // whose child this is; kNowhere: free
    int32_t value = kNoValue;
  };

  // A base from which the cells of all `bytes` are free.
  int32_t FreeBase(absl::Span<const uint8_t> bytes);
  // Gives the node children, and makes the array long enough that Step() may look for any byte.
  void AddChildren(State state, absl::Span<const uint8_t> bytes);

  std::vector<Cell> cells_;
  int32_t first_free_ = 1;
  int32_t end_ = 1;  // behind the last cell in use
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_DOUBLE_ARRAY_H_
