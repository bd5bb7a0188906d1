// The transforms of weights: an entry's own, or its builder's default, with parameters to change.
//
//   ImageClassification preprocess = transforms(ResNet50Weights::kDefault);
//   ImageClassification larger = transforms(ResNet50Weights::kDefault, {.crop_size = 400, .resize_size = 400});
//   ASSAY_ASSIGN_OR_RETURN(auto mine, transforms<ResNet50Weights>(WeightEntry{.url = "burgers.pth"}));
//   ASSAY_ASSIGN_OR_RETURN(TransformsPreset preset, transforms("resnet50", entry));   // by name: a variant
//
// Text needs a file, the vocabulary: models/text_transforms.h.
#ifndef ASSAY_MODELS_TRANSFORMS_H_
#define ASSAY_MODELS_TRANSFORMS_H_

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "models/registry.h"
#include "models/weights_argument.h"
#include "tools/base/status_macros.h"
#include "transforms/image_classification.h"
#include "weights/typed_entry.h"

namespace assay {

// The class of the transforms of an enum: ImageClassification, TextEncoding.
template <WeightsEnumeration E>
using PresetOf = typename WeightsTraits<E>::Preset;

// The options of the entry's transforms; of an entry that names none, its builder's default.
// Errors: as FindBuilder; FailedPrecondition where neither names any.
absl::StatusOr<TransformsPreset> transforms(absl::string_view builder, const WeightEntry& entry);

// The post-processing in the same way.
absl::StatusOr<PostprocessingPreset> postprocessing(absl::string_view builder, const WeightEntry& entry);

// Enums whose entries' transforms are made of their options alone, without files.
template <class E>
concept OptionsTransformed = WeightsEnumeration<E> && requires(typename PresetOf<E>::Options options) {
  PresetOf<E>(options);
};

// The options of the transforms of an entry for a builder whose enum is E: an entry that someone made, or one of the
// enum's own. Errors: as above; InvalidArgument where the entry's transforms are of another class than the enum's.
template <WeightsEnumeration E>
absl::StatusOr<typename PresetOf<E>::Options> TransformsOptions(const WeightEntry& entry,
                                                                const typename PresetOf<E>::Overrides& overrides) {
  ASSAY_ASSIGN_OR_RETURN(const TransformsPreset preset, transforms(WeightsTraits<E>::kBuilder, entry));
  const auto* options = std::get_if<typename PresetOf<E>::Options>(&preset);
  if (options == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("the transforms of ", entry.FullName(), " are not those that ",
                                                   WeightsTraits<E>::kBuilder, " takes"));
  }
  return Override(*options, overrides);
}

// The transforms themselves. Errors: as TransformsOptions.
template <OptionsTransformed E>
absl::StatusOr<PresetOf<E>> transforms(const WeightEntry& entry,
                                       const typename PresetOf<E>::Overrides& overrides = {}) {
  ASSAY_ASSIGN_OR_RETURN(auto options, TransformsOptions<E>(entry, overrides));
  return PresetOf<E>(std::move(options));
}

// The transforms of `weights`, whose catalogue and builder must be linked. Overrides that make no sense are refused
// when the transforms are used.
// Errors: throws absl::BadStatusOrAccess where the entry names no transforms and its builder is not linked; with
// transforms<E>(Entry(weights)) that is a Status.
template <OptionsTransformed E>
PresetOf<E> transforms(E weights, const typename PresetOf<E>::Overrides& overrides = {}) {
  return transforms<E>(Entry(weights), overrides).value();
}

}  // namespace assay

#endif  // ASSAY_MODELS_TRANSFORMS_H_
