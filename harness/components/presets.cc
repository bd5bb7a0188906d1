#include "harness/components/presets.h"

#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "harness/compare_stages.h"
#include "harness/components/component.h"
#include "harness/preset_lock.h"
#include "tools/base/status_macros.h"
#include "transforms/image_classification.h"
#include "transforms/text/mean_pooling.h"
#include "transforms/text/text_encoding_options.h"
#include "weights/weight_entry.h"

namespace assay {
namespace {

// A case for each input, by its last step: the entries' locks tell the steps apart.
void AddLastSteps(const std::string& name, const Stages& stages, proto::ComponentGolden& golden) {
  for (int i = 0; i < stages.size(); ++i) {
    if (i + 1 < stages.size() && stages[i + 1].input() == stages[i].input()) continue;
    *AddCase(golden, absl::StrCat(name, ", ", stages[i].input())).mutable_stage() = stages[i];
  }
}

absl::Status Add(const std::string& name, const TransformsPreset& preset, proto::ComponentGolden& golden) {
  ASSAY_ASSIGN_OR_RETURN(const Stages stages, MeasurePreprocessing(preset));
  AddLastSteps(name, stages, golden);
  return absl::OkStatus();
}

absl::Status AddImages(proto::ComponentGolden& golden) {
  const ImageClassificationOptions small = {.crop_size = 24, .resize_size = 30};
  const std::pair<std::string, ImageClassificationOverrides> overrides[] = {
      {"nothing", {}},
      {"crop_size", {.crop_size = 20}},
      {"resize_size", {.resize_size = 26}},
      {"interpolation", {.interpolation = Interpolation::kBicubic}},
      {"mean", {.mean = std::array<float, 3>{0.1f, 0.2f, 0.3f}}},
      {"std", {.std = std::array<float, 3>{0.4f, 0.5f, 0.6f}}},
      {"crop larger than the image", {.crop_size = 41}},
  };
  ASSAY_RETURN_IF_ERROR(Add("image classification", ImageClassificationOptions(), golden));
  for (const auto& [name, override_options] : overrides)
    ASSAY_RETURN_IF_ERROR(
        Add(absl::StrCat("image classification, override ", name), Override(small, override_options), golden));
  return absl::OkStatus();
}

absl::Status AddTexts(proto::ComponentGolden& golden) {
  const std::pair<std::string, TextEncodingOverrides> overrides[] = {
      {"nothing", {}}, {"lower_case", {.lower_case = false}}, {"max_length", {.max_length = 9}}};
  for (const auto& [name, override_options] : overrides)
    ASSAY_RETURN_IF_ERROR(
        Add(absl::StrCat("text encoding, override ", name), Override(TextEncodingOptions(), override_options), golden));
  ASSAY_RETURN_IF_ERROR(
      Add("text encoding, accents kept in lower case", TextEncodingOptions{.strip_accents = false}, golden));
  ASSAY_ASSIGN_OR_RETURN(const Stages pooled, MeasurePostprocessing(TextEncodingOptions(), MeanPoolingOptions()));
  AddLastSteps("mean pooling", pooled, golden);
  return absl::OkStatus();
}

ASSAY_COMPONENT("presets", [](const ComponentInputs&) { return MeasurePresets(); });

}  // namespace

absl::StatusOr<proto::ComponentGolden> MeasurePresets() {
  proto::ComponentGolden golden;
  golden.set_component("presets");
  ASSAY_RETURN_IF_ERROR(AddImages(golden));
  ASSAY_RETURN_IF_ERROR(AddTexts(golden));
  return golden;
}

}  // namespace assay
