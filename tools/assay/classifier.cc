#include "tools/assay/classifier.h"

#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/device.h"
#include "models/registry.h"
#include "tools/base/status_macros.h"

namespace assay {

absl::StatusOr<WeightEntry> FindClassifierWeights(const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const WeightEntry entry, get_weight(name));
  ASSAY_RETURN_IF_ERROR(FindBuilder(entry.builder).status());
  if (!std::holds_alternative<ImageClassificationOptions>(entry.transforms)) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.FullName(), " are not weights of an image classifier: their task is ", entry.meta.task,
                     entry.meta.task == "text_encoding" ? "; assay encode takes them" : ""));
  }
  return entry;
}

absl::StatusOr<Classifier> LoadClassifier(const WeightEntry& entry, const std::string& device_text) {
  ASSAY_ASSIGN_OR_RETURN(const at::Device device, FindDevice(device_text));
  ASSAY_ASSIGN_OR_RETURN(Built built, get(entry.builder, entry));
  built.model.eval();
  ASSAY_ASSIGN_OR_RETURN(const auto categories, entry.meta.categories.names());
  if (!device.is_cpu()) {
    ASSAY_ASSIGN_OR_RETURN(built.model, RunOn(std::move(built.model), device));
  }
  return Classifier{.model = std::move(built.model),
                    .device = DeviceName(device),
                    .preprocess = ImageClassification(std::get<ImageClassificationOptions>(entry.transforms)),
                    .categories = categories};
}

}  // namespace assay
