#include "harness/components/loading.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "harness/components/component.h"
#include "harness/components/torch_files.h"
#include "harness/probe.h"
#include "models/bert/bert.h"
#include "models/layers/layer.h"
#include "models/ops/frozen_batch_norm.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"
#include "weights/reader/weight_file.h"
#include "weights/torch/entry_state_dict.h"
#include "weights/torch/state_dict.h"

namespace assay {
namespace {

constexpr char kCounter[] = "num_batches_tracked";

// LibTorch's own: how a state dict is loaded hangs on no default of our layers.
std::shared_ptr<Layer> MakeCountingNorm() { return std::make_shared<BatchNorm2d>(torch::nn::BatchNormOptions(2)); }

// A convolution and a normalisation, then the same again with `last`.
Model MakeModel(const std::function<std::shared_ptr<Layer>()>& last) {
  return ConstructSeeded([&last] {
    auto chain = std::make_shared<Chain>();
    for (const bool is_last : {false, true}) {
      chain->Add(std::make_shared<Conv2d>(torch::nn::Conv2dOptions(2, 2, 1)));
      chain->Add(is_last ? last() : MakeCountingNorm());
    }
    return Model(chain, [chain](const at::Tensor& images) { return chain->forward(images); });
  });
}

Model Counting() {
  return MakeModel(MakeCountingNorm);
}

Model Frozen() {
  return MakeModel([] { return MakeFrozenBatchNorm2d(2); });
}

// A state dict that fits, with another value in each element.
NamedTensors Fitting(const Model& model) {
  NamedTensors state;
  int64_t next = 1;
  for (const StateEntry& entry : model.state_dict()) {
    const int64_t count = entry.tensor.numel();
    state.emplace_back(
        entry.name,
        (at::arange(next, next + count, at::kDouble) / 8).view(entry.tensor.sizes()).to(entry.tensor.scalar_type()));
    next += count;
  }
  return state;
}

at::Tensor& Find(NamedTensors& state, const std::string& name) {
  return std::find_if(state.begin(), state.end(), [&](const auto& named) { return named.first == name; })->second;
}

// Leaves out what `gone` says.
NamedTensors Without(NamedTensors state, const std::function<bool(const std::string&)>& gone) {
  state.erase(std::remove_if(state.begin(), state.end(), [&](const auto& named) { return gone(named.first); }),
              state.end());
  return state;
}

// What the model holds afterwards, or how it refused.
void AddLoad(const std::string& name, Model model, const NamedTensors& state, proto::ComponentGolden& golden) {
  if (const absl::Status loaded = model.load_state_dict(state); !loaded.ok()) {
    AddRefusal(AddCase(golden, name), loaded);
    return;
  }
  NamedTensors held;
  for (const StateEntry& entry : model.state_dict()) held.emplace_back(entry.name, entry.tensor.detach());
  *golden.add_item() = TensorsCase(name, held);
}

void AddCounters(proto::ComponentGolden& golden) {
  const NamedTensors counting = Fitting(Counting()), frozen = Fitting(Frozen());
  const auto any = [](const std::string& name) { return absl::EndsWith(name, kCounter); };
  AddLoad("without any counter", Counting(), Without(counting, any), golden);
  AddLoad("without one counter", Counting(),
          Without(counting, [](const std::string& name) { return name == "1.num_batches_tracked"; }), golden);
  NamedTensors state = frozen;
  state.emplace_back("3.num_batches_tracked", at::ones({}, at::kLong));
  AddLoad("with the counter of a frozen normalisation", Frozen(), state, golden);
  state = frozen;
  state.emplace_back("2.num_batches_tracked", at::ones({}, at::kLong));
  AddLoad("with the counter of a convolution", Frozen(), state, golden);
  state = frozen;
  state.emplace_back("9.num_batches_tracked", at::ones({}, at::kLong));
  AddLoad("with the counter of no layer", Frozen(), state, golden);
  AddLoad("frozen", Frozen(), frozen, golden);
  AddLoad("counting into frozen", Frozen(), counting, golden);
  AddLoad("frozen into counting", Counting(), frozen, golden);
}

void AddTypesAndShapes(proto::ComponentGolden& golden) {
  const NamedTensors fitting = Fitting(Counting());
  for (const at::ScalarType type : {at::kDouble, at::kHalf, at::kBFloat16, at::kLong}) {
    NamedTensors state = fitting;
    Find(state, "0.weight") = Find(state, "0.weight").to(type);
    AddLoad(absl::StrCat("a weight of ", c10::toString(type)), Counting(), state, golden);
  }
  NamedTensors state = fitting;
  Find(state, "1.num_batches_tracked") = at::ones({}, at::kInt);
  AddLoad("a counter of int32", Counting(), state, golden);
  Find(state, "1.num_batches_tracked") = at::ones({}, at::kFloat);
  AddLoad("a counter of float32", Counting(), state, golden);
  state = fitting;
  Find(state, "0.weight") = Find(state, "0.weight").transpose(0, 1);
  AddLoad("a transposed view", Counting(), state, golden);
  state = fitting;
  Find(state, "0.weight") = Find(state, "0.weight").flatten(1);
  AddLoad("a weight of fewer dimensions", Counting(), state, golden);
  state = fitting;
  Find(state, "1.bias") = at::ones({1});
  AddLoad("a bias that would broadcast", Counting(), state, golden);
}

void AddKeys(proto::ComponentGolden& golden) {
  const NamedTensors fitting = Fitting(Counting());
  AddLoad("fitting", Counting(), fitting, golden);
  NamedTensors state(fitting.rbegin(), fitting.rend());
  AddLoad("in another order", Counting(), state, golden);
  AddLoad("one key missing", Counting(), Without(fitting, [](const auto& name) { return name == "2.bias"; }), golden);
  state = fitting;
  state.emplace_back("head.weight", at::ones({1}));
  AddLoad("one key too many", Counting(), state, golden);
  state = fitting;
  for (auto& [name, tensor] : state) name = "module." + name;
  AddLoad("every key under a prefix", Counting(), state, golden);
  AddLoad("empty", Counting(), {}, golden);
}

void AddConstants(proto::ComponentGolden& golden) {
  const auto accepting = [] {
    Model model = Counting();
    model.AcceptConstants({{"position_ids", at::arange(4)}});
    return model;
  };
  NamedTensors state = Fitting(Counting());
  AddLoad("without the constant", accepting(), state, golden);
  state.emplace_back("position_ids", at::arange(4));
  AddLoad("with the constant", accepting(), state, golden);
  AddLoad("with the constant that no one named", Counting(), state, golden);
  Find(state, "position_ids") = at::arange(4, at::kInt);
  AddLoad("with the constant of another type", accepting(), state, golden);
  Find(state, "position_ids") = at::zeros({4}, at::kLong);
  AddLoad("with another constant", accepting(), state, golden);
  Find(state, "position_ids") = at::arange(5);
  AddLoad("with a longer constant", accepting(), state, golden);
}

// The buffer that files of transformers hold where they are older than 4.31.
void AddPositionIds(proto::ComponentGolden& golden) {
  const auto bert = [] {
    return ConstructSeeded([]() -> Model {
      return Bert({.vocab_size = 4,
                   .hidden_size = 2,
                   .num_hidden_layers = 1,
                   .num_attention_heads = 1,
                   .intermediate_size = 2,
                   .max_position_embeddings = 3});
    });
  };
  NamedTensors state = Fitting(bert());
  state.emplace_back("embeddings.position_ids", at::arange(3).unsqueeze(0));
  AddLoad("Bert, with position ids", bert(), state, golden);
  state.back().second = at::arange(3);
  AddLoad("Bert, with position ids of another shape", bert(), state, golden);
}

absl::Status AddFiles(const std::string& root, proto::ComponentGolden& golden) {
  ASSAY_ASSIGN_OR_RETURN(const auto paths, TorchFiles(root));
  for (const auto& path : paths) {
    const auto file = WeightFile::Open(path.string());
    const auto state = file.ok() ? LoadStateDict(*file) : file.status();
    const std::string name = path.filename().string();
    if (state.ok()) {
      *golden.add_item() = TensorsCase(name, *state);
    } else {
      AddRefusal(AddCase(golden, name), state.status());
    }
  }
  return absl::OkStatus();
}

// A file under the entry's own hash, the prefix that a file's name carries, none, and another.
absl::Status AddHashes(const std::string& root, proto::ComponentGolden& golden) {
  ASSAY_ASSIGN_OR_RETURN(const auto paths, TorchFiles(root));
  const std::string path = paths.front().string();
  ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(path));
  const std::pair<std::string, std::string> hashes[] = {{"whole", sha256},
                                                        {"prefix", sha256.substr(0, 8)},
                                                        {"none", ""},
                                                        {"end", sha256.substr(8)},
                                                        {"other", "0123abcd"}};
  for (const auto& [name, hash] : hashes) {
    const auto state = StateDictFrom({.url = path, .sha256 = hash}, path);
    if (state.ok()) {
      *golden.add_item() = TensorsCase(absl::StrCat("hash: ", name), *state);
    } else {
      AddRefusal(AddCase(golden, absl::StrCat("hash: ", name)), state.status());
    }
  }
  return absl::OkStatus();
}

ASSAY_COMPONENT("loading", [](const ComponentInputs& inputs) { return MeasureLoading(inputs.root); });

}  // namespace

proto::ComponentCase TensorsCase(const std::string& name, const NamedTensors& tensors) {
  proto::ComponentCase item;
  item.set_name(name);
  for (const auto& [key, tensor] : tensors) {
    const at::Tensor values = tensor.contiguous();
    const auto* bytes = static_cast<const std::byte*>(values.const_data_ptr());
    AddField(item, key,
             absl::StrCat(c10::toString(tensor.scalar_type()), " [", absl::StrJoin(tensor.sizes(), ", "), "] ",
                          Sha256Hex(absl::MakeConstSpan(bytes, values.nbytes()))));
  }
  return item;
}

absl::StatusOr<proto::ComponentGolden> MeasureLoading(const std::string& root) {
  proto::ComponentGolden golden;
  golden.set_component("loading");
  AddKeys(golden);
  AddCounters(golden);
  AddTypesAndShapes(golden);
  AddConstants(golden);
  AddPositionIds(golden);
  ASSAY_RETURN_IF_ERROR(AddFiles(root, golden));
  ASSAY_RETURN_IF_ERROR(AddHashes(root, golden));
  return golden;
}

}  // namespace assay
