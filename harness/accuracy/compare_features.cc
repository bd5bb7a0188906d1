#include "harness/accuracy/compare_features.h"

#include <ATen/ops/allclose.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linear.h>
#include <c10/core/InferenceMode.h>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "models/layers/observe.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// The last linear layer, by its tensors.
struct Head {
  std::string name;
  at::Tensor weight, bias;  // without a bias undefined

  int64_t size() const { return weight.size(1); }
};

absl::StatusOr<Head> FindHead(const Model& model) {
  const std::vector<StateEntry> state = model.state_dict();
  std::optional<Head> head;
  for (const StateEntry& entry : state) {
    if (!entry.is_parameter) continue;
    absl::string_view name = entry.name;
    if (entry.tensor.dim() == 2 && absl::ConsumeSuffix(&name, ".weight")) {
      head = Head{.name = std::string(name), .weight = entry.tensor};
    } else if (head.has_value() && entry.name == head->name + ".bias") {
      head->bias = entry.tensor;
    } else if (entry.tensor.dim() > 1) {
      head.reset();  // a convolution comes after it
    }
  }
  if (!head.has_value()) return absl::FailedPreconditionError("the model does not end in a linear layer");
  return *head;
}

// Keeps what could be a head's input: of one image [1, size], or maps whose mean over space it is.
class Candidates : public ModuleObserver {
 public:
  explicit Candidates(int64_t size) : size_(size) {}

  void Observe(const torch::nn::Module&, const at::Tensor& output) override {
    const bool flat = output.dim() == 2, maps = output.dim() == 4;
    if ((!flat && !maps) || output.size(0) != 1 || output.size(1) != size_) return;
    found_.push_back(maps ? output.mean({2, 3}) : output.clone());
  }

  const std::vector<at::Tensor>& found() const { return found_; }

 private:
  const int64_t size_;
  std::vector<at::Tensor> found_;
};

// What the head takes of this input. Shapes: [1, 3, H, W] -> [size].
absl::StatusOr<at::Tensor> HeadInput(const Model& model, const Head& head, const at::Tensor& input) {
  Candidates candidates(head.size());
  at::Tensor logits;
  {
    const ObserverScope scope(candidates);
    logits = model.forward(input);
  }
  const double scale = logits.abs().max().item<double>();
  // Another order of sums moves a float by 1e-6; another layer's output by all.
  constexpr double kTolerance = 1e-4;
  for (size_t i = candidates.found().size(); i-- > 0;) {
    const at::Tensor again = at::linear(candidates.found()[i], head.weight, head.bias);
    if (again.sizes() == logits.sizes() && at::allclose(again, logits, kTolerance, kTolerance * scale))
      return candidates.found()[i].flatten();
  }
  return absl::FailedPreconditionError(absl::StrCat("the model does not show what its layer ", head.name, " takes"));
}

absl::StatusOr<at::Tensor> FeaturesOf(const FeatureModel& side, const Head& head, const Dataset& data, int64_t index) {
  ASSAY_ASSIGN_OR_RETURN(const Image image, data.Load(index));
  absl::StatusOr<FloatImage> input = side.preprocess(image);
  if (!input.ok()) {
    return absl::Status(input.status().code(), absl::StrCat(data.example(index).name, ": ", input.status().message()));
  }
  absl::StatusOr<at::Tensor> features = absl::UnknownError("not computed");
  ASSAY_RETURN_IF_ERROR(ExceptionsToStatus([&]() -> void {
    c10::InferenceMode inference;
    features = HeadInput(side.model, head,
                         at::from_blob(input->values.data(), {1, input->channels, input->height, input->width}));
  }));
  return features;
}

// Every image's features, of length 1. An image without any stays 0 and is like none.
absl::StatusOr<std::vector<at::Tensor>> Directions(const FeatureModel& side, const Head& head, const Dataset& data) {
  std::vector<at::Tensor> directions(static_cast<size_t>(data.size()));
  std::mutex mutex;
  absl::Status status;
  RunOnAllCores(directions.size(), [&](size_t i) {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!status.ok()) return;
    }
    const absl::StatusOr<at::Tensor> features = FeaturesOf(side, head, data, static_cast<int64_t>(i));
    const std::lock_guard<std::mutex> lock(mutex);
    status.Update(features.status());
    if (!features.ok()) return;
    c10::InferenceMode inference;
    const at::Tensor wide = features->to(at::kDouble);
    const double length = wide.norm().item<double>();
    directions[i] = length > 0 ? wide.div(length) : wide;
  });
  ASSAY_RETURN_IF_ERROR(status);
  return directions;
}

absl::Status Named(const char* which, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("the ", which, " weights: ", status.message()));
}

}  // namespace

absl::StatusOr<FeatureSimilarity> CompareFeatures(const FeatureModel& before, const FeatureModel& after,
                                                  const Dataset& data) {
  const absl::StatusOr<Head> old_head = FindHead(before.model), new_head = FindHead(after.model);
  if (!old_head.ok()) return Named("old", old_head.status());
  if (!new_head.ok()) return Named("new", new_head.status());
  if (old_head->size() != new_head->size()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the old features have ", old_head->size(), " values, the new ones ", new_head->size()));
  }
  if (data.size() < 2) return absl::InvalidArgumentError("features of fewer than two images say nothing");
  const auto old_ones = Directions(before, *old_head, data), new_ones = Directions(after, *new_head, data);
  if (!old_ones.ok()) return Named("old", old_ones.status());
  if (!new_ones.ok()) return Named("new", new_ones.status());
  FeatureSimilarity alike = {.layer = new_head->name, .size = new_head->size(), .images = data.size()};
  c10::InferenceMode inference;
  const size_t count = old_ones->size();
  for (size_t i = 0; i < count; ++i) {
    alike.cosines.mean += at::dot((*old_ones)[i], (*new_ones)[i]).item<double>() / static_cast<double>(count);
    // Half the data set away, so that a data set that lies by category gives another category.
    const size_t other = (i + count / 2) % count;
    alike.cosines.of_others += at::dot((*old_ones)[i], (*new_ones)[other]).item<double>() / static_cast<double>(count);
  }
  return alike;
}

}  // namespace assay
