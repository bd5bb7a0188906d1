// The features of two models on the same images: whether what was built on the old ones (an index of embeddings, a
// classifier) can go on with the new ones.
//
//   ASSAY_ASSIGN_OR_RETURN(const FeatureSimilarity alike, CompareFeatures({old_model, old_way}, {model, way}, *data));
//   alike.cosines.likeness();  // 0.1: they cannot
#ifndef ASSAY_HARNESS_ACCURACY_COMPARE_FEATURES_H_
#define ASSAY_HARNESS_ACCURACY_COMPARE_FEATURES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "harness/accuracy/compare_evaluations.h"
#include "harness/accuracy/dataset.h"
#include "models/model.h"
#include "transforms/image_classification.h"

namespace assay {

struct FeatureModel {
  const Model& model;  // in eval mode
  const ImageClassification& preprocess;
};

struct FeatureSimilarity {
  std::string layer;  // whose inputs they are: "fc", the last linear layer
  int64_t size = 0;   // values of an image's features
  int64_t images = 0;
  FeatureCosines cosines;
};

// Features are what the last linear layer takes, each model's through its own preprocessing. That they are is proved
// for each image: the layer's weights times them, with its bias, give the model's own answer.
// Errors: FailedPrecondition where a model ends in no linear layer, or does not show what it takes, or the sizes
// differ; InvalidArgument for data of fewer than two images; those of loading and preprocessing an image and of the
// models.
absl::StatusOr<FeatureSimilarity> CompareFeatures(const FeatureModel& before, const FeatureModel& after,
                                                  const Dataset& data);

}  // namespace assay

#endif  // ASSAY_HARNESS_ACCURACY_COMPARE_FEATURES_H_
