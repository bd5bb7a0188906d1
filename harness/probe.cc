#include "harness/probe.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/sum.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "harness/calibrate.h"
#include "harness/gradient_norms.h"
#include "harness/noise.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"

namespace assay {
namespace {

constexpr int64_t kKeptOutput = 64;
constexpr int64_t kKeptRect = 16;

template <class Values>
void AddAll(const Values& values, google::protobuf::RepeatedField<int64_t>& field) {
  for (int64_t value : values) field.Add(value);
}

void AddInitSums(const Model& model, proto::Probe& probe) {
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.tensor.is_floating_point()) continue;
    proto::NamedValue& sum = *probe.add_init_seed0_sum();
    sum.set_name(entry.name);
    sum.set_value(entry.tensor.detach().sum(at::kDouble).item<double>());
  }
}

void AddInputs(const ProbeInputs& inputs, const ProbeParts& parts, proto::Probe& probe) {
  using Shape = google::protobuf::RepeatedField<int64_t>;
  using Tokens = google::protobuf::RepeatedPtrField<proto::TokenTensor>;
  const auto add = [](const NamedTensors& from, Shape& shape, Tokens& tokens) {
    for (const auto& [name, tensor] : from) {
      if (tensor.is_floating_point()) {
        AddAll(tensor.sizes(), shape);
        continue;
      }
      proto::TokenTensor& added = *tokens.Add();
      added.set_name(name);
      AddAll(tensor.sizes(), *added.mutable_shape());
      AddAll(at::IntArrayRef(tensor.const_data_ptr<int64_t>(), tensor.numel()), *added.mutable_value());
    }
  };
  add(inputs.batch, *probe.mutable_input_shape(), *probe.mutable_token_input());
  if (parts.rect) add(inputs.other, *probe.mutable_rect_input_shape(), *probe.mutable_rect_token_input());
}

// The likeliest class of each row, of a classifier's logits.
void AddArgmax(const at::Tensor& output, proto::Probe& probe) {
  const at::Tensor argmax = output.argmax(1).flatten().contiguous();
  for (int64_t i = 0; i < argmax.numel(); ++i) probe.add_argmax(argmax[i].item<int64_t>());
}

// One model on its way through the steps.
class Prober {
 public:
  Prober(Model model, const ProbeParts& parts)
      : model_(std::move(model)), parts_(parts), inputs_(MakeProbeInputs(model_.signature())) {
    for (const StateEntry& entry : model_.state_dict()) types_.push_back(entry.tensor.scalar_type());
  }

  // Steps 2 to 6. With `move`, the state and the inputs are moved by kPerturbation, relative.
  void Run(bool move, proto::Probe& probe) {
    move_ = move;
    Fill();
    NamedTensors batch = Moved(inputs_.batch);
    Calibrate(model_, batch);
    AddCalibrated(probe);
    AddOutputs(batch, probe);
    if (parts_.gradients) AddGradients(batch, probe);
    AddAmplified(batch, probe);
    if (parts_.training) AddTraining(batch, probe);
  }

  const ProbeInputs& inputs() const { return inputs_; }

 private:
  // The values of step 2, whatever the model's types are by now.
  void Fill() {
    const std::vector<StateEntry> state = model_.state_dict();
    FillStateAsDouble(state, types_);
    if (!move_) return;
    at::NoGradGuard no_grad;
    for (const StateEntry& entry : state) {
      if (entry.tensor.is_floating_point()) MoveRelative(entry.name, kPerturbation, entry.tensor);
    }
  }

  NamedTensors Moved(const NamedTensors& inputs) const {
    NamedTensors moved;
    for (const auto& [name, input] : inputs) {
      moved.emplace_back(name, input.clone());
      if (move_ && input.is_floating_point()) MoveRelative(name, kPerturbation, moved.back().second);
    }
    return moved;
  }

  void AddCalibrated(proto::Probe& probe) const {
    for (const StateEntry& entry : model_.state_dict()) {
      if (!absl::EndsWith(entry.name, "running_mean") && !absl::EndsWith(entry.name, "running_var")) continue;
      AddNorm(entry.name, entry.tensor, *probe.add_calibrated_l2());
    }
  }

