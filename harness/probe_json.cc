#include "harness/probe_json.h"

#include <nlohmann/json.hpp>

namespace assay {
namespace {

// Keeps the order in which the fields are written, which is the reference files'.
using Json = nlohmann::ordered_json;

template <class Field>
Json Array(const Field& field) {
  Json array = Json::array();
  for (const auto& value : field) array.push_back(value);
  return array;
}

Json Summary(const proto::TensorSummary& summary) {
  return {
      {"numel", summary.numel()}, {"l2", summary.l2()}, {"mean", summary.mean()}, {"first", Array(summary.first())}};
}

// The rows of a tensor of ids.
Json Rows(const proto::TokenTensor& tensor) {
  Json rows = Json::array();
  const int64_t columns = tensor.shape(1);
  for (int64_t row = 0; row < tensor.shape(0); ++row) {
    Json& values = rows.emplace_back(Json::array());
    for (int64_t i = 0; i < columns; ++i) values.push_back(tensor.value(row * columns + i));
  }
  return rows;
}

template <class Field>
Json ShapedSummary(const Field& shape, const proto::TensorSummary& summary) {
  Json json = {{"shape", Array(shape)}};
  json.update(Summary(summary));
  return json;
}

// The fields of a model of images, or of a model of tokens.
void AddImages(const proto::Probe& probe, Json& json) {
  json["input"] = Array(probe.input_shape());
  json["output_shape"] = Array(probe.output_shape());
  json["output"] = Summary(probe.output());
  json["argmax"] = Array(probe.argmax());
  if (probe.has_rect()) json["rect"] = {{"input", Array(probe.rect_input_shape())}, {"output", Summary(probe.rect())}};
}

void AddTokens(const proto::Probe& probe, Json& json) {
  for (const proto::TokenTensor& tensor : probe.token_input()) json[tensor.name()] = Rows(tensor);
  json[probe.output_name()] = ShapedSummary(probe.output_shape(), probe.output());
  for (const proto::NamedOutput& other : probe.other_output())
    json[other.name()] = ShapedSummary(other.shape(), other.summary());
  if (!probe.has_rect()) return;
  for (const proto::TokenTensor& tensor : probe.rect_token_input()) json["rect"][tensor.name()] = Rows(tensor);
  json["rect"]["output"] = Summary(probe.rect());
}

template <class Field>
Json Values(const Field& field) {
  Json object = Json::object();
  for (const proto::NamedValue& value : field) object[value.name()] = value.value();
  return object;
}

}  // namespace

std::string ProbeJson(absl::string_view builder, const proto::Probe& probe) {
  Json state = Json::array();
  for (const proto::StateTensor& tensor : probe.state()) {
    state.push_back(Json::array({tensor.key(), tensor.dtype(), Array(tensor.shape())}));
  }
  Json json;
  json["builder"] = std::string(builder);
  json["parameters"] = probe.parameters();
  json["state"] = std::move(state);
  if (probe.token_input_size() > 0) {
    AddTokens(probe, json);
  } else {
    AddImages(probe, json);
  }
  json["gradient_l2"] = Values(probe.gradient_l2());
  json["requires_grad"] = Json::object();
  for (const proto::StateTensor& tensor : probe.state()) json["requires_grad"][tensor.key()] = tensor.requires_grad();
  json["calibrated_l2"] = Values(probe.calibrated_l2());
  if (probe.has_amplified()) json["amplified"] = Summary(probe.amplified());
  if (probe.has_training()) {
    json["training"] = {{"output", Summary(probe.training().output())},
                        {"gradient_l2", probe.training().gradient_l2()},
                        {"buffer_l2", Values(probe.training().buffer_l2())}};
  }
  json["init_seed0_sums"] = Values(probe.init_seed0_sum());
  return json.dump();
}

}  // namespace assay
