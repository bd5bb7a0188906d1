#include "models/fast_forward.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/mkldnn_reorder_conv2d_weight.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/runtime/interpreter.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "models/exceptions.h"

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

// A graph whose inputs are the images and, after them, `arguments`.
struct Program {
  std::shared_ptr<Graph> graph;
  std::vector<c10::IValue> arguments;
  int fused = 0;
};

// Makes of the traced graph one that oneDNN computes.
class Fusion {
 public:
  Fusion(const Graph& traced, const std::vector<at::Tensor>& state) : program_{const_cast<Graph&>(traced).copy()} {
    for (size_t i = 0; i < state.size(); ++i) {
      program_.arguments.emplace_back(state[i]);
      state_[program_.graph->inputs()[i + 1]] = state[i];
    }
  }

  Program Run() {
    std::vector<Node*> convolutions;
    for (Node* node : program_.graph->nodes()) {
      if (Is(node, "aten::_convolution") || Is(node, "aten::conv2d")) convolutions.push_back(node);
    }
    for (Node* node : convolutions) {
      if (std::optional<Site> site = Find(node); site.has_value()) Replace(*site);
    }
    torch::jit::EliminateDeadCode(program_.graph);
    DropUnusedArguments();
    program_.graph->lint();
    return std::move(program_);
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
    program_.arguments.push_back(std::move(value));
    return program_.graph->addInput()->setType(std::move(type));
  }

  void Replace(const Site& site) {
    Node* const convolution = site.nodes.front();
    Node* const last = site.nodes.back();
    Graph& graph = *program_.graph;
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
    ++program_.fused;
  }

  void DropUnusedArguments() {
    for (size_t i = program_.arguments.size(); i > 0; --i) {
      if (program_.graph->inputs()[i]->hasUses()) continue;
      program_.graph->eraseInput(i);
      program_.arguments.erase(program_.arguments.begin() + (i - 1));
    }
    // The caller's tensors may change.
    for (c10::IValue& argument : program_.arguments) {
      if (argument.isTensor() && !argument.toTensor().is_mkldnn()) argument = argument.toTensor().detach().clone();
    }
  }

  Program program_;
  std::map<const Value*, at::Tensor> state_;
};

at::Tensor Execute(const torch::jit::Code& code, const at::Tensor& images, const std::vector<c10::IValue>& arguments) {
  Stack stack = {images.contiguous(at::MemoryFormat::ChannelsLast)};
  stack.insert(stack.end(), arguments.begin(), arguments.end());
  torch::jit::InterpreterState(code).run(stack);
  return stack.at(0).toTensor();
}

std::shared_ptr<Graph> Trace(const Model& model, const at::Tensor& example, const std::vector<at::Tensor>& state) {
  const at::NoGradGuard no_gradients;
  Stack inputs = {example};
  inputs.insert(inputs.end(), state.begin(), state.end());
  return torch::jit::tracer::trace(
             inputs, [&model](const Stack& stack) { return Stack{model.forward(stack[0].toTensor())}; },
             [](const at::Tensor&) { return std::string(); }, /*strict=*/true, /*force_outplace=*/true)
      .first->graph;
}

}  // namespace

struct FastForward::Programs {
  Programs(const at::Tensor& example, std::shared_ptr<Graph> traced, Program fast)
      : shape(example.sizes().vec()),
        traced(traced, "traced"),
        fast(fast.graph, "fast"),
        arguments(fast.arguments),
        fused(fast.fused) {}

  std::vector<int64_t> shape;  // of the example
  torch::jit::Code traced, fast;
  std::vector<c10::IValue> arguments;  // of `fast`, after the images
  int fused;
};

absl::StatusOr<FastForward> FastForward::Make(const Model& model, const at::Tensor& example) {
  const auto suits = [](const at::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat;
  };
  if (!at::globalContext().hasMKLDNN() || !at::globalContext().userEnabledMkldnn())
    return absl::FailedPreconditionError("this LibTorch has no oneDNN, or it is switched off");
  if (example.dim() != 4 || !suits(example) || example.numel() == 0)
    return absl::FailedPreconditionError("images are not float32 on the CPU, [N, C, H, W]");
  // Tracing runs the model, and what trains counts its batches.
  if (model.module() == nullptr)
    return absl::FailedPreconditionError("the model has no module whose tensors are known");
  for (const auto& module : model.module()->modules()) {
    if (module->is_training()) return absl::FailedPreconditionError("the model is in training mode: call eval()");
  }
  std::vector<at::Tensor> state;
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.tensor.is_floating_point() && !suits(entry.tensor))
      return absl::FailedPreconditionError(entry.name + " is not float32 on the CPU");
    state.push_back(entry.tensor);
  }
  return ExceptionsToStatus([&] {
    const std::shared_ptr<Graph> traced = Trace(model, example, state);
    const at::NoGradGuard no_gradients;
    return FastForward(std::make_shared<const Programs>(example, traced, Fusion(*traced, state).Run()));
  });
}

bool FastForward::Takes(const at::Tensor& images) const {
  return images.device().is_cpu() && images.scalar_type() == at::kFloat && images.dim() == 4 && images.size(0) > 0 &&
         std::equal(images.sizes().begin() + 1, images.sizes().end(), programs_->shape.begin() + 1);
}

at::Tensor FastForward::operator()(const at::Tensor& images) const {
  TORCH_CHECK(Takes(images), "expected float32 images on the CPU of the example's shape ", programs_->shape, ", got ",
              images.sizes());
  const c10::InferenceMode inference;
  std::vector<at::Tensor> answers;
  for (const at::Tensor& part : images.split(programs_->shape[0]))
    answers.push_back(Execute(programs_->fast, part, programs_->arguments));
  return answers.size() == 1 ? answers[0] : at::cat(answers);
}

at::Tensor FastForward::Traced(const at::Tensor& images, const std::vector<at::Tensor>& state) const {
  const c10::InferenceMode inference;
  return Execute(programs_->traced, images, std::vector<c10::IValue>(state.begin(), state.end()));
}

int FastForward::fused() const { return programs_->fused; }

}  // namespace assay
