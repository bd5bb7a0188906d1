#include "harness/accuracy/dataset_views.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "harness/accuracy/digest_images.h"
#include "tools/base/status_macros.h"

namespace assay {
absl::StatusOr<std::string> SampledDataset::Digest() const { return DigestImages(*this, "sample"); }

absl::StatusOr<Image> ChangedDataset::Load(int64_t index) const {
  ASSAY_ASSIGN_OR_RETURN(const Image image, data_.Load(index));
  absl::StatusOr<Image> changed = change_(image);
  if (changed.ok()) return changed;
  return absl::Status(changed.status().code(),
                      absl::StrCat(data_.example(index).name, ": ", changed.status().message()));
}

absl::StatusOr<std::string> ChangedDataset::Digest() const { return DigestImages(*this, "changed"); }

}  // namespace assay
