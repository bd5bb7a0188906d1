// The sizes of a BERT encoder, under the names that they have in a checkpoint's config.json.
#ifndef ASSAY_MODELS_BERT_BERT_OPTIONS_H_
#define ASSAY_MODELS_BERT_BERT_OPTIONS_H_

#include <cstdint>

namespace assay {

// The defaults are bert-base-uncased's.
struct BertOptions {
  int64_t vocab_size = 30522;
  int64_t hidden_size = 768;
  int64_t num_hidden_layers = 12;
  int64_t num_attention_heads = 12;
  int64_t intermediate_size = 3072;
  // The longest sequence.
  int64_t max_position_embeddings = 512;
  int64_t type_vocab_size = 2;
  double layer_norm_eps = 1e-12;
  // In training mode: after the embeddings, after each attention's and each feed-forward block's projection.
  double hidden_dropout_prob = 0.1;
  double attention_probs_dropout_prob = 0.1;
  // The standard deviation of initial weights.
  double initializer_range = 0.02;
  // Its row of the word embeddings starts as zeros and is not trained.
  int64_t pad_token_id = 0;
  // Without it there is no pooler_output, and the state dict has no `pooler`.
  bool add_pooling_layer = true;
};

}  // namespace assay

#endif  // ASSAY_MODELS_BERT_BERT_OPTIONS_H_
