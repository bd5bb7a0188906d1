// The transforms of a text encoder's weights: both ways, as one class or as the entry's two fields.
//
//   ASSAY_ASSIGN_OR_RETURN(TextEncoding encode, transforms(MiniLML6V2Weights::kDefault, {.max_length = 256}));
//   ASSAY_ASSIGN_OR_RETURN(MeanPooling pool, postprocessing(MiniLML6V2Weights::kDefault));
//
//   ASSAY_ASSIGN_OR_RETURN(SentenceEmbedding both, sentence_transforms(MiniLML6V2Weights::kDefault));
//   both.preprocessing({"Hello World!"});   both.postprocessing(hidden, mask);
//
//   // an entry that someone made: what it leaves out is its builder's, the vocabulary that of the default weights
//   WeightEntry tuned{.url = "checkpoints/tuned.safetensors"};
//   ASSAY_ASSIGN_OR_RETURN(TextEncoding mine, transforms<MiniLML6V2Weights>(tuned));
//   ASSAY_ASSIGN_OR_RETURN(SentenceEmbedding named, sentence_transforms("minilm_l6_v2", tuned));
//
// They return a Status, unlike images' (models/transforms.h): the vocabulary is a file.
#ifndef ASSAY_MODELS_TEXT_TRANSFORMS_H_
#define ASSAY_MODELS_TEXT_TRANSFORMS_H_

#include <concepts>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/transforms.h"
#include "tools/base/status_macros.h"
#include "transforms/text/sentence_embedding.h"
#include "weights/sentence_transforms.h"
#include "weights/typed_entry.h"

namespace assay {

// Enums whose entries encode text.
template <class E>
concept TextWeights = WeightsEnumeration<E> && std::same_as<PresetOf<E>, TextEncoding>;

// The transforms with these options, and with the entry's vocabulary or that of the builder's default weights, unless
// the options have one. Errors: as VocabularyPath and TextEncoding::Create.
absl::StatusOr<TextEncoding> TextEncodingOf(absl::string_view builder, const WeightEntry& entry,
                                            TextEncodingOptions options);

// Errors: as postprocessing(builder, entry); InvalidArgument where that is no mean pooling.
absl::StatusOr<MeanPooling> MeanPoolingOf(absl::string_view builder, const WeightEntry& entry);

// The pre-processing of an entry for the builder whose enum is E.
// Errors: as TransformsOptions (models/transforms.h) and TextEncodingOf.
template <TextWeights E>
absl::StatusOr<TextEncoding> transforms(const WeightEntry& entry, const TextEncodingOverrides& overrides = {}) {
  ASSAY_ASSIGN_OR_RETURN(TextEncodingOptions options, TransformsOptions<E>(entry, overrides));
  return TextEncodingOf(WeightsTraits<E>::kBuilder, entry, std::move(options));
}

// The pre-processing of `weights`, whose catalogue must be linked. Errors: as above.
template <TextWeights E>
absl::StatusOr<TextEncoding> transforms(E weights, const TextEncodingOverrides& overrides = {}) {
  return transforms<E>(Entry(weights), overrides);
}

// The post-processing of an entry, or of `weights`. Errors: as MeanPoolingOf.
template <TextWeights E>
absl::StatusOr<MeanPooling> postprocessing(const WeightEntry& entry) {
  return MeanPoolingOf(WeightsTraits<E>::kBuilder, entry);
}
template <TextWeights E>
absl::StatusOr<MeanPooling> postprocessing(E weights) {
  return postprocessing<E>(Entry(weights));
}

// Both in one class: by the builder's name, by its enum, and of `weights`.
// Errors: as TextEncodingOf and MeanPoolingOf; InvalidArgument for the weights of images.
absl::StatusOr<SentenceEmbedding> sentence_transforms(absl::string_view builder, const WeightEntry& entry);
template <TextWeights E>
absl::StatusOr<SentenceEmbedding> sentence_transforms(const WeightEntry& entry) {
  return sentence_transforms(WeightsTraits<E>::kBuilder, entry);
}
template <TextWeights E>
absl::StatusOr<SentenceEmbedding> sentence_transforms(E weights) {
  return sentence_transforms<E>(Entry(weights));
}

}  // namespace assay

#endif  // ASSAY_MODELS_TEXT_TRANSFORMS_H_
