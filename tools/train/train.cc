#include "tools/train/train.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randperm.h>
#include <torch/nn/module.h>
#include <torch/optim/sgd.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "harness/accuracy/load_batch.h"
#include "harness/run_on_all_cores.h"
#include "models/exceptions.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"
#include "tools/train/augment.h"
#include "tools/train/recipe.h"

namespace assay {
namespace {

// All images of a data set as the model takes them: small ones, so that they fit the memory and are decoded once.
struct Images {
  at::Tensor inputs;  // [N, 3, H, W]
  at::Tensor labels;  // [N], int64
};

absl::StatusOr<Images> LoadAll(const Dataset& data, const ImageClassification& preprocess, int64_t classes) {
  std::vector<int64_t> all(static_cast<size_t>(data.size()));
  std::iota(all.begin(), all.end(), 0);
  Images images{.labels = at::empty(data.size(), at::kLong)};
  ASSAY_ASSIGN_OR_RETURN(images.inputs, LoadBatch(preprocess, data, all));
  for (const int64_t i : all) {
    const Example example = data.example(i);
    if (example.label < 0 || example.label >= classes) {
      return absl::InvalidArgumentError(
          absl::StrCat(example.name, " is of class ", example.label, ", but there are ", classes));
    }
    images.labels.data_ptr<int64_t>()[i] = example.label;
  }
  return images;
}

at::Tensor Loss(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
  return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, /*ignore_index=*/-100, smoothing);
}

// Kernels and matrices are held small; what has one dimension (biases, scales, shifts) is left alone.
std::vector<torch::optim::OptimizerParamGroup> Groups(const Model& model, const proto::Recipe& recipe) {
  std::vector<at::Tensor> held, free;
  for (const StateEntry& entry : model.state_dict()) {
    if (entry.is_parameter) (entry.tensor.dim() > 1 ? held : free).push_back(entry.tensor);
  }
  const auto options = [&](double weight_decay) {
    return std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(recipe.learning_rate())
                                                          .momentum(recipe.momentum())
                                                          .nesterov(true)
                                                          .weight_decay(weight_decay));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(held, options(recipe.weight_decay()));
  groups.emplace_back(free, options(0));
  return groups;
}

double LearningRate(const proto::Recipe& recipe, int64_t step, int64_t steps_an_epoch) {
  const double warmup = static_cast<double>(recipe.warmup_epochs() * steps_an_epoch);
  const double all = static_cast<double>(recipe.epochs() * steps_an_epoch);
  const double now = static_cast<double>(step) + 1;
  if (now < warmup) return recipe.learning_rate() * now / warmup;
  return recipe.learning_rate() * 0.5 * (1 + std::cos(std::numbers::pi * (now - warmup) / (all - warmup)));
}

// An average of a model's state over the steps.
class Average {
 public:
  Average(const Model& model, double decay) : model_(model), decay_(decay) {
    for (const StateEntry& entry : model.state_dict()) average_.emplace_back(entry.name, entry.tensor.detach().clone());
  }

  void Update() {
    at::NoGradGuard no_grad;
    // The first steps would weigh too much in an average that forgets slowly.
    const double decay = std::min(decay_, (1.0 + static_cast<double>(steps_)) / (10.0 + static_cast<double>(steps_)));
    ++steps_;
    const std::vector<StateEntry> state = model_.state_dict();
    for (size_t i = 0; i < state.size(); ++i) {
      at::Tensor& average = average_[i].second;
      if (decay_ == 0 || !average.is_floating_point()) {
        average.copy_(state[i].tensor);
      } else {
        average.mul_(decay).add_(state[i].tensor, 1 - decay);
      }
    }
  }

  const NamedTensors& state() const { return average_; }

 private:
  const Model& model_;
  const double decay_;
  int64_t steps_ = 0;
  NamedTensors average_;
};

class Trainer {
 public:
  Trainer(const proto::Recipe& recipe, Model model, Model kept, Images train, Images held_out)
      : recipe_(recipe),
        model_(std::move(model)),
        kept_(std::move(kept)),
        train_(std::move(train)),
        held_out_(std::move(held_out)),
        steps_an_epoch_(train_.inputs.size(0) / recipe.batch_size()),
        optimizer_(Groups(model_, recipe), torch::optim::SGDOptions(recipe.learning_rate())),
        average_(model_, recipe.ema_decay()) {}

