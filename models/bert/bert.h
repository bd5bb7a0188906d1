// BERT: a bidirectional transformer encoder of text.
//
//   absl::StatusOr<Bert> model = minilm_l6_v2({.weights = MiniLML6V2Weights::kSentencesV1});
//   model->eval();
//   BertOutput output = model->forward(input_ids, attention_mask);   // output.last_hidden_state: [N, T, 384]
//
//   Bert base;                                                       // bert-base, untrained
//   Bert tiny({.hidden_size = 128, .num_hidden_layers = 2, .num_attention_heads = 2, .intermediate_size = 512});
//
// As a Model its inputs are "input_ids", "attention_mask" and "token_type_ids", of which the last two may be left out;
// its outputs are "last_hidden_state" and "pooler_output".
#ifndef ASSAY_MODELS_BERT_BERT_H_
#define ASSAY_MODELS_BERT_BERT_H_

#include <ATen/core/Tensor.h>

#include "absl/status/statusor.h"
#include "models/bert/bert_options.h"
#include "models/builder.h"
#include "models/model.h"
#include "weights/bert/minilm_l6_v2.h"

namespace assay {

struct BertOutput {
  at::Tensor last_hidden_state;  // Shapes: [N, T, hidden_size].
  at::Tensor pooler_output;      // Shapes: [N, hidden_size]; undefined without a pooling layer.
};

class Bert : public Model {
 public:
  // Errors: throws c10::Error where hidden_size is no multiple of num_attention_heads, or a size is not positive.
  // Source: Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding";
  // transformers' BertModel, with its keys, its initial values and its exact (erf) GELU.
  explicit Bert(const BertOptions& options = {});

  using Model::forward;

  // The encoder's answer. `attention_mask` keeps the tokens where it is not zero (undefined: all), `token_type_ids`
  // tells the first segment from the second (undefined: all are of the first). Shapes: input_ids [N, T] of int64 or
  // int32; the others the same shape. Errors: throws c10::Error, saying which value or shape is wrong, on an id outside
  // the vocabulary, on more tokens than max_position_embeddings or none, and on a mask or types of another shape.
  BertOutput forward(const at::Tensor& input_ids, const at::Tensor& attention_mask,
                     const at::Tensor& token_type_ids = {}) const;
};

// Six layers of width 384: the encoder of all-MiniLM-L6-v2, which was distilled for sentence embeddings. The embedding
// of a sentence is the mean of its last hidden states, scaled to length 1: the entry's post-processing does it.
// Shapes: input_ids [N, T] with T at most 512 -> last_hidden_state [N, T, 384], pooler_output [N, 384].
// Errors: those of Build (models/builder.h).
// Source: Wang et al. 2020, "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained
// Transformers"; the configuration of sentence-transformers/all-MiniLM-L6-v2.
absl::StatusOr<Bert> minilm_l6_v2(const BuilderOptions<MiniLML6V2Weights>& options = {});

}  // namespace assay

#endif  // ASSAY_MODELS_BERT_BERT_H_
