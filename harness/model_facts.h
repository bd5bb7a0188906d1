// What of an entry's meta-data can be measured on its model, without its weight file.
//
//   ASSAY_ASSIGN_OR_RETURN(const ModelFacts facts, MeasureFacts(model, SizeMeta{224, 224}));
//   facts.image->ops.value();  // 4.089 for ResNet-50
#ifndef ASSAY_HARNESS_MODEL_FACTS_H_
#define ASSAY_HARNESS_MODEL_FACTS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "weights/weight_entry.h"

namespace assay {

class Model;

// Of a model that takes one image and gives numbers for it.
struct ImageFacts {
  SizeMeta size;            // The image that it was given.
  int64_t num_outputs = 0;  // In the last dimension: a classifier's classes.
  // Units: 10^9 multiply-adds of that image, to three decimals. Errors: as CountMultiplyAdds.
  absl::StatusOr<double> ops = 0.0;
  // Errors: as FindMinSize.
  absl::StatusOr<SizeMeta> min_size = SizeMeta();
};

// Of a model with an input "input_ids", which takes a text's tokens.
struct TextFacts {
  int64_t embedding_size = 0;   // Numbers in the last dimension of what it answers.
  int64_t vocabulary_size = 0;  // One more than the largest token that it takes.
};

struct ModelFacts {
  int64_t num_params = 0;
  std::optional<ImageFacts> image;
  std::optional<TextFacts> text;
};

// The facts of `model`, which is in evaluation mode and in float32 afterwards. `image` is the size that its transforms
// give, none for a model of something else; of what takes neither images nor texts only the parameters are counted.
// Errors: what the model throws on an image of that size, or on a text of two tokens, as a Status.
absl::StatusOr<ModelFacts> MeasureFacts(Model& model, std::optional<SizeMeta> image);

// What images the preset gives; none for a preset of something else.
std::optional<SizeMeta> ImageSizeOf(const TransformsPreset& preset);

}  // namespace assay

#endif  // ASSAY_HARNESS_MODEL_FACTS_H_
