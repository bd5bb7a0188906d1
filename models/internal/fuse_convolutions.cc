#include "models/internal/fuse_convolutions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mkldnn_reorder_conv2d_weight.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace assay {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Stack;
using torch::jit::Value;
using Scalars = c10::List<std::optional<at::Scalar>>;

bool Is(const Node* node, const char* name) {
  return node != nullptr && node->kind() == c10::Symbol::fromQualString(name);
}

// The value that an argument always has; nullopt for one that is computed.
std::optional<c10::IValue> Constant(const Node* node, const char* name) { return toIValue(node->namedInput(name)); }

// The same of a list, whose numbers a trace holds one by one.
std::vector<int64_t> Integers(const Node* node, const char* name) {
  std::vector<int64_t> numbers;
  for (const Value* number : node->namedInput(name)->node()->inputs())
    numbers.push_back(toIValue(number).value().toInt());
  return numbers;
}

// The only one that uses what `node` answers, or null.
Node* OnlyUser(Node* node) {
  const auto& uses = node->output()->uses();
  return uses.size() == 1 ? uses[0].user : nullptr;
}

// An operation that oneDNN does to each sum of a convolution before it is stored.
struct Pointwise {
  std::string name;
  Scalars numbers;
};

std::optional<Pointwise> AsPointwise(const Node* node) {
  if (Is(node, "aten::relu")) return Pointwise{"relu", Scalars()};
  if (Is(node, "aten::silu")) return Pointwise{"swish", Scalars()};
  if (Is(node, "aten::hardswish")) return Pointwise{"hardswish", Scalars()};
  if (Is(node, "aten::sigmoid")) return Pointwise{"sigmoid", Scalars()};
  Scalars bounds;
  if (Is(node, "aten::relu6")) {
    bounds.push_back(at::Scalar(0.0));
    bounds.push_back(at::Scalar(6.0));
    return Pointwise{"hardtanh", bounds};
  }
  if (Is(node, "aten::hardtanh")) {
    const auto low = Constant(node, "min_val"), high = Constant(node, "max_val");
    if (!low.has_value() || !high.has_value()) return std::nullopt;
    bounds.push_back(low->toScalar());
    bounds.push_back(high->toScalar());
    return Pointwise{"hardtanh", bounds};
  }
  return std::nullopt;
}

// A convolution, and what has been found to be computed together with it.
struct Site {
  std::vector<Node*> nodes;  // the convolution first
  at::Tensor weight, bias;
  Pointwise pointwise = {"none", Scalars()};
  Value* addend = nullptr;
};

// Makes of the traced graph one that oneDNN computes.
class Fusion {
 public:
  Fusion(const Graph& traced, const std::vector<at::Tensor>& state) : fused_{const_cast<Graph&>(traced).copy()} {
    for (size_t i = 0; i < state.size(); ++i) {
      fused_.arguments.emplace_back(state[i]);
      state_[fused_.graph->inputs()[i + 1]] = state[i];
    }
  }

  FusedGraph Run() {
    std::vector<Node*> convolutions;
    for (Node* node : fused_.graph->nodes()) {
      if (Is(node, "aten::_convolution") || Is(node, "aten::conv2d")) convolutions.push_back(node);
    }
    for (Node* node : convolutions) {
      if (std::optional<Site> site = Find(node); site.has_value()) Replace(*site);
    }
    torch::jit::EliminateDeadCode(fused_.graph);
    DropUnusedArguments();
    fused_.graph->lint();
    return std::move(fused_);
  }

 private:
  // The tensor of the model's state that the argument is; undefined for None; nullopt for anything else.
  std::optional<at::Tensor> State(const Node* node, const char* name) const {
    const Value* value = node->namedInput(name);
    if (const auto found = state_.find(value); found != state_.end()) return found->second;
    const auto constant = toIValue(value);
    return constant.has_value() && constant->isNone() ? std::optional(at::Tensor()) : std::nullopt;
  }

  std::optional<Site> Find(Node* convolution) const {
    const auto weight = State(convolution, "weight"), bias = State(convolution, "bias");
    if (!weight.has_value() || !bias.has_value() || weight->dim() != 4) return std::nullopt;
    if (Is(convolution, "aten::_convolution") && Constant(convolution, "transposed").value().toBool())
      return std::nullopt;
    Site site{.nodes = {convolution}, .weight = *weight, .bias = *bias};
    if (Node* next = OnlyUser(convolution); Is(next, "aten::batch_norm") && Fold(*next, site))
      site.nodes.push_back(next);
    Node* next = OnlyUser(site.nodes.back());
    if (Is(next, "aten::add") && Adds(*next, site)) {
      site.nodes.push_back(next);
      next = OnlyUser(next);
      // oneDNN takes a ReLU alone after a sum.
      if (!Is(next, "aten::relu")) return site;
    }
    if (const auto pointwise = AsPointwise(next); pointwise.has_value()) {
      site.pointwise = *pointwise;
      site.nodes.push_back(next);
    }
    return site;
  }

