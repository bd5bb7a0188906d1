#include "harness/compatibility/testing/toy_library.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay {
namespace {

constexpr char kBlessing[] = R"(blessing { reason: "toy" libtorch: "2.11.0" cpu_capability: "AVX512" threads: 2 })";

constexpr char kApi[] = R"(
  api {
    family: "toys" task: "classification" weights_enum: "ToyNet_Weights" default_entry: "DATA_V2"
    input: "image" optional_input: "mask" output: "logits"
    option_struct {
      name: "BuilderOptions<ToyNetWeights>"
      option { name: "weights" type: "optional ToyNetWeights" default_value: "none" }
      option { name: "progress" type: "bool" default_value: "true" }
    }
    option_struct {
      name: "ToyNetOptions"
      option { name: "groups" type: "int64" default_value: "1" }
      option { name: "width" type: "int64" default_value: "64" }
      option { name: "norm_eps" type: "double" default_value: "1e-05" }
    }
    implied_option: "aux_logits" takes_num_classes: true
    transforms { name: "transforms.crop_size" value: "224" }
    postprocessing { name: "postprocessing.normalize" value: "true" }
  })";

constexpr char kProbe[] = R"(
  probe {
    parameters: 46
    state { key: "conv.weight" dtype: "float32" shape: [4, 3, 1, 1] parameter: true requires_grad: true }
    state { key: "conv.bias" dtype: "float32" shape: [4] parameter: true requires_grad: true }
    state { key: "bn.weight" dtype: "float32" shape: [4] parameter: false requires_grad: false }
    state { key: "bn.running_mean" dtype: "float32" shape: [4] parameter: false requires_grad: false }
    state { key: "fc.weight" dtype: "float32" shape: [10, 4] parameter: true requires_grad: true }
    input_shape: [2, 3, 8, 8] output_shape: [2, 10]
    output { numel: 20 l2: 4 mean: 0.1 first: [1, -1, 0.5] }
    argmax: [3, 7]
    rect_input_shape: [1, 3, 9, 7]
    rect { numel: 10 l2: 3 mean: 0.2 first: [0.25, -2] }
    gradient_l2 { name: "conv.weight" value: 2 }
    gradient_l2 { name: "conv.bias" value: 1 }
    gradient_l2 { name: "fc.weight" value: 3 }
    init_seed0_sum { name: "conv.weight" value: 1.5 }
    init_seed0_sum { name: "fc.weight" value: -2.5 }
    training {
      output { numel: 20 l2: 5 mean: 0.3 first: [1, 2] } gradient_l2: 7
      buffer_l2 { name: "bn.running_mean" value: 0.5 }
    }
    calibrated_l2 { name: "bn.running_mean" value: 0.75 }
    noise { output: 1e-12 gradient: 1e-12 training: 1e-12 calibrated: 1e-12 }
  })";

constexpr char kTrace[] = R"(
  module { path: "conv" type: "Conv2d" attributes: "stride=[1, 1]" }
  module { path: "bn" type: "FrozenBatchNorm2d" attributes: "4, eps=0" }
  module { path: "fc" type: "Linear" }
  step { module: "conv" op: "conv2d" arguments: "stride=[1, 1]" shape: [2, 4, 8, 8] l2: 1 projection: [1, 2, 3, 4] }
  step { module: "bn" op: "batch_norm" arguments: "eps=0" shape: [2, 4, 8, 8] l2: 2 projection: [4, 3, 2, 1] back: 1 }
  step { module: "bn" op: "relu" shape: [2, 4, 8, 8] l2: 2 projection: [4, 3, 2, 2] back: 1 }
  step { module: "fc" op: "linear" shape: [2, 10] l2: 4 projection: [1, 1, 2, 2] back: 1 }
  output: 3)";

