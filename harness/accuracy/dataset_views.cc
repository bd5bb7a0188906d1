#include "harness/accuracy/dataset_views.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {
namespace {

absl::StatusOr<std::string> DigestOfImages(const Dataset& data, const std::string& title) {
  std::string lines = title + "\n";
  for (int64_t i = 0; i < data.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const Image image, data.Load(i));
    const auto* const bytes = reinterpret_cast<const std::byte*>(image.pixels.data());
    const Example example = data.example(i);
    absl::StrAppend(&lines, Sha256Hex({bytes, image.pixels.size()}), " ", image.width, " ", image.height, " ",
                    example.label, " ", example.name, "\n");
  }
  return Sha256Hex({reinterpret_cast<const std::byte*>(lines.data()), lines.size()});
}

}  // namespace

absl::StatusOr<std::string> SampledDataset::Digest() const { return DigestOfImages(*this, "sample"); }

absl::StatusOr<Image> ChangedDataset::Load(int64_t index) const {
  ASSAY_ASSIGN_OR_RETURN(const Image image, data_.Load(index));
  absl::StatusOr<Image> changed = change_(image);
  if (changed.ok()) return changed;
  return absl::Status(changed.status().code(),
                      absl::StrCat(data_.example(index).name, ": ", changed.status().message()));
}

absl::StatusOr<std::string> ChangedDataset::Digest() const { return DigestOfImages(*this, "changed"); }

}  // namespace assay
