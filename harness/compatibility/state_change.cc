#include "harness/compatibility/state_change.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay::bc {
namespace {

using Tensor = proto::StateTensor;

std::string Shape(const Tensor& tensor) { return absl::StrCat("[", absl::StrJoin(tensor.shape(), ", "), "]"); }

bool SameShape(const Tensor& a, const Tensor& b) {
  return std::equal(a.shape().begin(), a.shape().end(), b.shape().begin(), b.shape().end());
}

// The tensors of one kind of change: the first is told, the others are counted.
struct Changed {
  std::vector<std::string> words;
  std::string module;

  void Add(const Tensor& tensor, std::string text) {
    if (words.empty()) module = ModuleOf(tensor.key());
    words.push_back(std::move(text));
  }
  std::string Text() const {
    if (words.size() < 2) return absl::StrJoin(words, "");
    return absl::StrCat(words[0], " (and ", words.size() - 1, words.size() == 2 ? " other)" : " others)");
  }
};

// All that two states differ in, by kind.
struct Differences {
  Changed removed, added, shape, dtype, kind, trained;
  std::string order;
  std::string order_module;
};

void CompareTensors(const Tensor& was, const Tensor& is, Differences& found) {
  if (!SameShape(was, is)) found.shape.Add(is, absl::StrCat(is.key(), ": shape ", Shape(was), " -> ", Shape(is)));
  if (was.dtype() != is.dtype()) found.dtype.Add(is, absl::StrCat(is.key(), ": ", was.dtype(), " -> ", is.dtype()));
  if (was.parameter() != is.parameter()) {
    found.kind.Add(is, absl::StrCat(is.key(), " is a ", is.parameter() ? "parameter" : "buffer", ", was a ",
                                    was.parameter() ? "parameter" : "buffer"));
  } else if (was.has_requires_grad() && is.has_requires_grad() && was.requires_grad() != is.requires_grad()) {
    found.trained.Add(
        is, absl::StrCat(is.key(), is.requires_grad() ? " is trained, was frozen" : " is frozen, was trained"));
  }
}

// Keys that both have, in another order.
void CompareOrder(const std::vector<const Tensor*>& was, const std::vector<const Tensor*>& is, Differences& found) {
  for (size_t i = 0; i < was.size() && i < is.size(); ++i) {
    if (was[i]->key() == is[i]->key()) continue;
    found.order = absl::StrCat(is[i]->key(), " stands where ", was[i]->key(), " stood");
    found.order_module = ModuleOf(is[i]->key());
    return;
  }
}

Differences CompareTensors(const proto::Probe& was, const proto::Probe& is) {
  Differences found;
  std::map<std::string, const Tensor*> left;
  for (const Tensor& tensor : is.state()) left.emplace(tensor.key(), &tensor);
  std::vector<const Tensor*> kept;
  for (const Tensor& tensor : was.state()) {
    const auto now = left.find(tensor.key());
    if (now == left.end()) {
      found.removed.Add(tensor, absl::StrCat(tensor.key(), " ", Shape(tensor), " is gone"));
      continue;
    }
    CompareTensors(tensor, *now->second, found);
    kept.push_back(&tensor);
    left.erase(now);
  }
  std::vector<const Tensor*> kept_now;
  for (const Tensor& tensor : is.state()) {
    if (left.count(tensor.key())) {
      found.added.Add(tensor, absl::StrCat(tensor.key(), " ", Shape(tensor), " is new"));
    } else {
      kept_now.push_back(&tensor);
    }
  }
  CompareOrder(kept, kept_now, found);
  return found;
}

}  // namespace

std::string ModuleOf(absl::string_view key) {
  const size_t dot = key.rfind('.');
  return dot == absl::string_view::npos ? "" : std::string(key.substr(0, dot));
}

std::optional<StateChange> CompareStates(const proto::Probe& was, const proto::Probe& is) {
  if (was.state().empty() && is.state().empty()) {
    if (was.state_sha256() == is.state_sha256() && was.parameters() == is.parameters()) return std::nullopt;
    std::string witness = "the state dict has other keys, types or shapes, or trains other tensors";
    if (was.parameters() != is.parameters())
      absl::StrAppend(&witness, ": ", was.parameters(), " -> ", is.parameters(), " parameters");
    return StateChange{.rule = "STATE_SHAPE_CHANGED", .witness = std::move(witness)};
  }
  const Differences found = CompareTensors(was, is);
  // The worst first; what comes after it is told in its words.
  StateChange change;
  const auto tell = [&](const char* rule, const std::string& words, const std::string& module, bool moves_outputs) {
    if (words.empty()) return;
    if (change.rule.empty()) change = {.rule = rule, .module = module, .moves_outputs = moves_outputs};
    absl::StrAppend(&change.witness, change.witness.empty() ? "" : "; ", words);
  };
  tell("STATE_KEY_REMOVED", found.removed.Text(), found.removed.module, true);
  tell("STATE_KEY_ADDED", found.added.Text(), found.added.module, true);
  tell("STATE_SHAPE_CHANGED", found.shape.Text(), found.shape.module, true);
  tell("STATE_DTYPE_CHANGED", found.dtype.Text(), found.dtype.module, true);
  tell("PARAMETER_KIND_CHANGED", found.kind.Text(), found.kind.module, false);
  tell("REQUIRES_GRAD_CHANGED", found.trained.Text(), found.trained.module, false);
  tell("STATE_ORDER_CHANGED", found.order, found.order_module, false);
  if (change.rule.empty()) return std::nullopt;
  if (was.parameters() != is.parameters())
    absl::StrAppend(&change.witness, "; ", was.parameters(), " -> ", is.parameters(), " parameters");
  return change;
}

}  // namespace assay::bc
