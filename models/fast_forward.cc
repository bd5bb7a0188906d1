#include "models/fast_forward.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/runtime/interpreter.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "models/exceptions.h"
#include "models/internal/fuse_convolutions.h"

namespace assay {
namespace {

using torch::jit::Graph;
using torch::jit::Stack;

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
  Programs(const at::Tensor& example, std::shared_ptr<Graph> traced, const FusedGraph& fast)
      : shape(example.sizes().vec()),
        traced(traced, "traced"),
        fast(fast.graph, "fast"),
        arguments(fast.arguments),
        fused(fast.convolutions) {}

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
  absl::StatusOr<FastForward> made = ExceptionsToStatus([&] {
    const std::shared_ptr<Graph> traced = Trace(model, example, state);
    const at::NoGradGuard no_gradients;
    return FastForward(std::make_shared<const Programs>(example, traced, FuseConvolutions(*traced, state)));
  });
  if (made.ok() && made->fused() == 0) return absl::FailedPreconditionError("the model has no convolutions to fuse");
  return made;
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
