#include "harness/accuracy/dataset.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "tools/base/status_macros.h"
#include "weights/reader/digest.h"

namespace assay {

absl::StatusOr<std::string> Dataset::ImageDigest(int64_t index) const {
  ASSAY_ASSIGN_OR_RETURN(const Image image, Load(index));
  std::string bytes(reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size());
  absl::StrAppend(&bytes, " ", image.width, " ", image.height);
  return Sha256Hex({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()});
}

}  // namespace assay
