#include "absl/strings/str_cat.h"
#include "models/internal/device_properties.h"

namespace assay::internal {

const bool kLinksCuda = false;

std::string GpuName(int index) { return absl::StrCat("cuda:", index); }

}  // namespace assay::internal
