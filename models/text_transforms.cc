#include "models/text_transforms.h"

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "weights/catalog.h"

namespace assay {
namespace {

// The vocabulary of the builder's default weights; null where they have none or are not linked.
const ExtraFile* DefaultVocabulary(absl::string_view builder) {
  for (const WeightEntry* entry : Catalog::Global().ForBuilder(builder)) {
    if (entry->is_default) return entry->Extra(kVocabularyRole);
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<TextEncoding> TextEncodingOf(absl::string_view builder, const WeightEntry& entry,
                                            TextEncodingOptions options) {
  if (!options.vocabulary_path.empty() || !options.vocabulary.empty()) return TextEncoding::Create(std::move(options));
  WeightEntry with_vocabulary = entry;
  const ExtraFile* vocabulary = entry.Extra(kVocabularyRole) == nullptr ? DefaultVocabulary(builder) : nullptr;
  if (vocabulary != nullptr) with_vocabulary.extra_files.push_back(*vocabulary);
  ASSAY_ASSIGN_OR_RETURN(options.vocabulary_path, VocabularyPath(with_vocabulary));
  return TextEncoding::Create(std::move(options));
}

absl::StatusOr<MeanPooling> MeanPoolingOf(absl::string_view builder, const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const PostprocessingPreset preset, postprocessing(builder, entry));
  if (const auto* options = std::get_if<MeanPoolingOptions>(&preset)) return MeanPooling(*options);
  return absl::InvalidArgumentError(
      absl::StrCat("the post-processing of ", entry.FullName(), " is no mean pooling, which ", builder, " takes"));
}

absl::StatusOr<SentenceEmbedding> sentence_transforms(absl::string_view builder, const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const TransformsPreset preset, transforms(builder, entry));
  const auto* options = std::get_if<TextEncodingOptions>(&preset);
  if (options == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.FullName(), " are not weights of a text encoder: their transforms take no text"));
  }
  ASSAY_ASSIGN_OR_RETURN(TextEncoding encoding, TextEncodingOf(builder, entry, *options));
  ASSAY_ASSIGN_OR_RETURN(const MeanPooling pooling, MeanPoolingOf(builder, entry));
  return SentenceEmbedding(std::move(encoding), pooling);
}

}  // namespace assay
