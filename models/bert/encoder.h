// The modules of BERT, under the names that transformers' BertModel gives them. Internal to the family.
#ifndef ASSAY_MODELS_BERT_ENCODER_H_
#define ASSAY_MODELS_BERT_ENCODER_H_

#include <torch/nn/module.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <memory>
#include <ostream>
#include <vector>

#include "models/bert/bert_options.h"

namespace assay::bert {

// The sum of word, segment and position embeddings, normalised.
class Embeddings : public torch::nn::Module {
 public:
  explicit Embeddings(const BertOptions& options);
  // Shapes: [N, T] -> [N, T, hidden_size]. `token_type_ids` undefined: all zero.
  at::Tensor forward(const at::Tensor& input_ids, const at::Tensor& token_type_ids);
  void pretty_print(std::ostream& stream) const override;

 private:
  double dropout_;
  std::shared_ptr<torch::nn::EmbeddingImpl> word_, position_, token_type_;
  std::shared_ptr<torch::nn::LayerNormImpl> norm_;
};

// Scaled dot-product attention in num_attention_heads heads.
class SelfAttention : public torch::nn::Module {
 public:
  explicit SelfAttention(const BertOptions& options);
  // Shapes: [N, T, hidden_size] -> the same. `mask` is added to the scores: [N, 1, 1, T], or undefined.
  at::Tensor forward(const at::Tensor& hidden, const at::Tensor& mask);
  void pretty_print(std::ostream& stream) const override;

 private:
  at::Tensor Heads(const at::Tensor& projected) const;

  int64_t heads_;
  double dropout_;
  std::shared_ptr<torch::nn::LinearImpl> query_, key_, value_;
};

// A projection back to hidden_size that joins the residual stream: LayerNorm(dropout(dense(x)) + residual).
class ResidualOutput : public torch::nn::Module {
 public:
  ResidualOutput(int64_t in_features, const BertOptions& options);
  at::Tensor forward(const at::Tensor& input, const at::Tensor& residual);
  void pretty_print(std::ostream& stream) const override;

 private:
  double dropout_;
  std::shared_ptr<torch::nn::LinearImpl> dense_;
  std::shared_ptr<torch::nn::LayerNormImpl> norm_;
};

// One transformer block: attention, then a feed-forward network, each with its residual.
class EncoderLayer : public torch::nn::Module {
 public:
  explicit EncoderLayer(const BertOptions& options);
  // Shapes: as SelfAttention.
  at::Tensor forward(const at::Tensor& hidden, const at::Tensor& mask);

 private:
  // Containers, which the reference's modules of these names are.
  std::shared_ptr<torch::nn::Module> attention_, intermediate_;
  std::shared_ptr<SelfAttention> self_;
  std::shared_ptr<ResidualOutput> attention_output_;
  std::shared_ptr<torch::nn::LinearImpl> dense_;
  std::shared_ptr<ResidualOutput> output_;
};

// The whole network: embeddings, encoder.layer.0 ..., pooler.
class Network : public torch::nn::Module {
 public:
  explicit Network(const BertOptions& options);

  // Shapes: input_ids [N, T] -> [N, T, hidden_size]. The arguments are as BERT's forward takes them, already checked.
  at::Tensor Encode(const at::Tensor& input_ids, const at::Tensor& attention_mask, const at::Tensor& token_type_ids);
  // Shapes: [N, T, hidden_size] -> [N, hidden_size]; undefined without a pooling layer.
  at::Tensor Pool(const at::Tensor& hidden);

  const BertOptions& options() const { return options_; }

 private:
  void Initialise();

  BertOptions options_;
  std::shared_ptr<Embeddings> embeddings_;
  std::vector<std::shared_ptr<EncoderLayer>> layers_;
  std::shared_ptr<torch::nn::Module> encoder_, pooler_;
  std::shared_ptr<torch::nn::LinearImpl> pooler_dense_;
};

}  // namespace assay::bert

#endif  // ASSAY_MODELS_BERT_ENCODER_H_
