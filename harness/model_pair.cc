#include "harness/model_pair.h"

#include <ATen/core/grad_mode.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "harness/calibrate.h"
#include "harness/compare_bits.h"
#include "harness/compare_probe.h"
#include "harness/probe_inputs.h"
#include "harness/probe_values.h"

namespace assay {
namespace {

// "input -> 0, 1, pool"
std::string SignatureText(const Signature& signature) {
  std::vector<std::string> inputs = signature.inputs;
  for (const std::string& name : signature.optional_inputs) inputs.push_back(absl::StrCat("[", name, "]"));
  return absl::StrCat(absl::StrJoin(inputs, ", "), " -> ", absl::StrJoin(signature.outputs, ", "));
}

NamedTensors Values(Model& model) {
  NamedTensors values;
  for (const StateEntry& entry : model.state_dict()) values.emplace_back(entry.name, entry.tensor);
  return values;
}

// Fills, converts and calibrates.
NamedTensors Outputs(Model& model) {
  at::NoGradGuard no_grad;
  FillState(model.state_dict());
  model.to(at::kDouble);
  const ProbeInputs inputs = MakeProbeInputs(model.signature());
  Calibrate(model, inputs.batch);
  NamedTensors outputs = model.forward(inputs.batch);
  for (auto& [name, output] : model.forward(inputs.other)) {
    outputs.emplace_back(absl::StrCat(name, " of the other input"), output);
  }
  return outputs;
}

NamedTensors OutputsAsLoaded(Model& model) {
  at::NoGradGuard no_grad;
  model.eval();
  NamedTensors answers;
  const ProbeInputs inputs = MakeProbeInputs(model.signature());
  for (NamedTensors batch : {inputs.batch, inputs.other}) {
    for (auto& [name, input] : batch) {
      if (input.is_floating_point()) input = input.to(at::kFloat);
    }
    for (auto& output : model.forward(batch)) answers.push_back(std::move(output));
  }
  return answers;
}

// Runs forward and backward; gives the outputs, then the gradients. Parameters that do not train have none.
NamedTensors OutputsAndGradients(Model& model) {
  at::AutoGradMode gradients(true);
  for (const StateEntry& entry : model.state_dict()) at::Tensor(entry.tensor).mutable_grad() = at::Tensor();
  NamedTensors answers = model.forward(MakeProbeInputs(model.signature()).batch);
  at::Tensor loss;
  for (const auto& [name, output] : answers) {
    const at::Tensor squares = output.square().sum();
    loss = loss.defined() ? loss.add(squares) : squares;
  }
  if (loss.requires_grad()) loss.backward();
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.is_parameter) answers.emplace_back(absl::StrCat("gradient of ", entry.name), entry.tensor.grad());
  }
  return answers;
}

// One pass in training mode. What it draws (dropout) starts from the seed 0, under the lock that all seeds share.
NamedTensors TrainingPass(Model& model) {
  NamedTensors answers;
  model.train();
  WithSeed([&] { answers = OutputsAndGradients(model); });
  model.eval();
  for (const StateEntry& entry : model.state_dict()) {
    if (!entry.is_parameter) answers.emplace_back(entry.name, entry.tensor);
  }
  return answers;
}

}  // namespace

const std::vector<ModelPair::Part>& ModelPair::Parts() {
  static const auto& parts = *new std::vector<Part>{{"state", &ModelPair::CompareState},
                                                    {"init", &ModelPair::CompareInit},
                                                    {"output", &ModelPair::CompareOutputs},
                                                    {"gradient", &ModelPair::CompareGradients},
                                                    {"training", &ModelPair::CompareTraining}};
  return parts;
}

std::string ModelPair::Compare(Answers answers) {
  const NamedTensors was = answers(old_);
  return FirstBitDifference(was, answers(new_));
}

std::string ModelPair::CompareState() {
  const std::string was = SignatureText(old_.signature()), is = SignatureText(new_.signature());
  if (was != is) return absl::StrCat(was, " in the old, ", is, " in the new");
  proto::Probe old_probe, new_probe;
  AddSignature(old_, old_probe);
  AddSignature(new_, new_probe);
  const std::vector<std::string> findings = CompareProbes(old_probe, new_probe, {}).front().findings;
  return findings.empty() ? "" : findings.front();
}

std::string ModelPair::CompareAsLoaded() {
  const std::string difference = Compare(&Values);
  return difference.empty() ? Compare(&OutputsAsLoaded) : difference;
}

std::string ModelPair::CompareInit() { return Compare(&Values); }
std::string ModelPair::CompareOutputs() { return Compare(&Outputs); }
std::string ModelPair::CompareGradients() { return Compare(&OutputsAndGradients); }
std::string ModelPair::CompareTraining() { return Compare(&TrainingPass); }

}  // namespace assay
