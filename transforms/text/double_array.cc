#include "transforms/text/double_array.h"

#include <algorithm>
#include <numeric>
#include <queue>

namespace assay {
namespace {

constexpr int kBytes = 256;
// How many bases a node tries before it goes behind all others: building stays linear, whatever the keys. More tries
// than these make BERT's array hardly shorter.
constexpr int kMostTries = 16;

// A node that is to get its children: the sorted keys [begin, end) share their first `depth` bytes.
struct Node {
  DoubleArray::State state;
  size_t begin;
  size_t end;
  size_t depth;
};

}  // namespace

DoubleArray::DoubleArray(absl::Span<const std::string> keys) : cells_(1 + kBytes) {
  std::vector<int32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return keys[a] < keys[b]; });

  std::queue<Node> nodes({{.state = kRoot, .begin = 0, .end = keys.size(), .depth = 0}});
  std::vector<uint8_t> bytes;
  std::vector<size_t> starts;
  for (; !nodes.empty(); nodes.pop()) {
    Node node = nodes.front();
    // The key that ends here sorts before those that go on.
    if (node.depth > 0 && keys[order[node.begin]].size() == node.depth) {
      cells_[node.state].value = order[node.begin++];
    }
    if (node.begin == node.end) continue;
    bytes.clear(), starts.clear();
    for (size_t i = node.begin; i < node.end; ++i) {
      const uint8_t byte = static_cast<uint8_t>(keys[order[i]][node.depth]);
      if (bytes.empty() || bytes.back() != byte) bytes.push_back(byte), starts.push_back(i);
    }
    starts.push_back(node.end);
    AddChildren(node.state, bytes);
    for (size_t child = 0; child < bytes.size(); ++child) {
      nodes.push({.state = cells_[node.state].base + bytes[child],
                  .begin = starts[child],
                  .end = starts[child + 1],
                  .depth = node.depth + 1});
    }
  }
}

int32_t DoubleArray::FreeBase(absl::Span<const uint8_t> bytes) {
  const auto is_free = [&](int32_t cell) { return cell >= end_ || (cells_[cell].parent == kNowhere && cell != kRoot); };
  while (!is_free(first_free_)) ++first_free_;
  const int32_t first = std::max(1, first_free_ - bytes[0]);
  for (int32_t base = first; base < first + kMostTries; ++base) {
    if (std::all_of(bytes.begin(), bytes.end(), [&](uint8_t byte) { return is_free(base + byte); })) return base;
  }
  return std::max(1, end_ - bytes[0]);
}

void DoubleArray::AddChildren(State state, absl::Span<const uint8_t> bytes) {
  const int32_t base = FreeBase(bytes);
  if (cells_.size() < static_cast<size_t>(base) + kBytes) cells_.resize(base + kBytes);
  cells_[state].base = base;
  for (const uint8_t byte : bytes) cells_[base + byte].parent = state;
  end_ = std::max(end_, base + bytes.back() + 1);
}

}  // namespace assay
