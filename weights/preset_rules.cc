#include "weights/preset_rules.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

void CheckThree(const google::protobuf::RepeatedField<double>& values, const char* field, bool positive,
                const TextPlace& place, Findings* findings) {
  bool fine = values.empty() || values.size() == 3;
  for (double value : values) fine = fine && std::isfinite(value) && (!positive || value > 0);
  if (fine) return;
  findings->Add(place.At(field, 0), absl::StrCat(field, " is not three ", positive ? "positive " : "", "numbers"),
                absl::StrCat("state one a channel: ", field, ": [r, g, b]"));
}

void CheckImageClassification(const proto::ImageClassification& preset, const TextPlace& place, Findings* findings) {
  if (preset.crop_size() < 1) findings->Add(place.At("crop_size"), "crop_size is not positive", "state it in pixels");
  if (preset.resize_size() < 1)
    findings->Add(place.At("resize_size"), "resize_size is not positive", "state it in pixels");
  CheckThree(preset.mean(), "mean", /*positive=*/false, place, findings);
  CheckThree(preset.std(), "std", /*positive=*/true, place, findings);
}

void CheckTextEncoding(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  const proto::TextEncoding& preset = entry.transforms().text_encoding();
  if (preset.max_length() < 2) {
    findings->Add(place.At("max_length"), "max_length is below 2, which the special tokens take",
                  "state it in tokens: max_length: 512");
  }
  const auto is_vocabulary = [](const proto::ExtraFile& file) { return file.role() == "vocabulary"; };
  if (std::none_of(entry.extra_file().begin(), entry.extra_file().end(), is_vocabulary)) {
    findings->Add(place.Own(), "text_encoding needs a vocabulary",
                  "add extra_file { role: \"vocabulary\" sha256: \"...\" url: \"...\" } to the entry");
  }
}

}  // namespace

void CheckPresets(const proto::Entry& entry, const TextPlace& place, Findings* findings) {
  const TextPlace transforms = place.Nested("transforms");
  switch (entry.transforms().preset_case()) {
    case proto::Transforms::kImageClassification:
      CheckImageClassification(entry.transforms().image_classification(), transforms.Nested("image_classification"),
                               findings);
      break;
    case proto::Transforms::kTextEncoding:
      CheckTextEncoding(entry, transforms.Nested("text_encoding"), findings);
      break;
    case proto::Transforms::PRESET_NOT_SET:
      // An entry without transforms has its builder's default.
      if (!entry.has_transforms()) break;
      findings->Add(place.At("transforms"), absl::StrCat("entry ", entry.name(), " names no preset"),
                    "write transforms { image_classification { crop_size: 224 } }, or leave transforms out: the "
                    "builder's default");
      break;
  }
  if (entry.postprocessing().has_mean_pooling() && !entry.transforms().has_text_encoding()) {
    findings->Add(place.At("postprocessing"), "mean_pooling is of tokens, which text_encoding gives",
                  "name that in transforms, or leave postprocessing out");
  }
}

}  // namespace assay