  // What is left over of the images when the last whole batch is full waits for the next epoch, which shuffles anew.
  absl::StatusOr<EpochLog> Epoch(int number) {
    const auto start = std::chrono::steady_clock::now();
    EpochLog log{.epoch = number};
    model_.train();
    const at::Tensor order = at::randperm(train_.inputs.size(0), at::kLong);
    for (int64_t i = 0; i < steps_an_epoch_; ++i, ++step_) {
      const at::Tensor chosen = order.slice(0, i * recipe_.batch_size(), (i + 1) * recipe_.batch_size());
      log.learning_rate = LearningRate(recipe_, step_, steps_an_epoch_);
      for (torch::optim::OptimizerParamGroup& group : optimizer_.param_groups())
        static_cast<torch::optim::SGDOptions&>(group.options()).lr(log.learning_rate);
      log.loss += Step(at::index_select(train_.inputs, 0, chosen), at::index_select(train_.labels, 0, chosen)) /
                  static_cast<double>(steps_an_epoch_);
    }
    if (!std::isfinite(log.loss)) {
      return absl::InvalidArgumentError(absl::StrCat("the loss of epoch ", number, " is ", log.loss,
                                                     ": lower the recipe's learning_rate, ", recipe_.learning_rate()));
    }
    ASSAY_RETURN_IF_ERROR(Measure(log));
    log.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return log;
  }

  const Model& kept() const { return kept_; }

 private:
  double Step(const at::Tensor& inputs, const at::Tensor& labels) {
    const at::Tensor moved = recipe_.has_augmentation() ? Augment(inputs, recipe_.augmentation()) : inputs;
    optimizer_.zero_grad();
    const at::Tensor loss = Loss(model_.forward(moved), labels, recipe_.label_smoothing());
    loss.backward();
    optimizer_.step();
    average_.Update();
    return loss.item<double>();
  }

  // What would be kept if this epoch were the last.
  absl::Status Measure(EpochLog& log) {
    NamedTensors state;
    for (const auto& [name, tensor] : average_.state()) state.emplace_back(name, tensor.clone());
    ASSAY_RETURN_IF_ERROR(kept_.load_state_dict(state));
    at::NoGradGuard no_grad;
    kept_.eval();
    const at::Tensor logits = kept_.forward(held_out_.inputs);
    log.held_out_loss = Loss(logits, held_out_.labels, 0).item<double>();
    log.accuracy = 100 * logits.argmax(1).eq(held_out_.labels).to(at::kDouble).mean().item<double>();
    return absl::OkStatus();
  }

  const proto::Recipe& recipe_;
  Model model_;
  Model kept_;
  Images train_, held_out_;
  int64_t steps_an_epoch_;
  int64_t step_ = 0;
  torch::optim::SGD optimizer_;
  Average average_;
};

}  // namespace

ImageClassificationOptions TransformsOf(const proto::Recipe& recipe) {
  const float mean = static_cast<float>(recipe.mean()), std = static_cast<float>(recipe.std());
  return {.crop_size = recipe.image_size(),
          .resize_size = recipe.image_size(),
          .mean = {mean, mean, mean},
          .std = {std, std, std}};
}

absl::StatusOr<Training> Train(const proto::Recipe& recipe, int64_t classes, const Dataset& train,
                               const Dataset& held_out, const std::function<void(const EpochLog&)>& progress) {
  ASSAY_RETURN_IF_ERROR(CheckRecipe(recipe));
  if (train.size() < recipe.batch_size() || held_out.size() < 1) {
    return absl::InvalidArgumentError(absl::StrCat("there are ", train.size(), " images to train on and ",
                                                   held_out.size(), " held out; a batch takes ", recipe.batch_size()));
  }
  const ImageClassification preprocess(TransformsOf(recipe));
  ASSAY_ASSIGN_OR_RETURN(Images inputs, LoadAll(train, preprocess, classes));
  ASSAY_ASSIGN_OR_RETURN(Images outputs, LoadAll(held_out, preprocess, classes));
  // The sums of one thread do not hang on how many cores there are, and models this small gain nothing from a second.
  const SingleThreadScope one_thread;
  torch::manual_seed(static_cast<uint64_t>(recipe.seed()));
  const GetOptions without_weights{.num_classes = classes};
  ASSAY_ASSIGN_OR_RETURN(Built built, get(recipe.builder(), without_weights));
  ASSAY_ASSIGN_OR_RETURN(Built kept, get(recipe.builder(), without_weights));
  absl::StatusOr<absl::StatusOr<Training>> result = ExceptionsToStatus([&]() -> absl::StatusOr<Training> {
    Trainer trainer(recipe, built.model, kept.model, std::move(inputs), std::move(outputs));
    Training training{.model = trainer.kept()};
    for (int epoch = 1; epoch <= recipe.epochs(); ++epoch) {
      ASSAY_ASSIGN_OR_RETURN(training.epochs.emplace_back(), trainer.Epoch(epoch));
      if (progress) progress(training.epochs.back());
    }
    return training;
  });
  if (!result.ok()) return result.status();
  return *std::move(result);
}

}  // namespace assay
