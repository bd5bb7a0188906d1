// Weights of image classifiers as the commands use them: found by name, loaded with all that they say about answering.
//
//   ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, FindClassifierWeights("MobileNet_V2_Weights.IMAGENET1K_V1"));
//   ASSAY_ASSIGN_OR_RETURN(const Classifier classifier, LoadClassifier(entry));
#ifndef ASSAY_TOOLS_ASSAY_CLASSIFIER_H_
#define ASSAY_TOOLS_ASSAY_CLASSIFIER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "models/model.h"
#include "transforms/image_classification.h"
#include "weights/weight_entry.h"

namespace assay {

struct Classifier {
  Model model;  // in eval mode
  ImageClassification preprocess;
  absl::Span<const std::string> categories;  // they live as long as the entry
};

// What the catalogue knows, before any file is read.
// Errors: get_weight's; InvalidArgument for weights of another task, naming it and the command that takes them.
absl::StatusOr<WeightEntry> FindClassifierWeights(const std::string& name);

// Errors: those of get() and of reading the names of the categories.
absl::StatusOr<Classifier> LoadClassifier(const WeightEntry& entry);

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_CLASSIFIER_H_
