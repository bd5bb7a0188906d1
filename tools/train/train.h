// Trains a classifier by a recipe.
//
//   ASSAY_ASSIGN_OR_RETURN(Training training, Train(recipe, *train, *held_out, [](const EpochLog& epoch) { ... }));
//   Use(training.model, training.epochs.back().accuracy);
#ifndef ASSAY_TOOLS_TRAIN_TRAIN_H_
#define ASSAY_TOOLS_TRAIN_TRAIN_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "harness/accuracy/dataset.h"
#include "models/model.h"
#include "tools/train/recipe.pb.h"
#include "transforms/image_classification.h"

namespace assay {

struct EpochLog {
  int epoch = 0;             // from 1
  double learning_rate = 0;  // of its last step
  double loss = 0;           // the mean over its images, as augmented
  double held_out_loss = 0;  // of the weights that would be kept now; without label smoothing
  double accuracy = 0;       // of them on what is held out. Units: percent. Nothing is chosen by it.
  double seconds = 0;
};

struct Training {
  Model model;  // in eval mode
  std::vector<EpochLog> epochs;
};

// The preprocessing that the recipe states, and that the entry must have.
ImageClassificationOptions TransformsOf(const proto::Recipe& recipe);

// Trains a new model of the recipe's builder, with `classes` outputs, on `train`; `held_out` is measured after each
// epoch. The same recipe gives the same weights on the same machine, and weights as good on another.
// Errors: those of CheckRecipe, of an unknown builder, of loading an image; InvalidArgument for labels beyond
// `classes`, for less than a batch, and where the loss is no number any more.
absl::StatusOr<Training> Train(const proto::Recipe& recipe, int64_t classes, const Dataset& train,
                               const Dataset& held_out, const std::function<void(const EpochLog&)>& progress);

}  // namespace assay

#endif  // ASSAY_TOOLS_TRAIN_TRAIN_H_
