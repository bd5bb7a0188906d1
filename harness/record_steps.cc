#include "harness/record_steps.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "harness/operator_words.h"
#include "harness/projections.h"

namespace assay {
namespace {

// The same elements in the same order.
bool OnlyReshapes(const std::string& op) {
  static const auto& names = *new std::set<std::string>{
      "view", "reshape",  "flatten",   "unflatten", "contiguous", "clone",      "detach",     "alias",
      "to",   "_to_copy", "unsqueeze", "squeeze",   "view_as",    "reshape_as", "lift_fresh", "copy"};
  return names.count(op) != 0;
}

// Other elements or another order, of the same memory.
bool OnlyViews(const std::string& op) {
  static const auto& names =
      *new std::set<std::string>{"t", "transpose", "permute", "slice", "select", "narrow", "expand", "expand_as"};
  return names.count(op) != 0;
}

// What is read out, or not yet written.
bool HasNoValue(const std::string& op) {
  static const auto& names = *new std::set<std::string>{"empty",  "empty_like", "empty_strided",       "new_empty",
                                                        "resize", "item",       "_local_scalar_dense", "is_nonzero"};
  return names.count(op) != 0;
}

template <class Values>
std::vector<at::Tensor> Tensors(const Values& values) {
  std::vector<at::Tensor> tensors;
  for (const c10::IValue& value : values) {
    if (value.isTensor() && value.toTensor().defined()) tensors.push_back(value.toTensor());
    if (!value.isTensorList()) continue;
    for (const at::Tensor& tensor : value.toTensorVector()) tensors.push_back(tensor);
  }
  return tensors;
}

// Where a tensor comes from.
struct Origin {
  int step = -1;                      // that made it
  std::optional<std::string> module;  // of a tensor of the state, or made of such ones alone
};

// An operator that is running. Its inputs are looked up before it runs, since it may overwrite them.
struct Running : at::ObserverContext {
  OperatorText words;
  std::vector<Origin> inputs;
};

class Recorder {
 public:
  explicit Recorder(const std::vector<StateEntry>& state) {
    for (const StateEntry& entry : state) {
      const size_t dot = entry.name.rfind('.');
      // A tensor that two modules share is the first one's.
      origins_.emplace(entry.tensor.unsafeGetTensorImpl(),
                       Origin{.module = dot == std::string::npos ? "" : entry.name.substr(0, dot)});
    }
  }

  std::unique_ptr<at::ObserverContext> Begin(const at::RecordFunction& function) {
    if (inside_++ > 0) return nullptr;
    auto running = std::make_unique<Running>();
    const auto schema = function.operator_schema();
    if (!schema) return nullptr;
    running->words = OperatorWords(*schema, function.inputs());
    for (const at::Tensor& input : Tensors(function.inputs())) {
      const auto found = origins_.find(input.unsafeGetTensorImpl());
      running->inputs.push_back(found == origins_.end() ? Origin() : found->second);
    }
    return running;
  }

  // Also called while an exception passes, without outputs.
  void End(const at::RecordFunction& function, at::ObserverContext* context) {
    if (inside_ == 1 && context != nullptr) {
      // Still inside: what projects is no step.
      const auto& running = *static_cast<Running*>(context);
      const std::vector<at::Tensor> outputs = Tensors(function.outputs());
      for (size_t i = 0; i < outputs.size(); ++i) Add(running, outputs[i], outputs.size() > 1 ? i : -1);
    }
    --inside_;
  }

  int StepOf(const at::Tensor& tensor) const {
    const auto found = origins_.find(tensor.unsafeGetTensorImpl());
    return found == origins_.end() ? -1 : found->second.step;
  }

  proto::Trace Take() { return std::move(trace_); }

 private:
  void Add(const Running& running, const at::Tensor& output, int which) {
    Origin& origin = origins_[output.unsafeGetTensorImpl()];
    const std::string& op = running.words.name;
    const bool of_the_state = std::all_of(running.inputs.begin(), running.inputs.end(),
                                          [](const Origin& input) { return input.module.has_value(); });
    if (HasNoValue(op)) {
      origin = {};
    } else if (running.inputs.size() == 1 && (OnlyReshapes(op) || (OnlyViews(op) && of_the_state))) {
      origin = running.inputs.front();
    } else {
      const std::optional<std::string> module = OwnerOf(running.inputs);
      AddStep(running, output, which, module);
      origin = {.step = trace_.step_size() - 1, .module = of_the_state ? module : std::nullopt};
    }
  }

  static std::optional<std::string> OwnerOf(const std::vector<Origin>& inputs) {
    const auto owned =
        std::find_if(inputs.begin(), inputs.end(), [](const Origin& input) { return input.module.has_value(); });
    return owned == inputs.end() ? std::nullopt : owned->module;
  }

  void AddStep(const Running& running, const at::Tensor& output, int which, const std::optional<std::string>& module) {
    const int index = trace_.step_size();
    proto::TraceStep& step = *trace_.add_step();
    if (module) step.set_module(*module);
    step.set_op(running.words.name);
    if (which >= 0) step.set_op(running.words.name + "." + std::to_string(which));
    if (!running.words.arguments.empty()) step.set_arguments(running.words.arguments);
    for (const int64_t size : output.sizes()) step.add_shape(size);
    const Projections projections = Project(output);
    step.set_l2(projections.l2);
    for (const double value : projections.values) step.add_projection(value);
    for (const Origin& input : running.inputs) {
      if (input.step >= 0) step.add_back(index - input.step);
    }
    if (step.back_size() == 0) step.add_back(0);
    if (step.back_size() == 1 && step.back(0) == 1) step.clear_back();
  }

  proto::Trace trace_;
  int inside_ = 0;
  absl::flat_hash_map<const c10::TensorImpl*, Origin> origins_;
};

// LibTorch's callbacks are plain functions.
thread_local Recorder* current = nullptr;

class Watch {
 public:
  explicit Watch(Recorder& recorder) {
    current = &recorder;
    handle_ = at::addThreadLocalCallback(
        at::RecordFunctionCallback(
            [](const at::RecordFunction& function) { return current->Begin(function); },
            [](const at::RecordFunction& function, at::ObserverContext* context) { current->End(function, context); })
            .needsInputs(true)
            .needsOutputs(true)
            .scopes({at::RecordScope::FUNCTION}));
  }
  ~Watch() {
    at::removeCallback(handle_);
    current = nullptr;
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  at::CallbackHandle handle_;
};

}  // namespace

proto::Trace RecordSteps(const std::vector<StateEntry>& state, const std::function<NamedTensors()>& run) {
  Recorder recorder(state);
  NamedTensors outputs;
  {
    const Watch watch(recorder);
    outputs = run();
  }
  std::vector<int> steps;
  for (const auto& [name, output] : outputs) steps.push_back(recorder.StepOf(output));
  proto::Trace trace = recorder.Take();
  trace.mutable_output()->Add(steps.begin(), steps.end());
  return trace;
}

}  // namespace assay