  void AddOutputs(const NamedTensors& batch, proto::Probe& probe) {
    c10::InferenceMode inference;
    const NamedTensors outputs = model_.forward(batch);
    const auto& [name, output] = outputs.front();
    if (name != "output") probe.set_output_name(name);
    AddAll(output.sizes(), *probe.mutable_output_shape());
    *probe.mutable_output() = Summarise(output, kKeptOutput);
    if (output.dim() == 2 && model_.signature().tokens.empty()) AddArgmax(output, probe);
    for (size_t i = 1; i < outputs.size(); ++i) {
      proto::NamedOutput& other = *probe.add_other_output();
      other.set_name(outputs[i].first);
      AddAll(outputs[i].second.sizes(), *other.mutable_shape());
      *other.mutable_summary() = Summarise(outputs[i].second, kKeptOutput);
    }
    if (!parts_.rect) return;
    *probe.mutable_rect() = Summarise(model_.forward(Moved(inputs_.other)).front().second, kKeptRect);
  }

  void AddGradients(const NamedTensors& batch, proto::Probe& probe) {
    const std::vector<StateEntry> state = model_.state_dict();
    const GradientNorms norms(state);
    RunBackward(ForwardForGradients(batch));
    for (const StateEntry& entry : state) {
      const auto norm = norms.Of(entry.tensor);
      if (entry.is_parameter && norm) Add(entry.name, *norm, *probe.add_gradient_l2());
    }
  }

  void AddAmplified(const NamedTensors& batch, proto::Probe& probe) {
    Amplify(model_.state_dict());
    Calibrate(model_, batch);
    c10::InferenceMode inference;
    *probe.mutable_amplified() = Summarise(model_.forward(batch).front().second, kKeptRect);
  }

  void AddTraining(const NamedTensors& batch, proto::Probe& probe) {
    Fill();
    model_.train();
    const std::vector<StateEntry> state = model_.state_dict();
    const GradientNorms norms(state);
    NamedTensors outputs;
    // The forward pass alone draws.
    WithSeed([&] { outputs = ForwardForGradients(batch); });
    RunBackward(outputs);
    model_.eval();
    proto::TrainingProbe& training = *probe.mutable_training();
    *training.mutable_output() = Summarise(outputs.front().second, kKeptOutput);
    double squares = 0;
    for (const StateEntry& entry : state) {
      if (entry.is_parameter) squares += std::pow(norms.Of(entry.tensor).value_or(0), 2);
      if (!entry.is_parameter && entry.tensor.is_floating_point())
        AddNorm(entry.name, entry.tensor, *training.add_buffer_l2());
    }
    training.set_gradient_l2(std::sqrt(squares));
  }

  NamedTensors ForwardForGradients(const NamedTensors& batch) {
    at::AutoGradMode gradients(true);
    return model_.forward(batch);
  }

  // Of the sum of all squared outputs; nothing where no parameter takes gradients.
  static void RunBackward(const NamedTensors& outputs) {
    at::AutoGradMode gradients(true);
    at::Tensor loss;
    for (const auto& [name, output] : outputs) {
      const at::Tensor squares = output.square().sum();
      loss = loss.defined() ? loss + squares : squares;
    }
    if (loss.requires_grad()) loss.backward();
  }

  static void Add(const std::string& name, double value, proto::NamedValue& added) {
    added.set_name(name);
    added.set_value(value);
  }

  static void AddNorm(const std::string& name, const at::Tensor& tensor, proto::NamedValue& added) {
    Add(name, tensor.norm().item<double>(), added);
  }

  Model model_;
  const ProbeParts& parts_;
  ProbeInputs inputs_;
  std::vector<at::ScalarType> types_;  // as built
  bool move_ = false;
};

proto::Probe Run(const std::function<Model()>& construct, const ProbeParts& parts) {
  ThreadsScope threads(parts.threads);
  proto::Probe probe;
  // The first is what a lock without a word means.
  if (probe.measured_by() != kProbeProtocol) probe.set_measured_by(kProbeProtocol);
  const Model model = ConstructSeeded(construct);
  AddSignature(model, probe);
  AddInitSums(model, probe);
  Prober prober(model, parts);
  AddInputs(prober.inputs(), parts, probe);
  prober.Run(/*move=*/false, probe);
  if (!parts.noise) return probe;
  proto::Probe moved;
  prober.Run(/*move=*/true, moved);
  *probe.mutable_noise() = NoiseOf(probe, moved);
  return probe;
}

}  // namespace

void WithSeed(const std::function<void()>& draw) {
  static std::mutex& mutex = *new std::mutex();
  std::lock_guard<std::mutex> lock(mutex);
  at::manual_seed(0);
  draw();
}

Model ConstructSeeded(const std::function<Model()>& construct) {
  std::optional<Model> model;
  WithSeed([&] { model = construct(); });
  return *std::move(model);
}

absl::StatusOr<proto::Probe> RunProbe(const std::function<Model()>& construct, const ProbeParts& parts) {
  return ExceptionsToStatus([&] { return Run(construct, parts); });
}

}  // namespace assay
