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
  Model model;              // in eval mode; takes and gives tensors of the CPU
  std::string device = {};  // what it computes on, as DeviceName of models/device.h says it
  ImageClassification preprocess;
  absl::Span<const std::string> categories;  // they live as long as the entry
};

// What the catalogue knows, before any file is read.
// Errors: get_weight's; InvalidArgument for weights of another task, naming it and the command that takes them.
absl::StatusOr<WeightEntry> FindClassifierWeights(const std::string& name);

// Its model computes on `device`, as FindDevice of models/device.h takes it.
// Errors: those of FindDevice, before the weights are read; of get(), of reading the categories' names and of RunOn.
absl::StatusOr<Classifier> LoadClassifier(const WeightEntry& entry, const std::string& device = "cpu");

}  // namespace assay

#endif  // ASSAY_TOOLS_ASSAY_CLASSIFIER_H_
