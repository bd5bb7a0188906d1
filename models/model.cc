#include "models/model.h"

#include <ATen/ops/equal.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

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

// A normalisation that has running statistics and no counter is a frozen one. Its file may come from one that counted.
bool IsCounterOfFrozenNorm(const std::string& name, const std::set<std::string>& own) {
  if (!IsBatchCounter(name)) return false;
  const std::string prefix(absl::StripSuffix(name, "num_batches_tracked"));
  return own.count(name) == 0 && own.count(prefix + "running_mean") != 0;
}

std::string ShapeText(at::IntArrayRef shape) { return absl::StrCat("[", absl::StrJoin(shape, ", "), "]"); }

bool IsSame(const at::Tensor& a, const at::Tensor& b) {
  return a.sizes() == b.sizes() && at::equal(a, b.to(a.scalar_type()));
}

// A list of keys for a message, cut where it would drown the rest.
void AppendKeys(const char* what, const std::vector<std::string>& keys, std::string& message) {
  if (keys.empty()) return;
  constexpr size_t kMost = 10;
  const size_t shown = std::min(keys.size(), kMost);
  absl::StrAppend(&message, message.empty() ? "" : "; ", keys.size(), " ", what, ": ",
                  absl::StrJoin(keys.begin(), keys.begin() + shown, ", "));
  if (shown < keys.size()) absl::StrAppend(&message, ", ...");
}

// A tensor that both have.
void Compare(const StateEntry& own, const at::Tensor& given, StateMisfits& misfits) {
  const auto expected = [&](const auto& was, const auto& is) {
    misfits.wrong.push_back(absl::StrCat(own.name, " (expected ", was, ", got ", is, ")"));
  };
  if (given.sizes() != own.tensor.sizes()) {
    expected(ShapeText(own.tensor.sizes()), ShapeText(given.sizes()));
  } else if (given.is_floating_point() != own.tensor.is_floating_point()) {
    expected(c10::toString(own.tensor.scalar_type()), c10::toString(given.scalar_type()));
  }
}

// A tensor that the file alone has.
void AddLeft(const std::string& name, const at::Tensor& given, const NamedTensors& constants, StateMisfits& misfits) {
  const auto constant =
      std::find_if(constants.begin(), constants.end(), [&](const auto& accepted) { return accepted.first == name; });
  if (constant == constants.end()) {
    misfits.unexpected.push_back(name);
  } else if (!IsSame(constant->second, given)) {
    misfits.wrong.push_back(absl::StrCat(name, " (expected the constant ", ShapeText(constant->second.sizes()),
                                         " that it always is, or nothing)"));
  }
}

// What stands before `name` in some key and begins every key; empty where nothing does.
std::string CommonPrefix(const std::string& name, const NamedTensors& state) {
  for (const auto& [key, tensor] : state) {
    if (!absl::EndsWith(key, absl::StrCat(".", name))) continue;
    const std::string prefix = key.substr(0, key.size() - name.size());
    const bool begins_all = std::all_of(state.begin(), state.end(),
                                        [&](const auto& named) { return absl::StartsWith(named.first, prefix); });
    if (begins_all) return prefix;
  }
  return "";
}

std::string Quoted(const std::vector<std::string>& names) {
  return names.empty() ? "" : absl::StrCat("\"", absl::StrJoin(names, "\", \""), "\"");
}

// What the model takes, for a message.
std::string InputsText(const Signature& signature) {
  std::string text = absl::StrCat("this model takes ", Quoted(signature.inputs));
  if (!signature.optional_inputs.empty())
    absl::StrAppend(&text, " and, if wanted, ", Quoted(signature.optional_inputs));
  return text;
}

// The tensors in the signature's order.
std::vector<at::Tensor> InOrder(const NamedTensors& inputs, const Signature& signature) {
  std::vector<std::string> names = signature.inputs;
  names.insert(names.end(), signature.optional_inputs.begin(), signature.optional_inputs.end());
  std::vector<at::Tensor> ordered(names.size());
  for (const auto& [name, tensor] : inputs) {
    const auto found = std::find(names.begin(), names.end(), name);
    TORCH_CHECK(found != names.end(), "no input is called \"", name, "\": ", InputsText(signature));
    at::Tensor& place = ordered[found - names.begin()];
    TORCH_CHECK(!place.defined(), "the input \"", name, "\" is given twice");
    TORCH_CHECK(tensor.defined(), "the input \"", name, "\" is an undefined tensor");
    place = tensor;
  }
  for (size_t i = 0; i < signature.inputs.size(); ++i) {
    TORCH_CHECK(ordered[i].defined(), "the input \"", names[i], "\" is missing: ", InputsText(signature));
  }
  return ordered;
}

}  // namespace

