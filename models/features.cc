#include "models/features.h"

#include <torch/nn/module.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "models/layers/observe.h"
#include "tools/base/suggest.h"

namespace assay {
namespace {

// The places of a module's output among those that are asked for: more than one where it has several paths.
using Places = absl::flat_hash_map<const torch::nn::Module*, std::vector<size_t>>;

// Keeps what the wanted modules answer.
class Collector : public ModuleObserver {
 public:
  Collector(const Places& wanted, size_t count) : wanted_(wanted), outputs_(count) {}

  void Observe(const torch::nn::Module& module, const at::Tensor& output) override {
    const auto found = wanted_.find(&module);
    if (found == wanted_.end()) return;
    for (const size_t place : found->second) outputs_[place] = output.clone();
  }

  // An output is undefined where its module was not seen.
  std::vector<at::Tensor> Take() { return std::move(outputs_); }

 private:
  const Places& wanted_;
  std::vector<at::Tensor> outputs_;
};

// What the nearest module above `path` holds, for a message: "layer1 holds 0, 1, 2".
std::string Neighbours(const torch::nn::Module& root, const std::string& path) {
  const torch::nn::Module* parent = &root;
  std::string parent_path;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const auto children = parent->named_children();
    const std::shared_ptr<torch::nn::Module>* child = children.find(std::string(part));
    if (child == nullptr) break;
    parent = child->get();
    absl::StrAppend(&parent_path, parent_path.empty() ? "" : ".", part);
  }
  constexpr size_t kMost = 12;
  std::vector<std::string> names;
  for (const auto& child : parent->named_children()) names.push_back(child.key());
  const size_t shown = std::min(names.size(), kMost);
  return absl::StrCat("; ", parent_path.empty() ? "the model" : parent_path, " holds ",
                      names.empty() ? "no module" : absl::StrJoin(names.begin(), names.begin() + shown, ", "),
                      shown < names.size() ? ", ..." : "");
}

// Why the module at `path` was not seen, and what to ask for instead.
std::string WhyNoTensor(const torch::nn::Module& root, const std::string& path) {
  const bool is_leaf = root.named_modules(/*name_prefix=*/"", /*include_self=*/false)[path]->children().empty();
  return absl::StrCat("the module \"", path, "\" gave no tensor: ",
                      is_leaf ? "this model's forward does not run it, or it does not show what it gives "
                                "(models/layers/observe.h)"
                              : "it did not run, only holds others, or gives several; ask for one within it",
                      Neighbours(root, path));
}

NamedTensors Named(const std::vector<at::Tensor>& inputs, const Signature& signature) {
  NamedTensors named;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const bool optional = i >= signature.inputs.size();
    const std::string& name = optional ? signature.optional_inputs[i - signature.inputs.size()] : signature.inputs[i];
    if (inputs[i].defined() || !optional) named.emplace_back(name, inputs[i]);
  }
  return named;
}

}  // namespace

std::vector<std::string> module_paths(const Model& model) {
  std::vector<std::string> paths;
  for (const auto& item : model.module()->named_modules(/*name_prefix=*/"", /*include_self=*/false)) {
    paths.push_back(item.key());
  }
  return paths;
}

absl::StatusOr<Model> features(const Model& model, const std::vector<std::string>& paths) {
  if (paths.empty()) return absl::InvalidArgumentError("no path is given: name the modules whose outputs are wanted");
  const auto modules = model.module()->named_modules(/*name_prefix=*/"", /*include_self=*/false);
  Places wanted;
  absl::flat_hash_set<std::string> asked;
  for (size_t i = 0; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    const std::shared_ptr<torch::nn::Module>* module = modules.find(path);
    if (module == nullptr) {
      return absl::NotFoundError(absl::StrCat("no module of this model has the path \"", path, "\"",
                                              DidYouMean(path, module_paths(model)),
                                              Neighbours(*model.module(), path)));
    }
    if (!asked.insert(path).second) {
      return absl::InvalidArgumentError(absl::StrCat("the module \"", path, "\" is asked for twice"));
    }
    wanted[module->get()].push_back(i);
  }
  Signature signature = model.signature();
  signature.outputs = paths;
  auto forward = [model, wanted = std::move(wanted), paths](const std::vector<at::Tensor>& inputs) {
    Collector collector(wanted, paths.size());
    {
      const ObserverScope scope(collector);
      model.forward(Named(inputs, model.signature()));
    }
    std::vector<at::Tensor> outputs = collector.Take();
    for (size_t i = 0; i < paths.size(); ++i) {
      TORCH_CHECK(outputs[i].defined(), WhyNoTensor(*model.module(), paths[i]));
    }
    return outputs;
  };
  return model.WithForward(std::move(forward), std::move(signature));
}

}  // namespace assay
