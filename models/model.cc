#include "models/model.h"

#include <torch/nn/module.h>

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay {
namespace {

void CollectState(const torch::nn::Module& module, const std::string& prefix, std::vector<StateEntry>& state) {
  for (const auto& item : module.named_parameters(/*recurse=*/false)) {
    if (item.value().defined()) state.push_back({prefix + item.key(), item.value(), /*is_parameter=*/true});
  }
  for (const auto& item : module.named_buffers(/*recurse=*/false)) {
    if (item.value().defined()) state.push_back({prefix + item.key(), item.value(), /*is_parameter=*/false});
  }
  for (const auto& child : module.named_children()) CollectState(*child.value(), prefix + child.key() + ".", state);
}

bool IsBatchCounter(const std::string& name) { return absl::EndsWith(name, "num_batches_tracked"); }

std::string ShapeText(at::IntArrayRef shape) { return absl::StrCat("[", absl::StrJoin(shape, ", "), "]"); }

// A list of keys for a message, cut where it would drown the rest.
void AppendKeys(const char* what, const std::vector<std::string>& keys, std::string& message) {
  if (keys.empty()) return;
  constexpr size_t kMost = 10;
  const size_t shown = std::min(keys.size(), kMost);
  absl::StrAppend(&message, message.empty() ? "" : "; ", keys.size(), " ", what, ": ",
                  absl::StrJoin(keys.begin(), keys.begin() + shown, ", "));
  if (shown < keys.size()) absl::StrAppend(&message, ", ...");
}

}  // namespace

Model::Model(std::shared_ptr<torch::nn::Module> module, ForwardFunction forward)
    : module_(std::move(module)), forward_(std::move(forward)) {}

NamedTensors Model::forward(const NamedTensors& inputs) const {
  TORCH_CHECK(inputs.size() == 1 && inputs[0].first == "input", "this model takes one tensor named \"input\"");
  return {{"output", forward_(inputs[0].second)}};
}

std::vector<StateEntry> Model::state_dict() const {
  std::vector<StateEntry> state;
  CollectState(*module_, "", state);
  return state;
}

absl::Status Model::load_state_dict(const NamedTensors& state) {
  std::map<std::string, const at::Tensor*> given;
  bool counts_batches = false;
  for (const auto& [name, tensor] : state) {
    given.emplace(name, &tensor);
    counts_batches = counts_batches || IsBatchCounter(name);
  }
  std::vector<std::string> missing, unexpected, wrong;
  std::vector<std::pair<at::Tensor, const at::Tensor*>> assignments;
  for (const StateEntry& entry : state_dict()) {
    auto found = given.find(entry.name);
    if (found == given.end()) {
      if (!counts_batches && IsBatchCounter(entry.name)) continue;
      missing.push_back(entry.name);
      continue;
    }
    const at::Tensor& tensor = *found->second;
    if (tensor.sizes() != entry.tensor.sizes()) {
      wrong.push_back(absl::StrCat(entry.name, " (expected ", ShapeText(entry.tensor.sizes()), ", got ",
                                   ShapeText(tensor.sizes()), ")"));
    } else if (tensor.is_floating_point() != entry.tensor.is_floating_point()) {
      wrong.push_back(absl::StrCat(entry.name, " (expected ", c10::toString(entry.tensor.scalar_type()), ", got ",
                                   c10::toString(tensor.scalar_type()), ")"));
    } else {
      assignments.emplace_back(entry.tensor, &tensor);
    }
    given.erase(found);
  }
  // What is left, in the file's order.
  for (const auto& [name, tensor] : state) {
    if (given.count(name)) unexpected.push_back(name);
  }
  std::string message;
  AppendKeys("missing", missing, message);
  AppendKeys("unexpected", unexpected, message);
  AppendKeys("of the wrong shape or type", wrong, message);
  if (!message.empty())
    return absl::InvalidArgumentError(absl::StrCat("the state dict does not fit the model: ", message));
  for (auto& [own, source] : assignments) {
    own.set_data(source->to(own.scalar_type()).contiguous());
  }
  return absl::OkStatus();
}

int64_t Model::num_parameters() const {
  int64_t count = 0;
  for (const at::Tensor& parameter : module_->parameters()) count += parameter.numel();
  return count;
}

void Model::train(bool on) { module_->train(on); }

// LibTorch's Module::to converts integers too, unlike Python's.
void Model::to(at::ScalarType type) {
  at::NoGradGuard no_grad;
  for (const StateEntry& entry : state_dict()) {
    at::Tensor own = entry.tensor;
    if (own.is_floating_point()) own.set_data(own.to(type));
  }
}

void Model::to(at::MemoryFormat format) {
  for (const StateEntry& entry : state_dict()) {
    at::Tensor tensor = entry.tensor;
    if (tensor.dim() == 4) tensor.set_data(tensor.contiguous(format));
  }
}

}  // namespace assay
