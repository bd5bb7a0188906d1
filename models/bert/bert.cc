#include "models/bert/bert.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/arange.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/bert/encoder.h"

namespace assay {
namespace {

// Without its frame of C++ a message of at::embedding would say no more than "index out of range in self".
void CheckIds(const char* name, const at::Tensor& ids, int64_t count, const char* what) {
  if (ids.numel() == 0) return;
  const auto [lowest, highest] = at::aminmax(ids);
  const int64_t low = lowest.item<int64_t>(), high = highest.item<int64_t>();
  TORCH_CHECK_INDEX(low >= 0 && high < count, name, " holds ", low < 0 ? low : high, ", but ", what, " ", count,
                    ": ids are 0 to ", count - 1);
}

void CheckIsInteger(const char* name, const at::Tensor& ids) {
  TORCH_CHECK_TYPE(ids.scalar_type() == at::kLong || ids.scalar_type() == at::kInt, name,
                   ": expected int64 or int32, got ", c10::toString(ids.scalar_type()));
}

void CheckSameShape(const char* name, const at::Tensor& tensor, const at::Tensor& input_ids) {
  TORCH_CHECK_VALUE(tensor.sizes() == input_ids.sizes(), name, ": expected the shape of input_ids, ", input_ids.sizes(),
                    ", got ", tensor.sizes());
}

void CheckInputs(const at::Tensor& input_ids, const at::Tensor& attention_mask, const at::Tensor& token_type_ids,
                 const BertOptions& options) {
  TORCH_CHECK_VALUE(input_ids.defined(), "input_ids are missing");
  TORCH_CHECK_VALUE(input_ids.dim() == 2, "input_ids: expected [N, T], got ", input_ids.sizes());
  CheckIsInteger("input_ids", input_ids);
  const int64_t tokens = input_ids.size(1);
  TORCH_CHECK_VALUE(tokens > 0, "input_ids: a sequence has at least one token, got shape ", input_ids.sizes());
  TORCH_CHECK_VALUE(tokens <= options.max_position_embeddings, "input_ids: ", tokens,
                    " tokens are too many for a model of ", options.max_position_embeddings,
                    " positions: truncate the text");
  CheckIds("input_ids", input_ids, options.vocab_size, "the vocabulary's size is");
  if (attention_mask.defined()) CheckSameShape("attention_mask", attention_mask, input_ids);
  if (token_type_ids.defined()) {
    CheckSameShape("token_type_ids", token_type_ids, input_ids);
    CheckIsInteger("token_type_ids", token_type_ids);
    CheckIds("token_type_ids", token_type_ids, options.type_vocab_size, "the number of segments is");
  }
}

Model Make(const BertOptions& options) {
  auto network = std::make_shared<bert::Network>(options);
  const auto forward = [network](const std::vector<at::Tensor>& inputs) {
    CheckInputs(inputs[0], inputs[1], inputs[2], network->options());
    const at::Tensor hidden = network->Encode(inputs[0], inputs[1], inputs[2]);
    std::vector<at::Tensor> outputs = {hidden};
    if (network->options().add_pooling_layer) outputs.push_back(network->Pool(hidden));
    return outputs;
  };
  Signature signature = {
      .inputs = {"input_ids"},
      .optional_inputs = {"attention_mask", "token_type_ids"},
      .outputs = {"last_hidden_state"},
      .tokens = {
          {"input_ids", options.vocab_size}, {.name = "attention_mask"}, {"token_type_ids", options.type_vocab_size}}};
  if (options.add_pooling_layer) signature.outputs.push_back("pooler_output");
  return Model(network, forward, std::move(signature));
}

// The buffer that transformers wrote into files before its version 4.31: 0, 1, 2, ...
NamedTensors PositionIds(const BertOptions& options) {
  return {{"embeddings.position_ids", at::arange(options.max_position_embeddings).unsqueeze(0)}};
}

}  // namespace

Bert::Bert(const BertOptions& options) : Model(Make(options)) { AcceptConstants(PositionIds(options)); }

BertOutput Bert::forward(const at::Tensor& input_ids, const at::Tensor& attention_mask,
                         const at::Tensor& token_type_ids) const {
  NamedTensors inputs = {{"input_ids", input_ids}};
  if (attention_mask.defined()) inputs.emplace_back("attention_mask", attention_mask);
  if (token_type_ids.defined()) inputs.emplace_back("token_type_ids", token_type_ids);
  const NamedTensors outputs = Model::forward(inputs);
  return {.last_hidden_state = outputs[0].second,
          .pooler_output = outputs.size() > 1 ? outputs[1].second : at::Tensor()};
}

static Bert MakeMiniLML6V2(const ConstructOptions&) {
  return Bert({.hidden_size = 384, .num_hidden_layers = 6, .num_attention_heads = 12, .intermediate_size = 1536});
}

absl::StatusOr<Bert> minilm_l6_v2(const EncoderBuilderOptions<MiniLML6V2Weights>& options) {
  return Build<Bert>("minilm_l6_v2", options, MakeMiniLML6V2);
}
ASSAY_REGISTER(minilm_l6_v2, Builder{.family = "bert",
                                     .task = "text_encoding",
                                     .weights_enum = WeightsTraits<MiniLML6V2Weights>::kName,
                                     .construct = MakeMiniLML6V2,
                                     .transforms = TextEncodingOptions{},
                                     .postprocessing = MeanPoolingOptions{},
                                     .constructor_options = {DescribeOptions<BertOptions>}});

}  // namespace assay
