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
  json["input"] = Array(probe.input_shape());
  json["output_shape"] = Array(probe.output_shape());
  json["output"] = Summary(probe.output());
  json["argmax"] = Array(probe.argmax());
  if (probe.has_rect()) json["rect"] = {{"input", Array(probe.rect_input_shape())}, {"output", Summary(probe.rect())}};
  json["gradient_l2"] = Values(probe.gradient_l2());
  json["init_seed0_sums"] = Values(probe.init_seed0_sum());
  return json.dump();
}

}  // namespace assay