// Constructed as its version is.
constexpr char kEntry[] = R"(
  probe {
    parameters: 46 state_sha256: "5a5a"
    input_shape: [2, 3, 8, 8] output_shape: [2, 10]
    output { numel: 20 l2: 4 mean: 0.1 first: [1, -1, 0.5] }
    argmax: [3, 7]
    rect_input_shape: [1, 3, 9, 7]
    rect { numel: 10 l2: 3 mean: 0.2 first: [0.25, -2] }
    gradient_l2 { name: "all parameters" value: 3.7 }
    noise { output: 1e-12 gradient: 1e-12 training: 1e-12 calibrated: 1e-12 }
  }
  catalogue { name: "enum" value: "ToyNet_Weights" }
  catalogue { name: "cpp_enum" value: "ToyNetWeights" }
  catalogue { name: "constant" value: "kToy" }
  catalogue { name: "builder" value: "toynet" }
  catalogue { name: "url" value: "https://example.org/toy.pth" }
  catalogue { name: "sha256" value: "0123abcd" }
  catalogue { name: "transforms.crop_size" value: "224" }
  catalogue { name: "meta.task" value: "classification" }
  catalogue { name: "meta.categories" value: "animals" }
  catalogue { name: "meta.num_categories" value: "10" }
  catalogue { name: "meta.num_params" value: "46" }
  catalogue { name: "meta.licence.spdx" value: "BSD-3-Clause" }
  catalogue { name: "meta.metrics.ImageNet-1K.acc@1" value: "76.13" }
  catalogue { name: "meta.docs" value: "Words." }
  catalogue { name: "taxonomy" value: "ImageNet-1K" }
  categories_sha256: "ca7e"
  file { tensors_digest: "d16e57d16e57d16e57" }
  preprocessing {
    input: "landscape" stage: "resize" shape: [3, 256, 300] sha256: "aa" summary { numel: 230400 l2: 9 mean: 1 }
  }
  preprocessing {
    input: "landscape" stage: "normalise" shape: [3, 224, 224] sha256: "bb" summary { numel: 150528 l2: 8 mean: 0 }
  }
  postprocessing { input: "ties" stage: "top 5" id: [1, 4, 2] }
  photograph {
    name: "cat.png" sha256: "ca70" preprocessed_sha256: "bb" logit: [1, 2, 3, 4]
    top { index: 3 category: "cat" score: 0.9 }
    top { index: 1 category: "dog" score: 0.1 }
  })";

proto::EntryGolden MakeEntry(const std::string& name, const std::string& other, bool newest) {
  proto::EntryGolden entry = FromText<proto::EntryGolden>(absl::StrCat(kEntry, kBlessing));
  entry.set_weights(absl::StrCat("ToyNet_Weights.", name));
  ToyLibrary::AddField(entry, "latest", newest ? "true" : "false");
  ToyLibrary::AddField(entry, "default", newest ? "true" : "false");
  proto::CrossVersion& cross = *entry.add_cross_version();
  cross.set_builder(other);
  cross.set_verdict(proto::CrossVersion::EQUAL);
  return entry;
}

void Scale(double factor, google::protobuf::RepeatedPtrField<proto::NamedValue>& values) {
  for (proto::NamedValue& value : values) value.set_value(value.value() * factor);
}

void Scale(double factor, proto::TensorSummary& summary) {
  summary.set_l2(summary.l2() * factor);
  for (double& value : *summary.mutable_first()) value *= factor;
}

}  // namespace

ToyLibrary::ToyLibrary() {
  builders["toynet"] = FromText<proto::BuilderGolden>(absl::StrCat("builder: 'toynet'", kApi, kProbe, kBlessing));
  builders["toynet_v2"] = builders["toynet"];
  builders["toynet_v2"].set_builder("toynet_v2");
  builders["toynet_v2"].mutable_api()->set_weights_enum("ToyNet_V2_Weights");
  builders["toynet_v2"].mutable_api()->set_default_entry("DATA_V1");
  entries["toynet/DATA_V1"] = MakeEntry("DATA_V1", "toynet_v2", false);
  entries["toynet/DATA_V2"] = MakeEntry("DATA_V2", "toynet_v2", true);
  v2().mutable_file()->set_tensors_digest("d26e57d26e57d26e57");
  entries["toynet_v2/DATA_V1"] = MakeEntry("DATA_V1", "toynet", true);
  entries["toynet_v2/DATA_V1"].set_weights("ToyNet_V2_Weights.DATA_V1");
  traces["toynet"] = traces["toynet_v2"] = FromText<proto::Trace>(kTrace);
  components["readers"] = FromText<proto::ComponentGolden>(R"(
    component: "readers"
    item { name: "a.pth" field { name: "weight" value: "float32 [2] 00ff" } sha256: "01" }
    item { name: "broken.pth" field { name: "refused" value: "DATA_LOSS" } })");
  components["layers"] =
      FromText<proto::ComponentGolden>(absl::StrCat("component: 'layers' item { name: 'FrozenBatchNorm2d'", kProbe,
                                                    "} item { name: 'MakeDivisible' "
                                                    "stage { input: 'table' stage: 'rounded' id: [8, 16] } }",
                                                    kBlessing));
  categories["animals"] = FromText<proto::CategoryNames>(R"(file: "animals" name: "ant" name: "bee" name: "cat")");
  overrides = FromText<proto::OverrideTable>(R"(
    target { name: "FrozenBatchNorm2d" parameter { name: "eps" type: "double" } }
    target {
      name: "Pyramid" base: "FrozenBatchNorm2d"
      parameter { name: "init" type: "choice" choice: "all" choice: "children" }
    })");
  legacy = FromText<proto::LegacyTable>(R"(
    row { call: 'get("toynet", {{"pretrained", true}})' weights: "ToyNet_Weights.DATA_V1" warning: "write V1" }
    row { call: 'get("toynet", {{"pretrained", false}})' weights: "none" warning: "write none" }
    row { call: 'get("toynet", {{"pretrained", 10}})' refused: "a bool, not an integer" })");
}

