#include "models/bert/encoder.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <limits>
#include <string>

#include "models/layers/observe.h"
#include "models/ops/linear.h"

namespace assay::bert {
namespace {

using torch::nn::EmbeddingImpl;
using torch::nn::LayerNormImpl;
using torch::nn::LinearImpl;

std::shared_ptr<LinearImpl> MakeLinear(int64_t in_features, int64_t out_features) {
  return std::make_shared<LinearImpl>(torch::nn::LinearOptions(in_features, out_features));
}

std::shared_ptr<LayerNormImpl> MakeNorm(const BertOptions& options) {
  return std::make_shared<LayerNormImpl>(
      torch::nn::LayerNormOptions({options.hidden_size}).eps(options.layer_norm_eps));
}

at::Tensor Apply(LinearImpl& layer, const at::Tensor& input) {
  return Observed(layer, InferenceLinear(input, layer.weight, layer.bias));
}

at::Tensor Apply(LayerNormImpl& layer, const at::Tensor& input) { return Observed(layer, layer.forward(input)); }

// A module that only names the modules below it, as the reference's containers do.
std::shared_ptr<torch::nn::Module> MakeContainer() { return std::make_shared<torch::nn::Module>(); }

// What is added to the scores: nothing where a token is kept, minus infinity else. Undefined where every token is kept,
// which spares each layer the addition.
at::Tensor AdditiveMask(const at::Tensor& attention_mask, at::ScalarType type) {
  if (!attention_mask.defined()) return {};
  const at::Tensor keep = attention_mask.ne(0);
  if (keep.all().item<bool>()) return {};
  return at::zeros(keep.sizes(), keep.options().dtype(type))
      .masked_fill_(keep.logical_not(), -std::numeric_limits<double>::infinity())
      .unsqueeze(1)
      .unsqueeze(1);
}

}  // namespace

Embeddings::Embeddings(const BertOptions& options) : dropout_(options.hidden_dropout_prob) {
  const auto embedding = [&](const char* name, torch::nn::EmbeddingOptions embedding_options) {
    return register_module(name, std::make_shared<EmbeddingImpl>(embedding_options));
  };
  word_ =
      embedding("word_embeddings",
                torch::nn::EmbeddingOptions(options.vocab_size, options.hidden_size).padding_idx(options.pad_token_id));
  position_ = embedding("position_embeddings",
                        torch::nn::EmbeddingOptions(options.max_position_embeddings, options.hidden_size));
  token_type_ =
      embedding("token_type_embeddings", torch::nn::EmbeddingOptions(options.type_vocab_size, options.hidden_size));
  norm_ = register_module("LayerNorm", MakeNorm(options));
}

at::Tensor Embeddings::forward(const at::Tensor& input_ids, const at::Tensor& token_type_ids) {
  at::Tensor sum = Observed(*word_, word_->forward(input_ids));
  // Summed in the reference's order: float32 sums depend on it.
  sum = sum + (token_type_ids.defined() ? token_type_->forward(token_type_ids) : token_type_->weight[0]);
  sum = sum + position_->weight.slice(0, 0, input_ids.size(1));
  return Observed(*this, at::dropout(Apply(*norm_, sum), dropout_, is_training()));
}

void Embeddings::pretty_print(std::ostream& stream) const { stream << "assay::Embeddings(p=" << dropout_ << ")"; }

SelfAttention::SelfAttention(const BertOptions& options)
    : heads_(options.num_attention_heads), dropout_(options.attention_probs_dropout_prob) {
  query_ = register_module("query", MakeLinear(options.hidden_size, options.hidden_size));
  key_ = register_module("key", MakeLinear(options.hidden_size, options.hidden_size));
  value_ = register_module("value", MakeLinear(options.hidden_size, options.hidden_size));
}

at::Tensor SelfAttention::Heads(const at::Tensor& projected) const {
  return projected.view({projected.size(0), projected.size(1), heads_, -1}).transpose(1, 2);
}

at::Tensor SelfAttention::forward(const at::Tensor& hidden, const at::Tensor& mask) {
  const at::Tensor query = Heads(Apply(*query_, hidden));
  const at::Tensor key = Heads(Apply(*key_, hidden));
  const at::Tensor value = Heads(Apply(*value_, hidden));
  const at::Tensor attended = at::scaled_dot_product_attention(
      query, key, value, mask.defined() ? std::optional<at::Tensor>(mask) : std::nullopt,
      /*dropout_p=*/is_training() ? dropout_ : 0.0);
  return Observed(*this, attended.transpose(1, 2).reshape(hidden.sizes()));
}

void SelfAttention::pretty_print(std::ostream& stream) const {
  stream << "assay::SelfAttention(heads=" << heads_ << ", p=" << dropout_ << ")";
}

ResidualOutput::ResidualOutput(int64_t in_features, const BertOptions& options)
    : dropout_(options.hidden_dropout_prob) {
  dense_ = register_module("dense", MakeLinear(in_features, options.hidden_size));
  norm_ = register_module("LayerNorm", MakeNorm(options));
}

at::Tensor ResidualOutput::forward(const at::Tensor& input, const at::Tensor& residual) {
  return Observed(*this, Apply(*norm_, at::dropout(Apply(*dense_, input), dropout_, is_training()) + residual));
}

void ResidualOutput::pretty_print(std::ostream& stream) const {
  stream << "assay::ResidualOutput(p=" << dropout_ << ")";
}

EncoderLayer::EncoderLayer(const BertOptions& options) {
  attention_ = register_module("attention", MakeContainer());
  self_ = attention_->register_module("self", std::make_shared<SelfAttention>(options));
  attention_output_ =
      attention_->register_module("output", std::make_shared<ResidualOutput>(options.hidden_size, options));
  intermediate_ = register_module("intermediate", MakeContainer());
  dense_ = intermediate_->register_module("dense", MakeLinear(options.hidden_size, options.intermediate_size));
  output_ = register_module("output", std::make_shared<ResidualOutput>(options.intermediate_size, options));
}

at::Tensor EncoderLayer::forward(const at::Tensor& hidden, const at::Tensor& mask) {
  const at::Tensor attended = Observed(*attention_, attention_output_->forward(self_->forward(hidden, mask), hidden));
  const at::Tensor inner = Observed(*intermediate_, InferenceLinearGelu(attended, dense_->weight, dense_->bias));
  return Observed(*this, output_->forward(inner, attended));
}

Network::Network(const BertOptions& options) : options_(options) {
  TORCH_CHECK(options.num_attention_heads > 0 && options.hidden_size > 0 &&
                  options.hidden_size % options.num_attention_heads == 0,
              "hidden_size must be a positive multiple of num_attention_heads, got ", options.hidden_size, " and ",
              options.num_attention_heads);
  embeddings_ = register_module("embeddings", std::make_shared<Embeddings>(options));
  encoder_ = register_module("encoder", MakeContainer());
  auto list = encoder_->register_module("layer", MakeContainer());
  for (int64_t i = 0; i < options.num_hidden_layers; ++i) {
    layers_.push_back(list->register_module(std::to_string(i), std::make_shared<EncoderLayer>(options)));
  }
  if (options.add_pooling_layer) {
    pooler_ = register_module("pooler", MakeContainer());
    pooler_dense_ = pooler_->register_module("dense", MakeLinear(options.hidden_size, options.hidden_size));
  }
  Initialise();
}

at::Tensor Network::Encode(const at::Tensor& input_ids, const at::Tensor& attention_mask,
                           const at::Tensor& token_type_ids) {
  at::Tensor hidden = embeddings_->forward(input_ids, token_type_ids);
  const at::Tensor mask = AdditiveMask(attention_mask, hidden.scalar_type());
  for (const auto& layer : layers_) hidden = layer->forward(hidden, mask);
  return Observed(*encoder_, hidden);
}

at::Tensor Network::Pool(const at::Tensor& hidden) {
  if (!pooler_) return {};
  return Observed(*pooler_, at::tanh(Apply(*pooler_dense_, hidden.select(1, 0))));
}

// In the order of construction, which is the reference's: a seed gives the same numbers.
void Network::Initialise() {
  torch::NoGradGuard no_grad;
  for (const auto& module : modules(/*include_self=*/false)) {
    if (auto* linear = module->as<LinearImpl>()) {
      torch::nn::init::normal_(linear->weight, 0, options_.initializer_range);
      torch::nn::init::zeros_(linear->bias);
    } else if (auto* embedding = module->as<EmbeddingImpl>()) {
      torch::nn::init::normal_(embedding->weight, 0, options_.initializer_range);
      if (const auto padding = embedding->options.padding_idx()) embedding->weight[*padding].zero_();
    }
  }
}

}  // namespace assay::bert
