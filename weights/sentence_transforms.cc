#include "weights/sentence_transforms.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/locate.h"
#include "weights/reader/digest.h"

namespace assay {

absl::StatusOr<std::string> VocabularyPath(const WeightEntry& entry) {
  const ExtraFile* file = entry.Extra(kVocabularyRole);
  if (file == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.FullName(), " names no vocabulary: give the entry an extra file of the role \"",
                     kVocabularyRole, "\", or link the catalogue of its builder, whose default weights have one"));
  }
  ASSAY_ASSIGN_OR_RETURN(LocatedFile located, Locate(*file));
  if (file->sha256.empty()) return std::move(located.path);
  ASSAY_ASSIGN_OR_RETURN(const std::string sha256, FileSha256(located.path));
  if (sha256 == file->sha256) return std::move(located.path);
  return absl::DataLossError(absl::StrCat(located.path, ": sha256 is ", sha256, ", but the vocabulary of ",
                                          entry.FullName(), " has ", file->sha256,
                                          "; the file is damaged or another one: remove it and fetch it again"));
}

absl::StatusOr<SentenceEmbedding> SentenceTransforms(const WeightEntry& entry) {
  ASSAY_ASSIGN_OR_RETURN(const std::string path, VocabularyPath(entry));
  return SentenceTransforms(entry, path);
}

absl::StatusOr<SentenceEmbedding> SentenceTransforms(const WeightEntry& entry, const std::string& vocabulary_path) {
  const auto* encoding = std::get_if<TextEncodingOptions>(&entry.transforms);
  const auto* pooling = std::get_if<MeanPoolingOptions>(&entry.postprocessing);
  if (encoding == nullptr || pooling == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.FullName(), " are not weights of a sentence encoder: expected text_encoding as transforms ",
                     "and mean_pooling as postprocessing"));
  }
  TextEncodingOptions options = *encoding;
  options.vocabulary_path = vocabulary_path;
  return SentenceEmbedding::Create({.encoding = std::move(options), .pooling = *pooling});
}

}  // namespace assay