std::string& ToyLibrary::Field(proto::EntryGolden& entry, const std::string& name) {
  for (proto::Field& field : *entry.mutable_catalogue()) {
    if (field.name() == name) return *field.mutable_value();
  }
  ADD_FAILURE() << "the toy has no field " << name;
  std::abort();
}

void ToyLibrary::AddField(proto::EntryGolden& entry, const std::string& name, const std::string& value) {
  proto::Field& field = *entry.add_catalogue();
  field.set_name(name);
  field.set_value(value);
}

void ToyLibrary::RemoveField(proto::EntryGolden& entry, const std::string& name) {
  auto& fields = *entry.mutable_catalogue();
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.name() == name; });
  ASSERT_NE(found, fields.end()) << name;
  fields.erase(found);
}

void ToyLibrary::MoveEps() {
  proto::Probe& probe = *toynet().mutable_probe();
  constexpr double kMoved = 1 + 1e-5;
  Scale(kMoved, *probe.mutable_output());
  Scale(kMoved, *probe.mutable_rect());
  Scale(kMoved, *probe.mutable_gradient_l2());
  Scale(kMoved, *probe.mutable_training()->mutable_output());
  for (proto::EntryGolden* entry : {&v1(), &v2()}) {
    *entry->mutable_probe()->mutable_output() = probe.output();
    *entry->mutable_probe()->mutable_rect() = probe.rect();
    Scale(kMoved, *entry->mutable_probe()->mutable_gradient_l2());
  }
  trace().mutable_module(1)->set_attributes("4, eps=1e-05");
  trace().mutable_step(1)->set_arguments("eps=1e-05");
  for (int step = 1; step < 4; ++step) {
    for (double& projection : *trace().mutable_step(step)->mutable_projection()) projection *= kMoved;
  }
}

MemoryLockFiles ToyLibrary::Lock(const std::string& name) const {
  MemoryLockFiles files(name);
  proto::CombinationSet set;
  const auto family = [&](const std::string& builder) {
    const auto found = builders.find(builder);
    return found == builders.end() ? "toys" : found->second.api().family();
  };
  for (const auto& [builder, golden] : builders) {
    files.Add(absl::StrCat(family(builder), "/", builder, ".textproto"), golden);
    set.add_combination(builder);
  }
  for (const auto& [entry, golden] : entries) {
    const std::vector<std::string> parts = absl::StrSplit(entry, '/');
    files.Add(absl::StrCat(family(parts[0]), "/", entry, ".textproto"), golden);
    set.add_combination(absl::StrCat(parts[0], " x ", parts[1]));
  }
  for (const auto& [subject, trace] : traces)
    files.Add(absl::StrCat(family(subject.substr(0, subject.find('/'))), "/", subject, ".trace.textproto"), trace);
  for (const auto& [component, golden] : components)
    files.Add(absl::StrCat("components/", component, ".textproto"), golden);
  for (const auto& [file, golden] : categories) files.Add(absl::StrCat("categories/", file, ".textproto"), golden);
  files.Add("overrides.textproto", overrides);
  files.Add("legacy.textproto", legacy);
  files.Add("combinations.textproto", set);
  return files;
}

std::vector<Finding> Compare(const ToyLibrary& was, const ToyLibrary& is) {
  const MemoryLockFiles promised = was.Lock("release 1.0"), present = is.Lock("the present");
  const auto findings = CompareLocks(promised, present, is.tombstones);
  EXPECT_TRUE(findings.ok()) << findings.status();
  return findings.ok() ? *findings : std::vector<Finding>();
}

std::string Describe(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    absl::StrAppend(&text, LevelName(finding.level), " ", finding.rule, " ", finding.subject, " (",
                    finding.breaking() ? "breaking" : "notice", finding.module.empty() ? "" : ", in ", finding.module,
                    "): ", finding.witness, "\n");
  }
  return text;
}

std::vector<Finding> Breaking(const std::vector<Finding>& findings) {
  std::vector<Finding> breaking;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(breaking),
               [](const Finding& finding) { return finding.breaking(); });
  return breaking;
}

}  // namespace assay
