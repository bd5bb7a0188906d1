// The transforms of a text encoder's weights, by type: both ways, as one class or as the entry's two fields.
//
//   ASSAY_ASSIGN_OR_RETURN(TextEncoding encode, transforms(MiniLML6V2Weights::kDefault, {.max_length = 256}));
//   MeanPooling pool = postprocessing(MiniLML6V2Weights::kDefault);
//
//   ASSAY_ASSIGN_OR_RETURN(SentenceEmbedding both, sentence_transforms(MiniLML6V2Weights::kDefault));
//   both.preprocessing({"Hello World!"});   both.postprocessing(hidden, mask);
//
// They return a Status, unlike images' (models/transforms.h): the vocabulary is a file.
#ifndef ASSAY_MODELS_TEXT_TRANSFORMS_H_
#define ASSAY_MODELS_TEXT_TRANSFORMS_H_

#include <concepts>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "models/transforms.h"
#include "tools/base/status_macros.h"
#include "transforms/text/sentence_embedding.h"
#include "weights/sentence_transforms.h"
#include "weights/typed_entry.h"

namespace assay {

// Enums whose entries encode text.
template <class E>
concept TextWeights = WeightsEnumeration<E> && std::same_as<PresetOf<E>, TextEncoding>;

// The pre-processing of `weights`, whose catalogue must be linked. Errors: as SentenceTransforms.
template <TextWeights E>
absl::StatusOr<TextEncoding> transforms(E weights, const TextEncodingOverrides& overrides = {}) {
  TextEncodingOptions options = Override(std::get<TextEncodingOptions>(Entry(weights).transforms), overrides);
  if (options.vocabulary_path.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.vocabulary_path, VocabularyPath(Entry(weights)));
  }
  return TextEncoding::Create(std::move(options));
}

// The post-processing of `weights`.
template <TextWeights E>
MeanPooling postprocessing(E weights) {
  return MeanPooling(std::get<MeanPoolingOptions>(Entry(weights).postprocessing));
}

// Both in one class. Errors: as SentenceTransforms.
template <TextWeights E>
absl::StatusOr<SentenceEmbedding> sentence_transforms(E weights) {
  return SentenceTransforms(Entry(weights));
}

}  // namespace assay

#endif  // ASSAY_MODELS_TEXT_TRANSFORMS_H_
