// The probes of our builders against those of the reference implementations.
//
// harness/testdata/reference/<builder>.json was made by the protocol in harness/probe.h, with torchvision 0.26.0,
// transformers 5.17.0 and, for EfficientNet-Lite, the package efficientnet-lite-pytorch 0.1.0, on torch 2.11.0
// (make_reference.py there): each architecture and each of its variants once. benchmarks/compare_probes_with_python.py
// holds all of torchvision's builders against Python itself, by hand.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "gtest/gtest.h"
#include "harness/compare_probe.h"
#include "harness/probe.h"
#include "models/registry.h"

namespace assay {
namespace {

// The files hold twelve digits, and another implementation orders its operations otherwise: what remains is a
// thousandth of what an epsilon that moved by a tenth does (noise_floor_test).
constexpr ProbeTolerance kReferenceTolerance = {
    .output = 1e-9, .amplified = 1e-9, .gradient = 1e-9, .training = 1e-9, .calibrated = 1e-9, .init = 100 * 0x1p-23};

proto::TensorSummary Summary(const nlohmann::json& json) {
  proto::TensorSummary summary;
  summary.set_numel(json["numel"]);
  summary.set_l2(json["l2"]);
  summary.set_mean(json["mean"]);
  for (double value : json["first"]) summary.add_first(value);
  return summary;
}

using Json = nlohmann::ordered_json;

void AddTokens(const std::string& name, const Json& rows, proto::TokenTensor& tensor) {
  tensor.set_name(name);
  tensor.add_shape(rows.size());
  tensor.add_shape(rows[0].size());
  for (const Json& row : rows) {
    for (int64_t value : row) tensor.add_value(value);
  }
}

void AddValues(const Json& json, google::protobuf::RepeatedPtrField<proto::NamedValue>& values) {
  for (const auto& [name, number] : json.items()) {
    proto::NamedValue& value = *values.Add();
    value.set_name(name);
    value.set_value(number);
  }
}

void ReadImages(const Json& json, proto::Probe& probe) {
  for (int64_t size : json["output_shape"]) probe.add_output_shape(size);
  *probe.mutable_output() = Summary(json["output"]);
  for (int64_t index : json["argmax"]) probe.add_argmax(index);
}

void ReadText(const Json& json, proto::Probe& probe) {
  for (const char* name : {"input_ids", "attention_mask", "token_type_ids"})
    AddTokens(name, json[name], *probe.add_token_input());
  AddTokens("input_ids", json["rect"]["input_ids"], *probe.add_rect_token_input());
  probe.set_output_name("last_hidden_state");
  for (int64_t size : json["last_hidden_state"]["shape"]) probe.add_output_shape(size);
  *probe.mutable_output() = Summary(json["last_hidden_state"]);
  proto::NamedOutput& pooled = *probe.add_other_output();
  pooled.set_name("pooler_output");
  for (int64_t size : json["pooler_output"]["shape"]) pooled.add_shape(size);
  *pooled.mutable_summary() = Summary(json["pooler_output"]);
}

proto::Probe ReadReference(const std::string& builder) {
  const auto json = Json::parse(std::ifstream("harness/testdata/reference/" + builder + ".json"));
  proto::Probe probe;
  probe.set_parameters(json["parameters"]);
  for (const auto& row : json["state"]) {
    proto::StateTensor& tensor = *probe.add_state();
    tensor.set_key(row[0]);
    tensor.set_dtype(row[1]);
    for (int64_t size : row[2]) tensor.add_shape(size);
    // The gradients tell which tensors are parameters.
    tensor.set_parameter(json["gradient_l2"].contains(tensor.key()));
    tensor.set_requires_grad(json["requires_grad"].value(tensor.key(), false));
  }
  json.contains("input_ids") ? ReadText(json, probe) : ReadImages(json, probe);
  *probe.mutable_rect() = Summary(json["rect"]["output"]);
  AddValues(json["gradient_l2"], *probe.mutable_gradient_l2());
  AddValues(json["init_seed0_sums"], *probe.mutable_init_seed0_sum());
  if (json.contains("calibrated_l2")) AddValues(json["calibrated_l2"], *probe.mutable_calibrated_l2());
  *probe.mutable_amplified() = Summary(json["amplified"]);
  const Json& training = json["training"];
  *probe.mutable_training()->mutable_output() = Summary(training["output"]);
  probe.mutable_training()->set_gradient_l2(training["gradient_l2"]);
  AddValues(training["buffer_l2"], *probe.mutable_training()->mutable_buffer_l2());
  return probe;
}

class ReferenceProbe : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceProbe, SameArchitecture_GivesTheSameNumbers) {
  const auto builder = FindBuilder(GetParam());
  ASSERT_TRUE(builder.ok()) << builder.status();
  const auto probe = RunProbe([&] { return Construct(**builder, {}); });
  ASSERT_TRUE(probe.ok()) << probe.status();
  int parts = 0;
  for (const ProbePart& part : CompareProbes(ReadReference(GetParam()), *probe, kReferenceTolerance)) {
    std::printf("%s %s\n", part.name.c_str(), part.summary.c_str());
    for (const std::string& finding : part.findings) ADD_FAILURE() << finding;
    ++parts;
  }
  // State, outputs, rect, amplified, gradient, training, init, and what was calibrated.
  EXPECT_EQ(parts, 7 + probe->other_output_size() + (probe->calibrated_l2_size() > 0));
}

INSTANTIATE_TEST_SUITE_P(Builders, ReferenceProbe,
                         testing::Values("efficientnet_b0", "efficientnet_b5", "efficientnet_lite0",
                                         "efficientnet_lite1", "efficientnet_lite2", "efficientnet_v2_s",
                                         "minilm_l6_v2", "mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small",
                                         "regnet_x_400mf", "regnet_y_400mf", "resnet18", "resnet34", "resnet50",
                                         "resnet101", "resnet152", "resnext50_32x4d", "wide_resnet50_2"));

}  // namespace
}  // namespace assay
