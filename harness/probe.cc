#include "harness/probe.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/sum.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/ScalarTypeToTypeMeta.h>

#include <algorithm>
#include <mutex>

#include "harness/calibrate.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"

namespace assay {
namespace {

constexpr int64_t kKeptOutput = 64;
constexpr int64_t kKeptRect = 16;

// torch's word for a type: "float32".
std::string TypeName(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return "float32";
    case at::kDouble:
      return "float64";
    case at::kHalf:
      return "float16";
    case at::kLong:
      return "int64";
    case at::kInt:
      return "int32";
    case at::kShort:
      return "int16";
    case at::kChar:
      return "int8";
    case at::kByte:
      return "uint8";
    case at::kBool:
      return "bool";
    case at::kBFloat16:
      return "bfloat16";
    default:
      return c10::toString(type);
  }
}

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

void AddOutputs(Model& model, const ProbeInputs& inputs, const ProbeParts& parts, proto::Probe& probe) {
  c10::InferenceMode inference;
  const NamedTensors outputs = model.forward(inputs.batch);
  const auto& [name, output] = outputs.front();
  if (name != "output") probe.set_output_name(name);
  AddAll(output.sizes(), *probe.mutable_output_shape());
  *probe.mutable_output() = Summarise(output, kKeptOutput);
  if (output.dim() == 2 && model.signature().tokens.empty()) AddArgmax(output, probe);
  for (size_t i = 1; i < outputs.size(); ++i) {
    proto::NamedOutput& other = *probe.add_other_output();
    other.set_name(outputs[i].first);
    AddAll(outputs[i].second.sizes(), *other.mutable_shape());
    *other.mutable_summary() = Summarise(outputs[i].second, kKeptOutput);
  }
  if (parts.rect) *probe.mutable_rect() = Summarise(model.forward(inputs.other).front().second, kKeptRect);
}

void AddGradients(Model& model, const NamedTensors& inputs, proto::Probe& probe) {
  at::AutoGradMode gradients(true);
  at::Tensor loss;
  for (const auto& [name, output] : model.forward(inputs)) {
    const at::Tensor squares = output.square().sum();
    loss = loss.defined() ? loss + squares : squares;
  }
  loss.backward();
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.is_parameter || !entry.tensor.grad().defined()) continue;
    proto::NamedValue& value = *probe.add_gradient_l2();
    value.set_name(entry.name);
    value.set_value(entry.tensor.grad().norm().item<double>());
  }
}

proto::Probe Run(const std::function<Model()>& construct, const ProbeParts& parts) {
  // One thread, so that no sum's order depends on the machine.
  SingleThreadScope single_thread;
  proto::Probe probe;
  Model model = ConstructSeeded(construct);
  AddSignature(model, probe);
  AddInitSums(model, probe);
  FillState(model.state_dict());
  model.to(at::kDouble);
  const ProbeInputs inputs = MakeProbeInputs(model.signature());
  AddInputs(inputs, parts, probe);
  {
    at::NoGradGuard no_grad;
    Calibrate(model, inputs.batch);
  }
  AddOutputs(model, inputs, parts, probe);
  if (parts.gradients) AddGradients(model, inputs.batch, probe);
  return probe;
}

}  // namespace

Model ConstructSeeded(const std::function<Model()>& construct) {
  static std::mutex& mutex = *new std::mutex();
  std::lock_guard<std::mutex> lock(mutex);
  at::manual_seed(0);
  return construct();
}

absl::StatusOr<proto::Probe> RunProbe(const std::function<Model()>& construct, const ProbeParts& parts) {
  return ExceptionsToStatus([&] { return Run(construct, parts); });
}

proto::TensorSummary Summarise(const at::Tensor& tensor, int64_t keep) {
  const at::Tensor values = tensor.detach().to(at::kCPU, at::kDouble).flatten().contiguous();
  proto::TensorSummary summary;
  summary.set_numel(values.numel());
  summary.set_l2(values.norm().item<double>());
  summary.set_mean(values.numel() ? values.mean().item<double>() : 0);
  const double* data = values.const_data_ptr<double>();
  for (int64_t i = 0; i < std::min(keep, values.numel()); ++i) summary.add_first(data[i]);
  return summary;
}

void AddSignature(const Model& model, proto::Probe& probe) {
  for (const StateEntry& entry : model.state_dict()) {
    proto::StateTensor& tensor = *probe.add_state();
    tensor.set_key(entry.name);
    tensor.set_dtype(TypeName(entry.tensor.scalar_type()));
    AddAll(entry.tensor.sizes(), *tensor.mutable_shape());
    tensor.set_parameter(entry.is_parameter);
  }
  probe.set_parameters(model.num_parameters());
}

}  // namespace assay
