#include "models/transforms.h"

namespace assay {

absl::StatusOr<TransformsPreset> transforms(absl::string_view builder, const WeightEntry& entry) {
  if (!std::holds_alternative<std::monostate>(entry.transforms)) return entry.transforms;
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  if (!std::holds_alternative<std::monostate>(found->transforms)) return found->transforms;
  return absl::FailedPreconditionError(absl::StrCat(entry.FullName(), " names no transforms, and ", builder,
                                                    " has no default: set the entry's transforms"));
}

absl::StatusOr<PostprocessingPreset> postprocessing(absl::string_view builder, const WeightEntry& entry) {
  if (!std::holds_alternative<std::monostate>(entry.postprocessing)) return entry.postprocessing;
  ASSAY_ASSIGN_OR_RETURN(const Builder* found, FindBuilder(builder));
  if (!std::holds_alternative<std::monostate>(found->postprocessing)) return found->postprocessing;
  return absl::FailedPreconditionError(absl::StrCat(entry.FullName(), " names no post-processing, and ", builder,
                                                    " has no default: set the entry's postprocessing"));
}

}  // namespace assay
