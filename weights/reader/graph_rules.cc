#include "weights/reader/graph_rules.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tools/base/status_macros.h"
#include "weights/reader/pickle_globals.h"
#include "weights/reader/quoted.h"

namespace assay {
namespace {

constexpr absl::string_view kOrderedDictMethods[] = {"clear",   "copy",       "fromkeys",    "get",
                                                     "items",   "keys",       "move_to_end", "pop",
                                                     "popitem", "setdefault", "update",      "values"};

// Every container once, each a row of one byte.
class Walk {
 public:
  explicit Walk(const PickleGraph& graph) : graph_(graph) {}

  absl::Status Start() {
    const size_t rows = graph_.lists.size() + graph_.dicts.size() + graph_.tuples.size();
    ASSAY_RETURN_IF_ERROR(graph_.budget->Charge(rows));
    heights_.resize(rows, kNew);
    return absl::OkStatus();
  }
  ~Walk() { graph_.budget->Release(heights_.size()); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  // How deep the value nests, found by walking what has not been walked yet.
  absl::StatusOr<int> Height(Value value, int depth) {
    uint8_t* const height = Find(value);
    if (height == nullptr) return 0;
    if (*height == kOpen) return absl::InvalidArgumentError(absl::StrCat(KindName(value.kind), " contains itself"));
    if (*height != kNew) return *height;
    if (depth > kMaxDepth) return TooDeep();
    *height = kOpen;
    int most = 0;
    absl::Status status;
    ForEachChild(graph_, value, [&](Value child) {
      if (!status.ok()) return;
      const absl::StatusOr<int> below = Height(child, depth + 1);
      status = below.status();
      if (below.ok()) most = std::max(most, *below);
    });
    ASSAY_RETURN_IF_ERROR(status);
    if (most >= kMaxDepth) return TooDeep();
    *height = static_cast<uint8_t>(most + 1);
    return most + 1;
  }

  // Whether this is the first call for the container; false for other values. Not to be mixed with Height.
  bool Enter(Value value) {
    uint8_t* const seen = Find(value);
    return seen != nullptr && std::exchange(*seen, kOpen) == kNew;
  }

  template <typename Visit>
  static void ForEachChild(const PickleGraph& graph, Value value, const Visit& visit) {
    if (value.kind == ValueKind::kList) {
      for (const Value element : graph.lists[value.payload]) visit(element);
    } else if (value.kind == ValueKind::kTuple) {
      const TupleRow& tuple = graph.TupleAt(value);
      for (uint32_t i = 0; i < tuple.length; ++i) visit(graph.Element(tuple, i));
    } else if (value.kind == ValueKind::kDict) {
      for (const auto& [key, element] : graph.ItemsOf(value)) {
        visit(key);
        visit(element);
      }
    }
  }

 private:
  static constexpr uint8_t kNew = 0, kOpen = 255;
  static_assert(kMaxDepth < kOpen);

  static absl::Status TooDeep() {
    return absl::InvalidArgumentError(absl::StrCat("nests containers more than ", kMaxDepth, " deep"));
  }

  uint8_t* Find(Value value) {
    if (value.kind == ValueKind::kList) return &heights_[value.payload];
    if (value.kind == ValueKind::kDict) return &heights_[graph_.lists.size() + value.payload];
    if (value.kind == ValueKind::kTuple) return &heights_[graph_.lists.size() + graph_.dicts.size() + value.payload];
    return nullptr;
  }

  const PickleGraph& graph_;
  std::vector<uint8_t> heights_;
};

template <typename Check>
absl::Status ForEachContainer(const PickleGraph& graph, const Check& check) {
  const std::pair<ValueKind, size_t> tables[] = {{ValueKind::kList, graph.lists.size()},
                                                 {ValueKind::kDict, graph.dicts.size()},
                                                 {ValueKind::kTuple, graph.tuples.size()}};
  for (const auto& [kind, rows] : tables) {
    for (size_t row = 0; row < rows; ++row) ASSAY_RETURN_IF_ERROR(check(Value(kind, static_cast<uint32_t>(row))));
  }
  return absl::OkStatus();
}

absl::Status CheckNesting(const PickleGraph& graph) {
  Walk walk(graph);
  ASSAY_RETURN_IF_ERROR(walk.Start());
  return ForEachContainer(graph, [&](Value container) { return walk.Height(container, 1).status(); });
}

// Keys of one kind by what they hold; others by where they lie, since no walk of the tensors lets them pass.
bool KeyLess(const PickleGraph& graph, Value a, Value b) {
  const bool texts = a.kind == ValueKind::kString && b.kind == ValueKind::kString;
  if (texts) return graph.StringAt(a) < graph.StringAt(b);
  const bool numbers = (a.kind == ValueKind::kSmallInt || a.kind == ValueKind::kInt) && a.kind == b.kind;
  if (numbers) return graph.Int(a, "a key").value_or(0) < graph.Int(b, "a key").value_or(0);
  return a.kind != b.kind ? a.kind < b.kind : uint32_t{a.payload} < uint32_t{b.payload};
}

// `keys` in order, the second of two that are equal by `less`; end where there are none.
template <typename Less>
std::vector<Value>::iterator FindTwice(std::vector<Value>& keys, const Less& less) {
  std::sort(keys.begin(), keys.end(), less);
  return std::adjacent_find(keys.begin(), keys.end(), [&](Value a, Value b) { return !less(a, b); });
}

absl::Status CheckKeys(const PickleGraph& graph) {
  std::vector<Value> keys;
  size_t charged = 0;
  for (const DictItems& items : graph.dict_items) {
    if (items.size() > charged) {
      ASSAY_RETURN_IF_ERROR(graph.budget->Charge((items.size() - charged) * sizeof(Value)));
      charged = items.size();
    }
    keys.clear();
    keys.reserve(items.size());
    for (const auto& [key, element] : items) keys.push_back(key);
    // First one key that the memo repeats: those that are left stand in the file one by one, and comparing them takes
    // no longer than reading it.
    auto twice = FindTwice(keys, [](Value a, Value b) {
      return a.kind != b.kind ? a.kind < b.kind : uint32_t{a.payload} < uint32_t{b.payload};
    });
    if (twice == keys.end()) twice = FindTwice(keys, [&](Value a, Value b) { return KeyLess(graph, a, b); });
    if (twice == keys.end()) continue;
    const std::string key = twice->kind == ValueKind::kString ? Quoted(graph.StringAt(*twice))
                                                              : absl::StrCat(graph.Int(*twice, "a key").value_or(0));
    return absl::InvalidArgumentError(absl::StrCat("a dict has two entries of the key ", key));
  }
  graph.budget->Release(charged * sizeof(Value));
  return absl::OkStatus();
}

absl::Status CheckAttributeName(const PickleGraph& graph, Value key, Value value) {
  if (key.kind != ValueKind::kString)
    return absl::InvalidArgumentError(absl::StrCat("an attribute's name is ", KindName(key.kind), ", expected a str"));
  const absl::string_view name = graph.StringAt(key);
  const auto& methods = kOrderedDictMethods;
  if (absl::StartsWith(name, "__") || std::find(std::begin(methods), std::end(methods), name) != std::end(methods))
    return absl::InvalidArgumentError(
        absl::StrCat("an attribute called ", Quoted(name), " would hide the object's own"));
  if (name == "_metadata" && value.kind != ValueKind::kDict)
    return absl::InvalidArgumentError(absl::StrCat("its _metadata are ", KindName(value.kind), ", expected a dict"));
  return absl::OkStatus();
}

// The nesting has been checked, so that this recursion ends.
absl::Status CheckPlain(const PickleGraph& graph, Value value, Walk& walk) {
  const bool is_class = value.kind == ValueKind::kGlobal && GlobalAt(value.payload).kind != GlobalKind::kDType;
  if (is_class || value.kind == ValueKind::kStorage)
    return absl::InvalidArgumentError(absl::StrCat("an attribute holds ", KindName(value.kind)));
  if (!walk.Enter(value)) return absl::OkStatus();
  absl::Status status;
  Walk::ForEachChild(graph, value, [&](Value child) { status.Update(CheckPlain(graph, child, walk)); });
  return status;
}

absl::Status CheckAttributes(const PickleGraph& graph) {
  // Each dict once, however often the memo hangs it on something.
  const size_t bytes = graph.attributes.size() * sizeof(Value);
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(bytes));
  std::vector<Value> dicts = graph.attributes;
  std::sort(dicts.begin(), dicts.end(), [](Value a, Value b) { return uint32_t{a.payload} < uint32_t{b.payload}; });
  const auto same = [](Value a, Value b) { return a.payload == b.payload; };
  dicts.erase(std::unique(dicts.begin(), dicts.end(), same), dicts.end());
  Walk walk(graph);
  ASSAY_RETURN_IF_ERROR(walk.Start());
  for (const Value attributes : dicts) {
    for (const auto& [key, value] : graph.ItemsOf(attributes))
      ASSAY_RETURN_IF_ERROR(CheckAttributeName(graph, key, value));
    ASSAY_RETURN_IF_ERROR(CheckPlain(graph, attributes, walk));
  }
  graph.budget->Release(bytes);
  return absl::OkStatus();
}

absl::Status CheckViews(const PickleGraph& graph) {
  const size_t bytes = graph.named_views.size() * sizeof(uint32_t);
  ASSAY_RETURN_IF_ERROR(graph.budget->Charge(bytes));
  std::vector<uint32_t> order(graph.named_views.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key = [&](uint32_t i) { return graph.named_views[i].key; };
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  for (size_t i = 1; i < order.size(); ++i) {
    const StorageView &a = graph.named_views[order[i - 1]].part, &b = graph.named_views[order[i]].part;
    const bool same = a.storage == b.storage && a.offset_bytes == b.offset_bytes && a.bytes == b.bytes;
    if (key(order[i - 1]) == key(order[i]) && !same)
      return absl::InvalidArgumentError(
          absl::StrCat("the storage view ", Quoted(key(order[i]), 40), " is described in two ways"));
  }
  graph.budget->Release(bytes);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckGraph(const PickleGraph& graph) {
  ASSAY_RETURN_IF_ERROR(CheckNesting(graph));
  ASSAY_RETURN_IF_ERROR(CheckKeys(graph));
  ASSAY_RETURN_IF_ERROR(CheckViews(graph));
  return graph.attributes.empty() ? absl::OkStatus() : CheckAttributes(graph);
}

}  // namespace assay
