#include "harness/probe.h"

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/sum.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/ScalarTypeToTypeMeta.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "harness/calibrate.h"
#include "harness/probe_values.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"

namespace assay {
namespace {

constexpr int64_t kKeptOutput = 64;
constexpr int64_t kKeptRect = 16;
const std::vector<int64_t> kInputShape = {2, 3, 64, 64};
const std::vector<int64_t> kRectShape = {1, 3, 97, 75};

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

void AddOutputs(Model& model, const at::Tensor& input, const ProbeParts& parts, proto::Probe& probe) {
  c10::InferenceMode inference;
  const at::Tensor output = model.forward(input);
  AddAll(output.sizes(), *probe.mutable_output_shape());
  *probe.mutable_output() = Summarise(output, kKeptOutput);
  if (output.dim() >= 2) {
    const at::Tensor argmax = output.argmax(1).flatten().contiguous();
    for (int64_t i = 0; i < argmax.numel(); ++i) probe.add_argmax(argmax[i].item<int64_t>());
  }
  if (parts.rect) {
    AddAll(kRectShape, *probe.mutable_rect_input_shape());
    *probe.mutable_rect() = Summarise(model.forward(ProbeInput("input_rect", kRectShape).to(at::kDouble)), kKeptRect);
  }
}

void AddGradients(Model& model, const at::Tensor& input, proto::Probe& probe) {
  at::AutoGradMode gradients(true);
  model.forward(input).square().sum().backward();
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
  const at::Tensor input = ProbeInput("input", kInputShape).to(at::kDouble);
  AddAll(kInputShape, *probe.mutable_input_shape());
  {
    at::NoGradGuard no_grad;
    Calibrate(model, input);
  }
  AddOutputs(model, input, parts, probe);
  if (parts.gradients) AddGradients(model, input, probe);
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
