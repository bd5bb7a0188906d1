// A model without its type: named tensors in, named tensors out, a state dict. What a harness or an application drives,
// the same for images, text and audio. Copies share one model, as copies of a LibTorch module holder do.
//
//   Model model = resnet50({.weights = ResNet50Weights::kDefault}).value();
//   model.eval();
//   c10::InferenceMode inference;
//   at::Tensor logits = model.forward(images);
//   NamedTensors outputs = encoder.forward({{"input_ids", ids}, {"attention_mask", mask}});
//
// This header sees tensors but no torch::nn, which costs seconds of every file that includes it. For what only the
// module can do (an optimizer, a composition), include <torch/nn/module.h> and ask for `module()`.
#ifndef ASSAY_MODELS_MODEL_H_
#define ASSAY_MODELS_MODEL_H_

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace torch::nn {
class Module;
}

namespace assay {

// Tensors with names, in order.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

// One tensor of a state dict.
struct StateEntry {
  std::string name;
  at::Tensor tensor;
  bool is_parameter = false;  // else a buffer
};

// What stands in an input of tokens.
struct TokenInput {
  std::string name;   // "input_ids"
  int64_t count = 0;  // Ids are 0 to count - 1; 0: a mask, which is 1 for a token and 0 for padding.
};

// The names of a model's inputs and outputs, in order.
struct Signature {
  std::vector<std::string> inputs = {"input"};
  std::vector<std::string> optional_inputs = {};  // may be left out
  std::vector<std::string> outputs = {"output"};
  // The inputs that hold tokens; the others hold images.
  std::vector<TokenInput> tokens = {};
};

// What keeps a state dict from being loaded: keys, of `wrong` with what was expected and what came.
struct StateMisfits {
  std::vector<std::string> missing, unexpected, wrong;
  // What every key begins with and the model's keys do not, such as DataParallel's "module."; empty where that is not
  // what is wrong.
  std::string prefix;

  bool empty() const { return missing.empty() && unexpected.empty() && wrong.empty(); }
  // "2 missing: fc.weight, fc.bias; 1 of the wrong shape or type: ...": each list cut after ten.
  std::string Text() const;
};

class Model {
 public:
  using ForwardFunction = std::function<at::Tensor(const at::Tensor&)>;
  // Gets what its signature says, in its order; an optional input that was left out is undefined. Gives one tensor for
  // each output.
  using NamedForwardFunction = std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>&)>;

  // A model with one input, "input", and one output, "output". `forward` keeps what it needs alive.
  Model(std::shared_ptr<torch::nn::Module> module, ForwardFunction forward);

  // A model with inputs and outputs of other names.
  Model(std::shared_ptr<torch::nn::Module> module, NamedForwardFunction forward, Signature signature);

  // This model under another forward and other names: it shares the module, and accepts the same constants.
  Model WithForward(NamedForwardFunction forward, Signature signature) const;

  const Signature& signature() const { return *signature_; }

  // The answer of a model with one input, and of several outputs the first.
  // Errors: throws c10::Error, as LibTorch does, on a shape or a type that the model does not take, and where it takes
  // several inputs.
  at::Tensor forward(const at::Tensor& input) const;

  // The same by name: inputs in any order. Gives every output, in the signature's order.
  // Errors: throws c10::Error on an input that is missing, given twice or not known, naming those that the model takes.
  NamedTensors forward(const NamedTensors& inputs) const;

  // All parameters and persistent buffers in Python's order: a module's own parameters, its own buffers, then its
  // children. The tensors are the model's own, not copies.
  std::vector<StateEntry> state_dict() const;

  // Makes the model's tensors those of `state`, sharing memory where type and layout allow. Strict: every key must be
  // there, no other may be, every shape must be equal; otherwise nothing changes. `num_batches_tracked` is excepted. It
  // may be missing: files from before PyTorch 0.4.1 hold none, and where `state` has none at all, the model keeps its
  // own (0 when new). And it may be one too many: a frozen normalisation, which does not count, takes files of one that
  // did. What AcceptConstants named may be there too.
  // Errors: InvalidArgument, naming every missing, unexpected and mis-shaped key (each list cut after ten).
  // Source: torch.nn.modules.batchnorm's _load_from_state_dict, which tells such files by their metadata's version
  // below 2; that of torchvision.ops.FrozenBatchNorm2d.
  absl::Status load_state_dict(const NamedTensors& state);

  // What load_state_dict would refuse `state` for; nothing where it would load. Looks at keys, shapes and types, and
  // at the values of AcceptConstants' tensors alone.
  StateMisfits FindMisfits(const NamedTensors& state) const;

  // Names tensors that files may hold although the model does not, such as a buffer that the reference once saved:
  // there load_state_dict takes each with just this shape and these values, and drops it.
  void AcceptConstants(NamedTensors constants) { constants_ = std::move(constants); }

  // The number of elements of all parameters.
  int64_t num_parameters() const;

  void train(bool on = true);
  void eval() { train(false); }
  // Converts parameters and floating-point buffers.
  void to(at::ScalarType type);
  // Lays the tensors of four dimensions out anew: at::MemoryFormat::ChannelsLast suits convolutions on many devices.
  void to(at::MemoryFormat format);
  // Moves all tensors; an input must then lie there too (models/device.h carries it there and the answer back).
  // Errors: throws c10::Error, as LibTorch does, where the device is not there or its memory does not suffice.
  void to(at::Device device);

  const std::shared_ptr<torch::nn::Module>& module() const { return module_; }

 private:
  std::shared_ptr<torch::nn::Module> module_;
  NamedForwardFunction forward_;
  std::shared_ptr<const Signature> signature_;
  NamedTensors constants_;
};

}  // namespace assay

#endif  // ASSAY_MODELS_MODEL_H_
