// What stands before and behind a text encoder with these weights: from strings to tokens, from hidden states to
// embeddings.
//
//   ASSAY_ASSIGN_OR_RETURN(auto transforms, SentenceTransforms(Entry(MiniLML6V2Weights::kSentencesV1)));
//   ASSAY_ASSIGN_OR_RETURN(TokenBatch batch, transforms.preprocessing({"Hello World!"}));
//   ...  // the model's answer to the batch: hidden
//   ASSAY_ASSIGN_OR_RETURN(Embeddings embeddings, transforms.postprocessing(hidden, batch.attention_mask));
#ifndef ASSAY_WEIGHTS_SENTENCE_TRANSFORMS_H_
#define ASSAY_WEIGHTS_SENTENCE_TRANSFORMS_H_

#include <string>

#include "absl/status/statusor.h"
#include "transforms/text/sentence_embedding.h"
#include "weights/weight_entry.h"

namespace assay {

// The role of a text encoder's vocabulary among WeightEntry::extra_files.
inline constexpr char kVocabularyRole[] = "vocabulary";

// The transforms of `entry`, with its own vocabulary.
// Errors: InvalidArgument where the entry's transforms are no text encoding, or it has no vocabulary or no mean
// pooling; NotFound where the vocabulary is not at hand; DataLoss where its hash is another; as TextEncoding::Create.
absl::StatusOr<SentenceEmbedding> SentenceTransforms(const WeightEntry& entry);

// The same with a vocabulary that the caller has found.
absl::StatusOr<SentenceEmbedding> SentenceTransforms(const WeightEntry& entry, const std::string& vocabulary_path);

// Where the entry's vocabulary is. Errors: as SentenceTransforms.
absl::StatusOr<std::string> VocabularyPath(const WeightEntry& entry);

}  // namespace assay

#endif  // ASSAY_WEIGHTS_SENTENCE_TRANSFORMS_H_