std::string StateMisfits::Text() const {
  std::string text;
  AppendKeys("missing", missing, text);
  AppendKeys("unexpected", unexpected, text);
  AppendKeys("of the wrong shape or type", wrong, text);
  if (!prefix.empty()) {
    absl::StrAppend(&text, "; every key begins with \"", prefix, "\", which ConsumePrefixIfPresent(state, \"", prefix,
                    "\") takes off");
  }
  return text;
}

Model::Model(std::shared_ptr<torch::nn::Module> module, ForwardFunction forward)
    : Model(
          std::move(module),
          [forward = std::move(forward)](const std::vector<at::Tensor>& inputs) {
            return std::vector<at::Tensor>{forward(inputs[0])};
          },
          Signature()) {}

Model::Model(std::shared_ptr<torch::nn::Module> module, NamedForwardFunction forward, Signature signature)
    : module_(std::move(module)),
      forward_(std::move(forward)),
      signature_(std::make_shared<const Signature>(std::move(signature))) {}

// A copy, so that whatever else a model comes to hold goes along.
Model Model::WithForward(NamedForwardFunction forward, Signature signature) const {
  Model model = *this;
  model.forward_ = std::move(forward);
  model.signature_ = std::make_shared<const Signature>(std::move(signature));
  return model;
}

at::Tensor Model::forward(const at::Tensor& input) const {
  TORCH_CHECK(signature_->inputs.size() == 1, "one tensor is not enough: ", InputsText(*signature_));
  std::vector<at::Tensor> inputs(1 + signature_->optional_inputs.size());
  inputs[0] = input;
  return forward_(inputs).front();
}

NamedTensors Model::forward(const NamedTensors& inputs) const {
  const std::vector<at::Tensor> outputs = forward_(InOrder(inputs, *signature_));
  TORCH_CHECK(outputs.size() == signature_->outputs.size(), "the model gave ", outputs.size(), " tensors for ",
              signature_->outputs.size(), " outputs");
  NamedTensors named;
  for (size_t i = 0; i < outputs.size(); ++i) named.emplace_back(signature_->outputs[i], outputs[i]);
  return named;
}

std::vector<StateEntry> Model::state_dict() const {
  std::vector<StateEntry> state;
  CollectState(*module_, "", state);
  return state;
}

StateMisfits Model::FindMisfits(const NamedTensors& state) const {
  std::map<std::string, const at::Tensor*> given;
  bool counts_batches = false;
  for (const auto& [name, tensor] : state) {
    given.emplace(name, &tensor);
    counts_batches = counts_batches || IsBatchCounter(name);
  }
  StateMisfits misfits;
  std::set<std::string> own;
  for (const StateEntry& entry : state_dict()) {
    own.insert(entry.name);
    const auto found = given.find(entry.name);
    if (found != given.end()) {
      Compare(entry, *found->second, misfits);
      given.erase(found);
    } else if (counts_batches || !IsBatchCounter(entry.name)) {
      misfits.missing.push_back(entry.name);
    }
  }
  // What is left, in the file's order.
  for (const auto& [name, tensor] : state) {
    if (given.count(name) && !IsCounterOfFrozenNorm(name, own)) AddLeft(name, tensor, constants_, misfits);
  }
  if (!misfits.missing.empty()) misfits.prefix = CommonPrefix(misfits.missing[0], state);
  return misfits;
}

absl::Status Model::load_state_dict(const NamedTensors& state) {
  const StateMisfits misfits = FindMisfits(state);
  if (!misfits.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the state dict does not fit the model: ", misfits.Text()));
  }
  std::map<std::string, const at::Tensor*> given;
  for (const auto& [name, tensor] : state) given.emplace(name, &tensor);
  for (const StateEntry& entry : state_dict()) {
    const auto found = given.find(entry.name);
    if (found == given.end()) continue;
    at::Tensor own = entry.tensor;
    own.set_data(found->second->to(own.scalar_type()).contiguous());
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
    // What has the type already stays untouched: another thread may be looking at it.
    if (own.is_floating_point() && own.scalar_type() != type) own.set_data(own.to(type));
  }
}

void Model::to(at::MemoryFormat format) {
  for (const StateEntry& entry : state_dict()) {
    at::Tensor tensor = entry.tensor;
    if (tensor.dim() == 4) tensor.set_data(tensor.contiguous(format));
  }
}

void Model::to(at::Device device) {
  at::NoGradGuard no_grad;
  for (const StateEntry& entry : state_dict()) {
    at::Tensor own = entry.tensor;
    if (own.device() != device) own.set_data(own.to(device));
  }
}

}  // namespace assay
