// Texts through an encoder, from the string to the embedding.
//
//   ASSAY_ASSIGN_OR_RETURN(const SentenceEmbedding transforms, SentenceTransforms(entry));
//   ASSAY_ASSIGN_OR_RETURN(const EncodedText encoded, EncodeText(model, transforms, "Hello World!"));
//   encoded.embedding;  // 384 floats
#ifndef ASSAY_HARNESS_ENCODE_TEXT_H_
#define ASSAY_HARNESS_ENCODE_TEXT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "models/model.h"
#include "transforms/text/sentence_embedding.h"

namespace assay {

struct EncodedText {
  std::vector<int64_t> input_ids;
  at::Tensor hidden;             // Shapes: [1, tokens, width], the last hidden state.
  std::vector<float> embedding;  // Shapes: [width].
};

// One text alone, so that its answer does not depend on others. The model is in eval mode.
// Errors: as TextEncoding's operator(); what the model throws, as a Status.
absl::StatusOr<EncodedText> EncodeText(const Model& model, const SentenceEmbedding& transforms,
                                       const std::string& text);

// Several texts as one batch, padded to the longest: faster, and the same to float32 rounding. Errors: as EncodeText.
absl::StatusOr<Embeddings> EncodeBatch(const Model& model, const SentenceEmbedding& transforms,
                                       absl::Span<const std::string> texts);

}  // namespace assay

#endif  // ASSAY_HARNESS_ENCODE_TEXT_H_
