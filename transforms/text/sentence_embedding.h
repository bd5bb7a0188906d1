// Both ends of a sentence encoder in one class: TextEncoding before the model, MeanPooling after it.
//
//   ASSAY_ASSIGN_OR_RETURN(auto transforms, SentenceEmbedding::Create({.encoding = {.vocabulary_path = "vocab.txt"}}));
//   ASSAY_ASSIGN_OR_RETURN(TokenBatch batch, transforms.preprocessing({"Hello World!"}));
//   ...  // the model's answer to the batch: hidden
//   ASSAY_ASSIGN_OR_RETURN(Embeddings embeddings, transforms.postprocessing(hidden, batch.attention_mask));
//
// An entry may as well name the two apart, as two fields: each is a class of its own.
#ifndef ASSAY_TRANSFORMS_TEXT_SENTENCE_EMBEDDING_H_
#define ASSAY_TRANSFORMS_TEXT_SENTENCE_EMBEDDING_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tools/base/status_macros.h"
#include "transforms/text/mean_pooling.h"
#include "transforms/text/text_encoding.h"

namespace assay {

struct SentenceEmbeddingOptions {
  TextEncodingOptions encoding = {};
  MeanPoolingOptions pooling = {};
};

class SentenceEmbedding {
 public:
  // Errors: as TextEncoding::Create.
  static absl::StatusOr<SentenceEmbedding> Create(SentenceEmbeddingOptions options) {
    ASSAY_ASSIGN_OR_RETURN(TextEncoding encoding, TextEncoding::Create(std::move(options.encoding)));
    return SentenceEmbedding(std::move(encoding), MeanPooling(options.pooling));
  }

  SentenceEmbedding(TextEncoding encoding, MeanPooling pooling) : encoding_(std::move(encoding)), pooling_(pooling) {}

  // As TextEncoding's operator().
  absl::StatusOr<TokenBatch> preprocessing(absl::Span<const std::string> texts) const { return encoding_(texts); }

  // As MeanPooling's operator().
  absl::StatusOr<Embeddings> postprocessing(const HiddenStates& hidden,
                                            absl::Span<const int64_t> attention_mask) const {
    return pooling_(hidden, attention_mask);
  }

  const TextEncoding& encoding() const { return encoding_; }
  const MeanPooling& pooling() const { return pooling_; }

 private:
  TextEncoding encoding_;
  MeanPooling pooling_;
};

}  // namespace assay

#endif  // ASSAY_TRANSFORMS_TEXT_SENTENCE_EMBEDDING_H_