  // The normalisation of the sums is one of the weights: computed in float64, so that each is rounded once.
  bool Fold(const Node& norm, Site& site) const {
    const auto gamma = State(&norm, "weight"), beta = State(&norm, "bias");
    const auto mean = State(&norm, "running_mean"), variance = State(&norm, "running_var");
    const auto training = Constant(&norm, "training"), eps = Constant(&norm, "eps");
    if (!gamma || !beta || !mean || !variance || !mean->defined() || !variance->defined()) return false;
    if (!training || training->toBool() || !eps) return false;
    at::Tensor scale = (variance->to(at::kDouble) + eps->toDouble()).rsqrt();
    if (gamma->defined()) scale = scale * gamma->to(at::kDouble);
    at::Tensor bias = -mean->to(at::kDouble);
    if (site.bias.defined()) bias = bias + site.bias.to(at::kDouble);
    bias = bias * scale;
    if (beta->defined()) bias = bias + beta->to(at::kDouble);
    site.weight = (site.weight.to(at::kDouble) * scale.reshape({-1, 1, 1, 1})).to(at::kFloat);
    site.bias = bias.to(at::kFloat);
    return true;
  }

  // Whether the node adds something of the same shape to the site's answer, once.
  static bool Adds(Node& add, Site& site) {
    Value* const own = site.nodes.back()->output();
    Value* const other = add.input(0) == own ? add.input(1) : add.input(0);
    const auto alpha = toIValue(add.namedInput("alpha"));
    const auto shape = [](const Value* value) {
      const auto type = value->type()->cast<c10::TensorType>();
      return type == nullptr ? std::nullopt : type->sizes().concrete_sizes();
    };
    if (other == own || !alpha || alpha->toScalar().toDouble() != 1) return false;
    if (!shape(other).has_value() || shape(other) != shape(own)) return false;
    site.addend = other;
    return true;
  }

  Value* Argument(c10::IValue value, c10::TypePtr type) {
    fused_.arguments.push_back(std::move(value));
    return fused_.graph->addInput()->setType(std::move(type));
  }

  void Replace(const Site& site) {
    Node* const convolution = site.nodes.front();
    Node* const last = site.nodes.back();
    Graph& graph = *fused_.graph;
    const auto ints = [&](const char* name) { return Integers(convolution, name); };
    const auto input = convolution->namedInput("input")->type()->expect<c10::TensorType>()->sizes().concrete_sizes();
    const at::Tensor weight = at::mkldnn_reorder_conv2d_weight(
        site.weight.detach().to_mkldnn(), ints("padding"), ints("stride"), ints("dilation"),
        Constant(convolution, "groups").value().toInt(),
        input.has_value() ? at::OptionalIntArrayRef(*input) : at::OptionalIntArrayRef());
    const auto string = c10::StringType::get();
    const auto numbers = c10::ListType::create(c10::OptionalType::create(c10::NumberType::get()));
    std::vector<Value*> inputs = {convolution->namedInput("input")};
    if (site.addend != nullptr) inputs.push_back(site.addend);
    inputs.push_back(Argument(weight, c10::TensorType::get()));
    inputs.push_back(Argument(site.bias.defined() ? c10::IValue(site.bias.detach().clone()) : c10::IValue(),
                              c10::OptionalType::create(c10::TensorType::get())));
    for (const char* name : {"padding", "stride", "dilation", "groups"})
      inputs.push_back(convolution->namedInput(name));
    if (site.addend == nullptr) {
      inputs.push_back(Argument(site.pointwise.name, string));
      inputs.push_back(Argument(site.pointwise.numbers, numbers));
      inputs.push_back(Argument("", c10::OptionalType::create(string)));
    } else {
      const bool rectified = site.pointwise.name == "relu";
      inputs.push_back(Argument("add", string));
      inputs.push_back(Argument(c10::IValue(1.0), c10::OptionalType::create(c10::NumberType::get())));
      inputs.push_back(Argument(rectified ? c10::IValue("relu") : c10::IValue(), c10::OptionalType::create(string)));
      inputs.push_back(Argument(Scalars(), numbers));
      inputs.push_back(Argument(c10::IValue(), c10::OptionalType::create(string)));
    }
    Node* const fused = graph.create(c10::Symbol::fromQualString("mkldnn::_convolution_pointwise"), inputs);
    fused->insertBefore(last);
    fused->output()->setType(last->output()->type());
    last->output()->replaceAllUsesWith(fused->output());
    for (auto node = site.nodes.rbegin(); node != site.nodes.rend(); ++node) (*node)->destroy();
    ++fused_.convolutions;
  }

  void DropUnusedArguments() {
    for (size_t i = fused_.arguments.size(); i > 0; --i) {
      if (fused_.graph->inputs()[i]->hasUses()) continue;
      fused_.graph->eraseInput(i);
      fused_.arguments.erase(fused_.arguments.begin() + (i - 1));
    }
    // The caller's tensors may change.
    for (c10::IValue& argument : fused_.arguments) {
      if (argument.isTensor() && !argument.toTensor().is_mkldnn()) argument = argument.toTensor().detach().clone();
    }
  }

  FusedGraph fused_;
  std::map<const Value*, at::Tensor> state_;
};

}  // namespace

FusedGraph FuseConvolutions(const Graph& traced, const std::vector<at::Tensor>& state) {
  return Fusion(traced, state).Run();
}

}  // namespace assay
