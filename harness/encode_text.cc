#include "harness/encode_text.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <utility>

#include "models/exceptions.h"
#include "tools/base/status_macros.h"

namespace assay {
namespace {

// Shapes: [rows, columns, width], float32.
absl::StatusOr<at::Tensor> LastHiddenState(const Model& model, const TokenBatch& batch) {
  return ExceptionsToStatus([&] {
    c10::InferenceMode inference;
    const auto tensor = [&](const std::vector<int64_t>& values) {
      // Borrowed: nothing writes to an input.
      return at::from_blob(const_cast<int64_t*>(values.data()), {batch.rows, batch.columns}, at::kLong);
    };
    const NamedTensors outputs = model.forward(NamedTensors{{"input_ids", tensor(batch.input_ids)},
                                                            {"attention_mask", tensor(batch.attention_mask)},
                                                            {"token_type_ids", tensor(batch.token_type_ids)}});
    return outputs.front().second.to(at::kFloat).contiguous();
  });
}

absl::StatusOr<Embeddings> Pool(const at::Tensor& hidden, const TokenBatch& batch,
                                const SentenceEmbedding& transforms) {
  const absl::Span<const float> values(hidden.const_data_ptr<float>(), hidden.numel());
  return transforms.postprocessing(
      {.values = values, .rows = hidden.size(0), .columns = hidden.size(1), .width = hidden.size(2)},
      batch.attention_mask);
}

}  // namespace

absl::StatusOr<EncodedText> EncodeText(const Model& model, const SentenceEmbedding& transforms,
                                       const std::string& text) {
  ASSAY_ASSIGN_OR_RETURN(TokenBatch batch, transforms.preprocessing(absl::MakeConstSpan(&text, 1)));
  ASSAY_ASSIGN_OR_RETURN(at::Tensor hidden, LastHiddenState(model, batch));
  ASSAY_ASSIGN_OR_RETURN(Embeddings embeddings, Pool(hidden, batch, transforms));
  return EncodedText{
      .input_ids = std::move(batch.input_ids), .hidden = std::move(hidden), .embedding = std::move(embeddings.values)};
}

absl::StatusOr<Embeddings> EncodeBatch(const Model& model, const SentenceEmbedding& transforms,
                                       absl::Span<const std::string> texts) {
  ASSAY_ASSIGN_OR_RETURN(const TokenBatch batch, transforms.preprocessing(texts));
  ASSAY_ASSIGN_OR_RETURN(const at::Tensor hidden, LastHiddenState(model, batch));
  return Pool(hidden, batch, transforms);
}

}  // namespace assay
